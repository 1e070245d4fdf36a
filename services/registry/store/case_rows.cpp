// SPDX-License-Identifier: Apache-2.0
#include "services/registry/store/case_rows.hpp"

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/change_log.hpp"

namespace mimamori::registry {
namespace {

Patient ReadPatient(const platform::postgres::Rows& rows, int row) {
  Patient patient{.birth_year = rows.IsNull(row, 11) ? 0 : rows.Int2(row, 11),
                  .sex = static_cast<Sex>(rows.Int2(row, 12)),
                  .language = std::string(rows.Text(row, 14)),
                  .time_zone = std::string(rows.Text(row, 15)),
                  .route = static_cast<Route>(rows.Int2(row, 16))};
  for (const int16_t risk : rows.Int2Array(row, 13)) patient.risks.push_back(static_cast<RiskFactor>(risk));
  return patient;
}

absl::StatusOr<Standing> ReadStanding(const platform::postgres::Rows& rows, int row) {
  const auto status = ParseStatus(rows.Text(row, 21));
  if (!status) return absl::InternalError("a case has a status that this version does not know");
  Standing standing{.status = *status, .severe = rows.Bool(row, 22)};
  if (!rows.IsNull(row, 23)) standing.since = rows.Date(row, 23);
  return standing;
}

}  // namespace

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
  read.patient = ReadPatient(rows, row);
  if (!rows.IsNull(row, 17)) {
    read.plan = Plan{.reports_per_day = rows.Int2(row, 17), .start = rows.Date(row, 18), .end = rows.Date(row, 19)};
  }
  if (!rows.IsNull(row, 20)) read.reporter = CaseId(rows.Uuid(row, 20));
  ASSIGN_OR_RETURN(read.standing, ReadStanding(rows, row));
  if (!rows.IsNull(row, 24)) read.merged_into = CaseId(rows.Uuid(row, 24));
  read.merged_numbers = rows.TextArray(row, 25);
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

Scope Within(const Scope& scope, const platform::AreaCode& area) {
  std::vector<platform::AreaCode> within;
  if (!scope) return std::vector{area};
  for (const platform::AreaCode& own : *scope) {
    if (own.Covers(area)) return std::vector{area};
    if (area.Covers(own)) within.push_back(own);
  }
  return within;
}

absl::Status CaseUnknown() { return platform::NotFound("CASE_UNKNOWN", "there is no such case"); }

absl::Status ReporterUnknown() {
  return platform::Failure(absl::StatusCode::kNotFound, "REPORTER_UNKNOWN", "there is no such case", "reporter_id");
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
  if (rows.empty()) return CaseUnknown();
  return ReadCase(rows, 0);
}

// Who it is, and what is planned; the rest of what may change of a case.
constexpr Statement kKeepPatient{"registry.keep_patient", R"sql(
  UPDATE cases SET birth_year = $2, sex = $3, risk_factors = $4, language = $5, time_zone = $6, route = $7,
                   reports_per_day = $8, plan_start = $9, plan_end = $10, reporter_id = $11
  WHERE id = $1
)sql"};
constexpr Statement kKeepCase{"registry.keep_case", R"sql(
  UPDATE cases SET kind = $2, onset_date = $3, sampling_date = $4, report_date = $5, version = $6, withdrawn_at = $7,
                   status = $8, severe = $9, status_date = $10, merged_into = $11, merged_numbers = $12
  WHERE id = $1
)sql"};

namespace {

template <class Id>
std::optional<platform::Uuid> UuidOf(const std::optional<Id>& id) {
  return id ? std::optional(id->uuid()) : std::nullopt;
}

Params PatientParams(const Case& changed) {
  const Patient& patient = changed.patient;
  std::vector<int16_t> risks;
  for (const RiskFactor risk : patient.risks) risks.push_back(static_cast<int16_t>(risk));
  const auto year = patient.birth_year == 0 ? std::nullopt : std::optional(static_cast<int16_t>(patient.birth_year));
  Params params;
  params.Uuid(changed.id.uuid()).Optional(year, &Params::Int2).Int2(static_cast<int16_t>(patient.sex));
  params.Int2Array(risks).Text(patient.language).Text(patient.time_zone).Int2(static_cast<int16_t>(patient.route));
  if (changed.plan) {
    params.Int2(static_cast<int16_t>(changed.plan->reports_per_day)).Date(changed.plan->start).Date(changed.plan->end);
  } else {
    params.Null().Null().Null();
  }
  params.Optional(UuidOf(changed.reporter), &Params::Uuid);
  return params;
}

Params CaseParams(const Case& changed) {
  return Params()
      .Uuid(changed.id.uuid())
      .Text(NameOf(changed.kind))
      .Optional(changed.onset, &Params::Date)
      .Optional(changed.sampling, &Params::Date)
      .Date(changed.report)
      .Int4(changed.version)
      .Optional(changed.withdrawn_at, &Params::Time)
      .Text(NameOf(changed.standing.status))
      .Bool(changed.standing.severe)
      .Optional(changed.standing.since, &Params::Date)
      .Optional(UuidOf(changed.merged_into), &Params::Uuid)
      .TextArray(changed.merged_numbers);
}

}  // namespace

absl::Status KeepCase(Connection& transaction, Case& changed, const AuditEntry& audit) {
  ++changed.version;
  RETURN_IF_ERROR(transaction.Run(kKeepPatient, PatientParams(changed)).status());
  RETURN_IF_ERROR(transaction.Run(kKeepCase, CaseParams(changed)).status());
  AuditEntry entry = About(audit, changed);
  entry.payload = fmt::format(R"({{"version": {}}})", changed.version);
  return AppendAudit(transaction, entry);
}

constexpr Statement kCountMembers{"registry.count_members", "SELECT count(*) FROM cases WHERE reporter_id = $1"};

absl::StatusOr<int> CountMembers(Connection& transaction, const CaseId& reporter) {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kCountMembers, Params().Uuid(reporter.uuid())));
  return static_cast<int>(rows.Int8(0, 0));
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

std::vector<Statement> CaseRowStatements() { return {kLockCase, kKeepPatient, kKeepCase, kCountMembers}; }

}  // namespace mimamori::registry
