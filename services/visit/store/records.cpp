// SPDX-License-Identifier: Apache-2.0
// What a person sees and changes of her own record.
#include <fmt/format.h>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/visit/store/postgres_visit_store.hpp"
#include "services/visit/store/rows.hpp"

namespace mimamori::visit {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

// By whom is not known here, and must not be: the stay's name means nothing without her pseudonym. Nor in which call: the
// vault's entries of that call name a link, and would join the stays that one person changed.
absl::Status Audit(Connection& transaction, const OwnStay& own, const char* action) {
  return platform::postgres::AppendAudit(
      transaction, {.time = own.now, .actor = "visitor", .action = action, .object_type = "stay",
                    .object_id = NameOf(own.key), .area = "", .reason = "own record", .payload = "{}",
                    .trace_id = ""});
}

// The people whom an approval found are those that are mailed; a dispatch asks only where that was lost.
bool SendsMails(std::string_view purpose) { return purpose == "approve" || purpose == "dispatch"; }

}  // namespace

constexpr Statement kUseRecordLink{"visit.use_record_link", R"sql(
  INSERT INTO record_links (link_hash, used_by, used_at, expires_at) VALUES ($1, $2, $3, $4)
  ON CONFLICT (link_hash) DO NOTHING
)sql"};
constexpr Statement kRecordLinkUse{"visit.record_link_use", R"sql(
  SELECT used_by, used_at FROM record_links WHERE link_hash = $1
)sql"};

absl::StatusOr<absl::Time> PostgresVisitStore::UseRecordLink(absl::Time deadline, const std::string& link_hash,
                                                             const RequestId& request, absl::Time now,
                                                             absl::Time expires) {
  ASSIGN_OR_RETURN(const Rows used, pool_.Run(deadline, kUseRecordLink, Params().Bytes(link_hash).Uuid(request.uuid())
                                                                            .Time(now).Time(expires)));
  if (used.affected() == 1) return now;
  ASSIGN_OR_RETURN(const Rows first, pool_.Run(deadline, kRecordLinkUse, Params().Bytes(link_hash)));
  if (!first.empty() && first.Uuid(0, 0) == request.uuid()) return first.Time(0, 1);
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "LINK_USED", "this link was used before");
}

// Day by day (OFFSET keeps the subquery as it is): each partition alone, by its index where it has one.
constexpr Statement kOwnStays{"visit.own_stays", "SELECT " MIMAMORI_STAY_COLUMNS R"sql(
  FROM unnest($1::date[], $2::bytea[]) AS d(service_day, pseudonym)
  CROSS JOIN LATERAL (
    SELECT * FROM stays WHERE stays.service_day = d.service_day AND stays.pseudonym = d.pseudonym OFFSET 0) s
  ORDER BY s.arrived_at DESC, s.stay_id DESC LIMIT $3
)sql"};

absl::StatusOr<std::vector<Stay>> PostgresVisitStore::OwnStays(absl::Time deadline,
                                                               const std::vector<DayPseudonym>& days, int limit) {
  std::vector<absl::CivilDay> service_days;
  std::vector<std::string> pseudonyms;
  for (const DayPseudonym& day : days) {
    service_days.push_back(day.service_day);
    pseudonyms.push_back(day.pseudonym.bytes);
  }
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kOwnStays,
                                              Params().DateArray(service_days).BytesArray(pseudonyms).Int8(limit)));
  std::vector<Stay> stays;
  for (int row = 0; row < rows.size(); ++row) stays.push_back(ReadStay(rows, row));
  return stays;
}

constexpr Statement kLockOwn{"visit.lock_own", "SELECT " MIMAMORI_STAY_COLUMNS R"sql(
  FROM stays s WHERE s.service_day = $1 AND s.stay_id = $2 AND s.pseudonym = $3 FOR UPDATE
)sql"};
constexpr Statement kShorten{"visit.shorten", R"sql(
  UPDATE stays SET matched_until = $3, ending = 1 WHERE service_day = $1 AND stay_id = $2
)sql"};

absl::StatusOr<Stay> PostgresVisitStore::ShortenOwn(
    absl::Time deadline, const OwnStay& own, const std::function<absl::StatusOr<absl::Time>(const Stay&)>& end) {
  Stay stay;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kLockOwn, Params().Date(own.key.service_day).Int8(own.key.stay_id)
                                                                    .Bytes(own.pseudonym.bytes)));
    if (rows.empty()) return platform::NotFound("NO_STAY", "there is no such stay");
    stay = ReadStay(rows, 0);
    ASSIGN_OR_RETURN(stay.matched_until, end(stay));
    stay.ending = Ending::kByHand;
    RETURN_IF_ERROR(transaction.Run(kShorten, Params().Date(own.key.service_day).Int8(own.key.stay_id)
                                                  .Time(stay.matched_until)).status());
    return Audit(transaction, own, "visit.ShortenStay");
  }));
  return stay;
}

constexpr Statement kDelete{"visit.delete_own", R"sql(
  DELETE FROM stays WHERE service_day = $1 AND stay_id = $2 AND pseudonym = $3
)sql"};

absl::Status PostgresVisitStore::DeleteOwn(absl::Time deadline, const OwnStay& own) {
  return pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kDelete, Params().Date(own.key.service_day).Int8(own.key.stay_id)
                                                                   .Bytes(own.pseudonym.bytes)));
    return rows.affected() == 0 ? absl::OkStatus() : Audit(transaction, own, "visit.DeleteStay");
  });
}

constexpr Statement kWindowsAsked{"visit.windows_asked", R"sql(
  SELECT object_id, area, reason, payload->>'event_id', (payload->>'from')::int8, (payload->>'to')::int8, recorded_at
  FROM audit_entries
  WHERE object_type = 'venue' AND object_id = ANY ($1) AND action = 'visit.FindOverlaps' AND recorded_at >= $2
    AND payload ? 'event_id'
  ORDER BY sequence
)sql"};

absl::StatusOr<std::vector<AskedWindow>> PostgresVisitStore::WindowsAsked(absl::Time deadline,
                                                                          const std::vector<VenueId>& venues,
                                                                          absl::Time since) {
  std::vector<std::string> ids;
  for (const VenueId venue : venues) ids.push_back(venue.ToString());
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kWindowsAsked, Params().TextArray(ids).Time(since)));
  std::vector<AskedWindow> windows;
  for (int row = 0; row < rows.size(); ++row) {
    ASSIGN_OR_RETURN(const VenueId venue, VenueId::Parse(rows.Text(row, 0)));
    windows.push_back({.event = std::string(rows.Text(row, 3)), .venue = venue, .area = std::string(rows.Text(row, 1)),
                       .for_mails = SendsMails(rows.Text(row, 2)), .from = absl::FromUnixSeconds(rows.Int8(row, 4)),
                       .to = absl::FromUnixSeconds(rows.Int8(row, 5)), .asked_at = rows.Time(row, 6)});
  }
  return windows;
}

constexpr Statement kIndexDays{"visit.index_days", "SELECT index_stay_days_before($1)"};

absl::Status PostgresVisitStore::IndexDaysBefore(absl::Time deadline, absl::CivilDay day) {
  return pool_.Run(deadline, kIndexDays, Params().Date(day)).status();
}

std::vector<Statement> PostgresVisitStore::RecordStatements() {
  return {kUseRecordLink, kRecordLinkUse, kOwnStays, kLockOwn, kShorten, kDelete, kWindowsAsked, kIndexDays};
}

}  // namespace mimamori::visit
