// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/store/postgres_exposure_store.hpp"

#include <limits>
#include <utility>

#include "services/exposure/store/dispatch_statements.hpp"
#include "services/exposure/store/exposure_rows.hpp"
#include "services/exposure/store/policy_reader.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/areas.hpp"
#include "services/platform/postgres/policies.hpp"

namespace mimamori::exposure {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::PatternsOf;
using platform::postgres::Statement;

absl::Status Unknown() { return platform::NotFound("EXPOSURE_UNKNOWN", "there is no such exposure in your areas"); }

bool AsksTheSame(const Exposure& a, const Exposure& b) {
  return a.case_id == b.case_id && a.venue == b.venue && a.start == b.start && a.end == b.end && a.level == b.level;
}

}  // namespace

constexpr Statement kInsert{"exposure.insert", R"sql(
  INSERT INTO exposures (exposure_id, case_id, venue_id, venue_name, time_zone, area_code, start_time, end_time, level,
                         state, proposed_by, request_id, proposed_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11, $12)
  ON CONFLICT (proposed_by, request_id) DO NOTHING
  RETURNING )sql" MIMAMORI_EXPOSURE_COLUMNS};
constexpr Statement kFindRequest{"exposure.find_request", "SELECT " MIMAMORI_EXPOSURE_COLUMNS R"sql(
  FROM exposures WHERE proposed_by = $1 AND request_id = $2
)sql"};

namespace {

absl::StatusOr<Exposure> ReadOne(Connection& connection, const Rows& rows) {
  ASSIGN_OR_RETURN(std::vector<Exposure> read, ReadExposures(connection, rows));
  if (read.empty()) return Unknown();
  return std::move(read.front());
}

}  // namespace

absl::StatusOr<Exposure> PostgresExposureStore::Propose(absl::Time deadline, const Exposure& exposure,
                                                        const RequestId& request, const AuditEntry& audit) {
  Exposure kept;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& connection) -> absl::Status {
    ASSIGN_OR_RETURN(Rows rows,
                     connection.Run(kInsert, Params().Uuid(exposure.id.uuid()).Uuid(exposure.case_id.uuid())
                                                 .Int8(exposure.venue.number()).Text(exposure.venue_name)
                                                 .Text(exposure.time_zone).Text(exposure.area.ToString())
                                                 .Time(exposure.start).Time(exposure.end)
                                                 .Int2(static_cast<int16_t>(exposure.level)).Text(exposure.proposed_by)
                                                 .Uuid(request.uuid()).Time(exposure.proposed_at)));
    if (!rows.empty()) {
      ASSIGN_OR_RETURN(kept, ReadOne(connection, rows));
      return platform::postgres::AppendAudit(connection, audit);
    }
    ASSIGN_OR_RETURN(rows, connection.Run(kFindRequest, Params().Text(exposure.proposed_by).Uuid(request.uuid())));
    if (rows.empty()) return absl::InternalError("a conflicting request id has no row");
    ASSIGN_OR_RETURN(kept, ReadOne(connection, rows));
    if (AsksTheSame(kept, exposure)) return absl::OkStatus();
    return platform::Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                             "request_id was already used for another exposure");
  }));
  return kept;
}

constexpr Statement kGet{"exposure.get", "SELECT " MIMAMORI_EXPOSURE_COLUMNS R"sql(
  FROM exposures WHERE exposure_id = $1 AND area_code LIKE ANY ($2::text[])
)sql"};

absl::StatusOr<Exposure> PostgresExposureStore::Get(absl::Time deadline, const ExposureId& id, const Scope& scope) {
  ASSIGN_OR_RETURN(auto session, pool_.Borrow(deadline));
  ASSIGN_OR_RETURN(const Rows rows, session->Run(kGet, Params().Uuid(id.uuid()).TextArray(PatternsOf(scope))));
  return ReadOne(*session, rows);
}

absl::Status PostgresExposureStore::Audit(absl::Time deadline, const AuditEntry& audit) {
  return pool_.Transact(deadline, [&](Connection& connection) {
    return platform::postgres::AppendAudit(connection, audit);
  });
}

constexpr Statement kList{"exposure.list", "SELECT " MIMAMORI_EXPOSURE_COLUMNS R"sql(
  FROM exposures WHERE area_code LIKE ANY ($1::text[]) AND number < $2 ORDER BY number DESC LIMIT $3
)sql"};

absl::StatusOr<ExposureStore::Page> PostgresExposureStore::List(absl::Time deadline, const Scope& scope, int64_t before,
                                                                int limit) {
  const int64_t below = before == 0 ? std::numeric_limits<int64_t>::max() : before;
  ASSIGN_OR_RETURN(auto session, pool_.Borrow(deadline));
  ASSIGN_OR_RETURN(const Rows rows, session->Run(kList, Params().TextArray(PatternsOf(scope)).Int8(below).Int8(limit + 1)));
  Page page;
  ASSIGN_OR_RETURN(page.exposures, ReadExposures(*session, rows));
  if (rows.size() > limit) page.exposures.pop_back();
  if (rows.size() > limit) page.last_number = rows.Int8(limit - 1, 16);
  return page;
}

constexpr Statement kLock{"exposure.lock", "SELECT " MIMAMORI_EXPOSURE_COLUMNS R"sql(
  FROM exposures WHERE exposure_id = $1 AND area_code LIKE ANY ($2::text[]) FOR UPDATE
)sql"};
constexpr Statement kChange{"exposure.change", R"sql(
  UPDATE exposures SET state = $2, approved_by = NULLIF($3, ''), approved_at = $4, cancelled_by = NULLIF($5, ''),
                       level = $6, level_by = NULLIF($7, ''), recalled_by = NULLIF($8, ''), recalled_at = $9,
                       correction_by = NULLIF($10, ''), correction_at = $11,
                       correction_approved_by = NULLIF($12, ''), correction_approved_at = $13,
                       version = version + 1
  WHERE exposure_id = $1 RETURNING version
)sql"};

absl::StatusOr<Exposure> PostgresExposureStore::Change(absl::Time deadline, const ExposureId& id, const Scope& scope,
                                                       const std::function<absl::Status(Exposure&)>& decide,
                                                       const AuditEntry& audit) {
  Exposure exposure;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& connection) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows rows, connection.Run(kLock, Params().Uuid(id.uuid()).TextArray(PatternsOf(scope))));
    if (rows.empty()) return Unknown();
    ASSIGN_OR_RETURN(exposure, ReadOne(connection, rows));
    RETURN_IF_ERROR(decide(exposure));
    ASSIGN_OR_RETURN(const Rows changed,
                     connection.Run(kChange, Params().Uuid(id.uuid()).Int2(static_cast<int16_t>(exposure.state))
                                                 .Text(exposure.approved_by)
                                                 .Optional(exposure.approved_at, &Params::Time)
                                                 .Text(exposure.cancelled_by)
                                                 .Int2(static_cast<int16_t>(exposure.level))
                                                 .Text(exposure.level_by)
                                                 .Text(exposure.recalled_by)
                                                 .Optional(exposure.recalled_at, &Params::Time)
                                                 .Text(exposure.correction.proposed_by)
                                                 .Optional(exposure.correction.proposed_at, &Params::Time)
                                                 .Text(exposure.correction.approved_by)
                                                 .Optional(exposure.correction.approved_at, &Params::Time)));
    exposure.version = changed.Int4(0, 0);
    return platform::postgres::AppendAudit(connection, audit);
  }));
  return exposure;
}

constexpr Statement kDispatching{"exposure.dispatching", "SELECT " MIMAMORI_EXPOSURE_COLUMNS R"sql(
  FROM exposures WHERE state = 2 AND ended_at IS NULL ORDER BY number
)sql"};

absl::StatusOr<std::vector<Exposure>> PostgresExposureStore::Dispatching(absl::Time deadline) {
  ASSIGN_OR_RETURN(auto session, pool_.Borrow(deadline));
  ASSIGN_OR_RETURN(const Rows rows, session->Run(kDispatching));
  return ReadExposures(*session, rows);
}

absl::StatusOr<AlertPolicy> PostgresExposureStore::AlertPolicyAt(absl::Time deadline, absl::Time at) {
  ASSIGN_OR_RETURN(const auto policy, platform::postgres::PolicyAt(pool_, deadline, "exposure.alerts", at));
  ASSIGN_OR_RETURN(const auto contacts, platform::postgres::PolicyAt(pool_, deadline, "exposure.contacts", at));
  ASSIGN_OR_RETURN(AlertPolicy read, ReadAlertPolicy(policy.body));
  ASSIGN_OR_RETURN(read.contacts, ReadAreaContacts(contacts.body));
  return read;
}

absl::StatusOr<int> PostgresExposureStore::RetentionDaysAt(absl::Time deadline, absl::Time at) {
  ASSIGN_OR_RETURN(const auto policy, platform::postgres::PolicyAt(pool_, deadline, "exposure.retention", at));
  return ReadRetentionDays(policy.body);
}

std::vector<Statement> PostgresExposureStore::Statements() {
  std::vector<Statement> all = DispatchStatements();
  for (const Statement& statement : ExposureRowStatements()) all.push_back(statement);
  all.insert(all.end(), {kInsert, kFindRequest, kGet, kList, kLock, kChange, kDispatching});
  return all;
}

}  // namespace mimamori::exposure
