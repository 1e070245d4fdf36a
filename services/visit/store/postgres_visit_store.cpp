// SPDX-License-Identifier: Apache-2.0
#include "services/visit/store/postgres_visit_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/policies.hpp"
#include "services/visit/domain/service_day.hpp"
#include "services/visit/store/check_in_writer.hpp"
#include "services/visit/store/policy_reader.hpp"
#include "services/visit/store/rows.hpp"

namespace mimamori::visit {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr int64_t kIdBlock = 10000;  // INCREMENT of the sequence stay_ids

absl::Status NoStay() { return platform::NotFound("NO_STAY", "this browser has no such stay"); }

}  // namespace

constexpr Statement kTakeIds{"visit.take_ids", "SELECT nextval('stay_ids')"};

absl::StatusOr<int64_t> PostgresVisitStore::NextStayId() {
  const std::lock_guard lock(mutex_);
  if (next_id_ == ids_end_) {
    ASSIGN_OR_RETURN(const Rows rows, pool_.Run(absl::Now() + absl::Seconds(1), kTakeIds));
    next_id_ = rows.Int8(0, 0);
    ids_end_ = next_id_ + kIdBlock;
  }
  return next_id_++;
}

absl::StatusOr<std::vector<absl::StatusOr<CheckInKept>>> PostgresVisitStore::KeepCheckIns(
    absl::Time deadline, absl::Time now, const std::vector<CheckInWrite>& writes) {
  RETURN_IF_ERROR(EnsureDays(deadline, writes));
  CheckInWriter writer(writes, now);
  if (writer.IsPlain()) {
    ASSIGN_OR_RETURN(auto connection, pool_.Borrow(deadline));
    RETURN_IF_ERROR(writer.Run(*connection));  // one statement is a transaction of its own
    return writer.TakeResults();
  }
  std::vector<absl::StatusOr<CheckInKept>> results;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& connection) {
    CheckInWriter attempt(writes, now);  // afresh, since a serialization failure runs it again
    RETURN_IF_ERROR(attempt.Run(connection));
    results = attempt.TakeResults();
    return absl::OkStatus();
  }));
  return results;
}

constexpr Statement kFind{"visit.find", "SELECT " MIMAMORI_STAY_COLUMNS R"sql(
  FROM stays s WHERE s.service_day = $1 AND s.stay_id = $2 AND s.browser_tag = $3
)sql"};

absl::StatusOr<Stay> PostgresVisitStore::Find(absl::Time deadline, const StayKey& key, const BrowserTag& browser) {
  ASSIGN_OR_RETURN(const Rows rows,
                   pool_.Run(deadline, kFind, Params().Date(key.service_day).Int8(key.stay_id).Bytes(browser.bytes)));
  if (rows.empty()) return NoStay();
  return ReadStay(rows, 0);
}

constexpr Statement kLock{"visit.lock", "SELECT " MIMAMORI_STAY_COLUMNS R"sql(
  FROM stays s WHERE s.service_day = $1 AND s.stay_id = $2 AND s.browser_tag = $3 FOR UPDATE
)sql"};
constexpr Statement kCheckOut{"visit.check_out", R"sql(
  UPDATE stays SET matched_until = $3, ending = 1 WHERE service_day = $1 AND stay_id = $2
)sql"};

absl::StatusOr<Stay> PostgresVisitStore::CheckOut(absl::Time deadline, const StayKey& key, const BrowserTag& browser,
                                                  const std::function<absl::StatusOr<absl::Time>(const Stay&)>& end) {
  Stay stay;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& connection) {
    ASSIGN_OR_RETURN(const Rows rows, connection.Run(kLock, Params().Date(key.service_day).Int8(key.stay_id)
                                                                .Bytes(browser.bytes)));
    if (rows.empty()) return NoStay();
    stay = ReadStay(rows, 0);
    ASSIGN_OR_RETURN(stay.matched_until, end(stay));
    stay.ending = Ending::kByHand;
    return connection.Run(kCheckOut, Params().Date(key.service_day).Int8(key.stay_id).Time(stay.matched_until)).status();
  }));
  return stay;
}

// Partitions two days around the window: a stay is filed under the day of its request, which may be a day off, and its
// arrival lies up to the longest stay before the window.
constexpr Statement kOverlaps{"visit.overlaps", "SELECT " MIMAMORI_STAY_COLUMNS R"sql(
  FROM stays s
  WHERE s.venue_id = $1 AND s.arrived_at < $3 AND s.arrived_at > $4
    AND s.matched_until > $2 AND s.service_day BETWEEN $5 AND $6 AND ($7 OR s.space = ANY ($8))
  ORDER BY s.service_day, s.pseudonym, s.arrived_at
)sql"};

absl::Status PostgresVisitStore::EachOverlap(absl::Time deadline, const OverlapQuestion& question,
                                             absl::Duration longest, const Asker& asker, absl::Time now,
                                             const std::function<bool(const Stay&)>& each) {
  ASSIGN_OR_RETURN(const Rows rows, Overlapping(deadline, question, longest, asker, now));
  for (int row = 0; row < rows.size(); ++row) {
    if (!each(ReadStay(rows, row))) break;
  }
  return absl::OkStatus();
}

absl::Status PostgresVisitStore::AuditQuestion(absl::Time deadline, const OverlapQuestion& question, const Asker& asker,
                                               absl::Time now) {
  ASSIGN_OR_RETURN(auto connection, pool_.Borrow(deadline));
  return platform::postgres::AppendAudit(
      *connection, {.time = now, .actor = asker.service, .action = "visit.FindOverlaps", .object_type = "venue",
                    .object_id = question.venue.ToString(), .area = asker.area, .reason = asker.purpose,
                    .payload = fmt::format(R"({{"event_id":"{}","officer_id":"{}","from":{},"to":{},"space":{}}})",
                                           asker.event_id, asker.officer_id, absl::ToUnixSeconds(question.from()),
                                           absl::ToUnixSeconds(question.to()),
                                           question.scope ? question.scope->space : 0),
                    .trace_id = asker.trace_id});
}

// Who asked is on disk before anybody is told; the rows are looked for meanwhile. The session goes back before anybody is
// told, too: a slow reader must not hold it.
absl::StatusOr<Rows> PostgresVisitStore::Overlapping(absl::Time deadline, const OverlapQuestion& question,
                                                     absl::Duration longest, const Asker& asker, absl::Time now) {
  auto audited = std::async(std::launch::async, [&] { return AuditQuestion(deadline, question, asker, now); });
  const absl::CivilDay first = absl::ToCivilDay(question.from() - longest, absl::UTCTimeZone()) - 2;
  const absl::CivilDay last = absl::ToCivilDay(question.to(), absl::UTCTimeZone()) + 1;
  std::vector<int32_t> spaces;
  if (question.scope) {
    spaces = question.scope->within;
    spaces.insert(spaces.end(), question.scope->around.begin(), question.scope->around.end());
  }
  auto rows = pool_.Run(deadline, kOverlaps,
                        Params().Int8(question.venue.number()).Time(question.from()).Time(question.to())
                            .Time(question.from() - longest).Date(first).Date(last)
                            .Bool(!question.scope).Int4Array(spaces));
  RETURN_IF_ERROR(audited.get());
  return rows;
}

constexpr Statement kCreateDay{"visit.create_day", "SELECT create_stay_day(day) FROM unnest($1::date[]) AS d(day)"};

absl::Status PostgresVisitStore::CreateDays(absl::Time deadline, const std::vector<absl::CivilDay>& days) {
  RETURN_IF_ERROR(pool_.Run(deadline, kCreateDay, Params().DateArray(days)).status());
  const std::lock_guard lock(mutex_);
  days_.insert(days.begin(), days.end());
  return absl::OkStatus();
}

absl::Status PostgresVisitStore::EnsureDays(absl::Time deadline, const std::vector<CheckInWrite>& writes) {
  std::set<absl::CivilDay> missing;
  {
    const std::lock_guard lock(mutex_);
    for (const CheckInWrite& write : writes) {
      if (!days_.contains(write.stay.key.service_day)) missing.insert(write.stay.key.service_day);
    }
  }
  return missing.empty() ? absl::OkStatus() : CreateDays(deadline, {missing.begin(), missing.end()});
}

constexpr Statement kDropDays{"visit.drop_days", "SELECT drop_stay_days_before($1)"};
constexpr Statement kDropVerifications{"visit.drop_verifications", "DELETE FROM verifications WHERE service_day < $1"};
constexpr Statement kDropRecordLinks{"visit.drop_record_links", "DELETE FROM record_links WHERE expires_at < $1"};
constexpr Statement kDropLinks{"visit.drop_verification_links", "DELETE FROM verification_links WHERE service_day < $1"};

absl::StatusOr<int> PostgresVisitStore::DropDaysBefore(absl::Time deadline, absl::CivilDay first_kept, absl::Time now) {
  int dropped = 0;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& connection) {
    ASSIGN_OR_RETURN(const Rows rows, connection.Run(kDropDays, Params().Date(first_kept)));
    dropped = rows.Int4(0, 0);
    RETURN_IF_ERROR(connection.Run(kDropVerifications, Params().Date(first_kept)).status());
    RETURN_IF_ERROR(connection.Run(kDropLinks, Params().Date(first_kept)).status());
    RETURN_IF_ERROR(connection.Run(kDropRecordLinks, Params().Time(now)).status());
    if (dropped == 0) return absl::OkStatus();
    return platform::postgres::AppendAudit(
        connection, {.time = now, .actor = "visit", .action = "visit.DropDays", .object_type = "service_day",
                     .object_id = FormatDay(first_kept), .area = "", .reason = "retention",
                     .payload = fmt::format(R"({{"days":{}}})", dropped), .trace_id = ""});
  }));
  const std::lock_guard lock(mutex_);
  days_.erase(days_.begin(), days_.lower_bound(first_kept));
  return dropped;
}

absl::StatusOr<StayPolicy> PostgresVisitStore::StayPolicyAt(absl::Time deadline, absl::Time at) {
  ASSIGN_OR_RETURN(const auto policy, platform::postgres::PolicyAt(pool_, deadline, "visit.stays", at));
  ASSIGN_OR_RETURN(StayPolicy in_force, ReadStayPolicy(policy.body));
  ASSIGN_OR_RETURN(const auto versions, platform::postgres::ListPolicies(pool_, deadline, "visit.stays"));
  in_force.longest_kept = in_force.longest_stay;
  for (const auto& version : versions) {
    if (version.approved_by.empty() || version.valid_from > at) continue;
    ASSIGN_OR_RETURN(const StayPolicy earlier, ReadStayPolicy(version.body));
    in_force.longest_kept = std::max(in_force.longest_kept, earlier.longest_stay);
  }
  ASSIGN_OR_RETURN(const auto hours, platform::postgres::PolicyAt(pool_, deadline, "visit.opening_hours", at));
  ASSIGN_OR_RETURN(in_force.hours_tolerance, ReadHoursTolerance(hours.body));
  ASSIGN_OR_RETURN(const auto proofs, platform::postgres::PolicyAt(pool_, deadline, "visit.proofs", at));
  ASSIGN_OR_RETURN(in_force.proofs, ReadProofPolicy(proofs.body));
  ASSIGN_OR_RETURN(const auto records, platform::postgres::PolicyAt(pool_, deadline, "visit.records", at));
  ASSIGN_OR_RETURN(in_force.records, ReadRecordPolicy(records.body));
  ASSIGN_OR_RETURN(const auto bursts, platform::postgres::PolicyAt(pool_, deadline, "visit.bursts", at));
  ASSIGN_OR_RETURN(in_force.bursts, ReadBurstPolicy(bursts.body));
  ASSIGN_OR_RETURN(const auto kiosk, platform::postgres::PolicyAt(pool_, deadline, "visit.kiosk", at));
  ASSIGN_OR_RETURN(in_force.kiosk, ReadKioskPolicy(kiosk.body));
  return in_force;
}

absl::StatusOr<RetentionPolicy> PostgresVisitStore::RetentionPolicyAt(absl::Time deadline, absl::Time at) {
  ASSIGN_OR_RETURN(const auto policy, platform::postgres::PolicyAt(pool_, deadline, "visit.retention", at));
  return ReadRetentionPolicy(policy.body);
}

std::vector<Statement> PostgresVisitStore::Statements() {
  std::vector<Statement> all = CheckInWriter::Statements();
  all.insert(all.end(), {kTakeIds, kFind, kLock, kCheckOut, kOverlaps, kCreateDay, kDropDays, kDropVerifications,
                         kDropLinks, kDropRecordLinks});
  for (const Statement& statement : RecordStatements()) all.push_back(statement);
  for (const Statement& statement : VerificationStatements()) all.push_back(statement);
  return all;
}

}  // namespace mimamori::visit
