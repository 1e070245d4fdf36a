// SPDX-License-Identifier: Apache-2.0
#include "services/registry/store/case_rows.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/change_log.hpp"

namespace mimamori::registry {

using platform::postgres::AuditEntry;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

absl::StatusOr<Case> ReadCase(const Rows& rows, int row) {
  const auto kind = ParseKind(rows.Text(row, 2));
  if (!kind) return absl::InternalError("a case has a kind that this version does not know");
  Case read{.id = CaseId(rows.Uuid(row, 0)),
            .number = std::string(rows.Text(row, 1)),
            .kind = *kind,
            .report = rows.Date(row, 6),
            .has_contact = rows.Bool(row, 7),
            .created_at = rows.Time(row, 8)};
  ASSIGN_OR_RETURN(read.area, platform::AreaCode::Parse(rows.Text(row, 3)));
  if (!rows.IsNull(row, 4)) read.onset = rows.Date(row, 4);
  if (!rows.IsNull(row, 5)) read.sampling = rows.Date(row, 5);
  read.version = rows.Int4(row, 9);
  if (!rows.IsNull(row, 10)) read.withdrawn_at = rows.Time(row, 10);
  return read;
}

ScopeParams ParamsOf(const Scope& scope) {
  ScopeParams params{.all = !scope.has_value(), .codes = {}, .prefectures = {}};
  if (!scope) return params;
  for (const platform::AreaCode& area : *scope) {
    params.codes.push_back(area.ToString());
    if (area.IsPrefecture()) params.prefectures.push_back(area.ToString().substr(0, 2));
  }
  return params;
}

Place ReadPlace(const Rows& rows, int row) {
  Place place{.id = PlaceId(rows.Uuid(row, 0)),
              .case_id = CaseId(rows.Uuid(row, 1)),
              .where = {.venue = VenueId(rows.Int8(row, 2)), .start = rows.Time(row, 3), .end = rows.Time(row, 4),
                        .participants = rows.Int4(row, 5)},
              .source = static_cast<PlaceSource>(rows.Int2(row, 6)),
              .recorded_by = std::string(rows.Text(row, 7)),
              .version = rows.Int4(row, 8)};
  if (!rows.IsNull(row, 9)) place.withdrawn_at = rows.Time(row, 9);
  return place;
}

// $2: every area; $3: codes; $4: the first two digits of prefectures.
constexpr Statement kLockCase{"registry.lock_case", R"sql(
  SELECT )sql" MIMAMORI_CASE_COLUMNS R"sql( FROM cases
  WHERE id = $1 AND ($2 OR area_code = ANY ($3) OR left(area_code, 2) = ANY ($4)) FOR UPDATE
)sql"};

absl::StatusOr<Case> LockCase(Connection& transaction, const CaseId& id, const Scope& scope) {
  const ScopeParams areas = ParamsOf(scope);
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kLockCase, Params()
                                                                   .Uuid(id.uuid())
                                                                   .Bool(areas.all)
                                                                   .TextArray(areas.codes)
                                                                   .TextArray(areas.prefectures)));
  if (rows.empty()) return platform::NotFound("CASE_UNKNOWN", "there is no such case");
  return ReadCase(rows, 0);
}

AuditEntry About(const AuditEntry& audit, const Case& seen) {
  AuditEntry entry = audit;
  entry.object_type = "case";
  entry.object_id = seen.id.ToString();
  entry.area = seen.area.ToString();
  return entry;
}

absl::Status TellOfCase(Connection& transaction, absl::Time now, const CaseId& id) {
  return AppendChange(transaction, now, "case", id.ToString(), "");
}

std::vector<Statement> CaseRowStatements() { return {kLockCase}; }

}  // namespace mimamori::registry
