// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/store/hold_store.hpp"

#include <set>

#include "fmt/format.h"
#include "services/capacity/store/facility_rows.hpp"
#include "services/capacity/store/hold_policies.hpp"
#include "services/capacity/store/policy_reader.hpp"
#include "services/capacity/store/stay_rows.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/policies.hpp"

namespace mimamori::capacity {
namespace {

using platform::postgres::AuditEntry;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kGet{"capacity.get_hold", "SELECT " MIMAMORI_HOLD_COLUMNS
  " FROM holds h WHERE h.facility_id = $1 AND h.hold_id = $2"};
// A state of 0 is any. What is over and not written down yet has expired.
constexpr Statement kList{"capacity.list_holds", "SELECT " MIMAMORI_HOLD_COLUMNS R"sql(
  FROM holds h
  WHERE h.facility_id = $1 AND (h.begins_at, h.hold_id) < ($2::timestamptz, $3::uuid)
    AND ($4::smallint = 0 OR CASE WHEN h.state = 1 AND h.ends_at <= $5 THEN 4 ELSE h.state END = $4)
  ORDER BY h.begins_at DESC, h.hold_id DESC LIMIT $6
)sql"};
constexpr Statement kSeen{"capacity.holds_seen", R"sql(
  SELECT h.holder_id, h.facility_id, h.bed_class, h.officer_id, h.begins_at, h.ends_at
  FROM holds h JOIN facilities f ON f.facility_id = h.facility_id
  WHERE h.begins_at >= $4 AND h.begins_at < $5 AND )sql" MIMAMORI_SEES("$1", "$2", "$3") R"sql(
  ORDER BY h.begins_at, h.hold_id LIMIT $6
)sql"};
// Whoever works on one of them at this moment writes it down herself.
constexpr Statement kExpireOver{"capacity.expire_over", R"sql(
  UPDATE holds h SET state = 4, version = h.version + 1
  FROM (SELECT facility_id, hold_id FROM holds WHERE state = 1 AND ends_at <= $1 ORDER BY ends_at LIMIT $2
        FOR UPDATE SKIP LOCKED) AS over
  WHERE h.facility_id = over.facility_id AND h.hold_id = over.hold_id
  RETURNING )sql" MIMAMORI_HOLD_COLUMNS};
constexpr Statement kForgetHolds{"capacity.forget_holds", R"sql(
  WITH gone AS (DELETE FROM holds WHERE state <> 1 AND ends_at < $1 RETURNING facility_id, hold_id)
  DELETE FROM bed_deeds d USING gone WHERE d.facility_id = gone.facility_id AND d.object_id = gone.hold_id
)sql"};
constexpr Statement kForgetStays{"capacity.forget_stays", R"sql(
  WITH gone AS (DELETE FROM stays WHERE ended_at < $1 RETURNING facility_id, stay_id)
  DELETE FROM bed_deeds d USING gone WHERE d.facility_id = gone.facility_id AND d.object_id = gone.stay_id
)sql"};
constexpr Statement kNewsOf{"capacity.news_of_holds", "SELECT " MIMAMORI_HOLD_COLUMNS ", " MIMAMORI_STAY_COLUMNS R"sql(
  FROM unnest($1::uuid[], $2::uuid[]) AS asked (facility_id, hold_id)
  JOIN holds h ON h.facility_id = asked.facility_id AND h.hold_id = asked.hold_id
  LEFT JOIN stays s ON s.facility_id = h.facility_id AND s.hold_id = h.hold_id
)sql"};
constexpr Statement kAll{"capacity.all_holds", "SELECT " MIMAMORI_HOLD_COLUMNS ", " MIMAMORI_STAY_COLUMNS R"sql(
  FROM holds h LEFT JOIN stays s ON s.facility_id = h.facility_id AND s.hold_id = h.hold_id
  WHERE (h.facility_id, h.hold_id) > ($1::uuid, $2::uuid) ORDER BY h.facility_id, h.hold_id LIMIT $3
)sql"};

HoldNews ReadNews(const Rows& rows, int row) {
  HoldNews news{.hold = ReadHold(rows, row)};
  news.facility = news.hold->facility;
  news.id = news.hold->id;
  if (!rows.IsNull(row, kHoldColumns + 1)) news.stay = ReadStay(rows, row, kHoldColumns);
  return news;
}

absl::Status Audit(Connection& transaction, const HoldDeed& deed, const KeptHold& hold) {
  AuditEntry entry = deed.audit;
  entry.object_type = "hold";
  entry.object_id = hold.id.ToString();
  entry.payload = fmt::format(R"({{"facility_id": "{}", "version": {}}})", hold.facility.ToString(), hold.hold.version);
  ASSIGN_OR_RETURN(entry.area, AreaOf(transaction, hold.facility));
  return AppendAudit(transaction, entry);
}

// A bed that was held needs no look: nobody else can have it.
absl::StatusOr<std::optional<BedId>> BedFor(Connection& transaction, const KeptHold& hold, const Arrival& arrival,
                                            absl::Time now) {
  if (!arrival.bed || arrival.bed == hold.bed) return hold.bed;
  ASSIGN_OR_RETURN(const std::vector<BedSeen> seen, LookAtBeds(transaction, now, {{hold.facility, *arrival.bed}}));
  if (seen.empty()) return BedUnknown();
  if (seen[0].bed_class != hold.bed_class) {
    return platform::Failure(absl::StatusCode::kFailedPrecondition, "OTHER_CLASS", "the bed is of another class", "bed_id");
  }
  RETURN_IF_ERROR(CheckBedFree(seen[0]));
  return arrival.bed;
}

}  // namespace

absl::StatusOr<std::vector<absl::StatusOr<KeptHold>>> HoldStore::Create(absl::Time deadline, absl::Time now,
                                                                        const std::vector<NewHold>& asked,
                                                                        const TakingRules& rules) {
  std::vector<absl::StatusOr<KeptHold>> results;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    HoldWriter writer(asked, rules, now);
    RETURN_IF_ERROR(writer.Run(transaction));
    results = writer.TakeResults();
    return absl::OkStatus();
  }));
  return results;
}

absl::StatusOr<std::vector<absl::StatusOr<KeptHold>>> HoldStore::Give(absl::Time deadline, absl::Time now,
                                                                      const std::vector<NewHold>& asked) {
  ASSIGN_OR_RETURN(const TakingRules rules, Rules(deadline, now));
  return Create(deadline, now, asked, rules);
}

absl::StatusOr<TakingRules> HoldStore::Rules(absl::Time deadline, absl::Time now) {
  TakingRules rules;
  ASSIGN_OR_RETURN(const auto holds, shelf_.At(deadline, now, "capacity.holds"));
  ASSIGN_OR_RETURN(rules.holds, HoldRulesIn(*holds));
  ASSIGN_OR_RETURN(const auto duty, shelf_.At(deadline, now, "capacity.duty"));
  ASSIGN_OR_RETURN(rules.duties, DutyRulesIn(*duty));
  return rules;
}

absl::StatusOr<AnomalyRules> HoldStore::Anomalies(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const auto policy, PolicyAt(pool_, deadline, "capacity.anomalies", now));
  return ReadAnomalyRules(policy.body);
}

absl::StatusOr<KeptHold> HoldStore::Change(absl::Time deadline, const HoldDeed& deed,
                                           const std::function<absl::Status(Hold& hold)>& decide) {
  KeptHold kept;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(kept, LockHold(transaction, deed.row.facility, deed.hold));
    ASSIGN_OR_RETURN(const bool done, IsDone(transaction, deed.row));
    if (done) return absl::OkStatus();
    RETURN_IF_ERROR(decide(kept.hold));
    RETURN_IF_ERROR(KeepHold(transaction, kept));
    RETURN_IF_ERROR(KeepDeed(transaction, deed.row));
    RETURN_IF_ERROR(Audit(transaction, deed, kept));
    return TellOfHolds(transaction, deed.row.done_at, {kept});
  }));
  return kept;
}

absl::StatusOr<Converted> HoldStore::Convert(absl::Time deadline, const HoldDeed& deed, const Arrival& arrival,
                                             const std::function<absl::Status(Hold& hold)>& decide) {
  Converted converted;
  const FacilityId& facility = deed.row.facility;
  const absl::Time now = deed.row.done_at;
  const absl::Status status = pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    // The ward before the hold, as everybody who takes beds does it; the class of a hold never changes.
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kGet, Params().Uuid(facility.uuid()).Uuid(deed.hold.uuid())));
    if (rows.empty()) return platform::NotFound("HOLD_UNKNOWN", "there is no such hold at the facility");
    RETURN_IF_ERROR(LockWard(transaction, {facility, ReadHold(rows, 0).bed_class}).status());
    ASSIGN_OR_RETURN(converted.hold, LockHold(transaction, facility, deed.hold));
    ASSIGN_OR_RETURN(const bool done, IsDone(transaction, deed.row));
    if (done) {
      ASSIGN_OR_RETURN(converted.stay, StayOfHold(transaction, facility, deed.hold));
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(decide(converted.hold.hold));
    RETURN_IF_ERROR(CheckArrival(converted.hold.hold, arrival.began, now));
    ASSIGN_OR_RETURN(const std::optional<BedId> bed, BedFor(transaction, converted.hold, arrival, now));
    converted.stay = {.id = StayId(platform::TimeOrderedUuid(now)), .facility = facility,
                      .bed_class = converted.hold.bed_class, .bed = bed, .holder = converted.hold.holder,
                      .hold = converted.hold.id, .recorded = now, .request = deed.row.request,
                      .stay = {.began = arrival.began}};
    RETURN_IF_ERROR(KeepHold(transaction, converted.hold));
    RETURN_IF_ERROR(InsertStay(transaction, converted.stay, deed.row.done_by));
    RETURN_IF_ERROR(KeepDeed(transaction, deed.row));
    RETURN_IF_ERROR(Audit(transaction, deed, converted.hold));
    return TellOfHolds(transaction, now, {converted.hold});
  });
  RETURN_IF_ERROR(AsBedTaken(status));
  return converted;
}

absl::StatusOr<std::vector<KeptHold>> HoldStore::List(absl::Time deadline, const FacilityId& facility, const Scope& scope,
                                                      std::optional<HoldState> state, const HoldPosition& after, int limit,
                                                      const AuditEntry& audit) {
  std::vector<KeptHold> holds;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    holds.clear();
    ASSIGN_OR_RETURN(const Facility seen, SeeFacility(transaction, facility, scope));
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kList, Params().Uuid(facility.uuid()).Time(after.begins)
                                                                 .Uuid(after.id.uuid())
                                                                 .Int2(state ? static_cast<int16_t>(*state) : 0)
                                                                 .Time(audit.time).Int8(limit)));
    for (int row = 0; row < rows.size(); ++row) holds.push_back(ReadHold(rows, row));
    return AppendAudit(transaction, About(audit, seen));
  }));
  return holds;
}

absl::StatusOr<std::vector<HoldSeen>> HoldStore::Seen(absl::Time deadline, const Scope& scope, absl::Time start,
                                                      absl::Time end, int limit, const AuditEntry& audit) {
  std::vector<HoldSeen> seen;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    seen.clear();
    Params params;
    AddScope(params, scope);
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kSeen, params.Time(start).Time(end).Int8(limit)));
    for (int row = 0; row < rows.size(); ++row) {
      seen.push_back({.holder = platform::FormatUuid(rows.Uuid(row, 0)),
                      .facility = platform::FormatUuid(rows.Uuid(row, 1)),
                      .bed_class = std::string(rows.Text(row, 2)),
                      .officer = platform::FormatUuid(rows.Uuid(row, 3)),
                      .begins = rows.Time(row, 4),
                      .ends = rows.Time(row, 5)});
    }
    return AppendAudit(transaction, audit);
  }));
  return seen;
}

absl::StatusOr<int> HoldStore::ExpireOver(absl::Time deadline, absl::Time now, int limit) {
  int expired = 0;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kExpireOver, Params().Time(now).Int8(limit)));
    expired = rows.size();
    std::vector<KeptHold> holds;
    for (int row = 0; row < rows.size(); ++row) holds.push_back(ReadHold(rows, row));
    RETURN_IF_ERROR(AuditExpired(transaction, now, holds));
    return TellOfHolds(transaction, now, holds);
  }));
  return expired;
}

absl::Status HoldStore::Forget(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const auto policy, PolicyAt(pool_, deadline, "capacity.hold_retention", now));
  ASSIGN_OR_RETURN(const HoldRetention kept, ReadHoldRetention(policy.body));
  RETURN_IF_ERROR(pool_.Run(deadline, kForgetHolds, Params().Time(now - kept.holds)).status());
  return pool_.Run(deadline, kForgetStays, Params().Time(now - kept.stays)).status();
}

absl::StatusOr<HoldStore::News> HoldStore::NewsAfter(absl::Time deadline, int64_t sequence, int limit) {
  ASSIGN_OR_RETURN(const auto changes, platform::postgres::ReadChanges(pool_, deadline, sequence, limit));
  News news{.holds = {}, .through = sequence};
  std::vector<platform::Uuid> facilities, ids;
  for (const platform::postgres::Change& change : changes) {
    news.through = change.sequence;
    const auto changed = HoldIn(change);
    if (!changed) continue;
    facilities.push_back(changed->first.uuid());
    ids.push_back(changed->second.uuid());
    news.holds.push_back({.sequence = change.sequence, .facility = changed->first, .id = changed->second});
  }
  if (ids.empty()) return news;
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kNewsOf, Params().UuidArray(facilities).UuidArray(ids)));
  std::map<HoldId, HoldNews> found;
  for (int row = 0; row < rows.size(); ++row) {
    HoldNews one = ReadNews(rows, row);
    found.insert_or_assign(one.id, std::move(one));
  }
  for (HoldNews& one : news.holds) {
    const auto is = found.find(one.id);
    if (is == found.end()) continue;
    one.hold = is->second.hold;
    one.stay = is->second.stay;
  }
  return news;
}

absl::StatusOr<int64_t> HoldStore::LastChange(absl::Time deadline) {
  return platform::postgres::LastSequence(pool_, deadline);
}

absl::StatusOr<std::vector<HoldNews>> HoldStore::All(absl::Time deadline, const FacilityId& after_facility,
                                                     const HoldId& after, int limit) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kAll, Params().Uuid(after_facility.uuid()).Uuid(after.uuid())
                                                                  .Int8(limit)));
  std::vector<HoldNews> holds;
  for (int row = 0; row < rows.size(); ++row) holds.push_back(ReadNews(rows, row));
  return holds;
}

std::vector<Statement> HoldStore::Statements() {
  std::vector<Statement> all = HoldRowStatements();
  for (const Statement& statement : HoldWriter::Statements()) all.push_back(statement);
  for (const Statement& statement : {kGet, kList, kSeen, kExpireOver, kForgetHolds, kForgetStays, kNewsOf, kAll}) {
    all.push_back(statement);
  }
  return all;
}

}  // namespace mimamori::capacity
