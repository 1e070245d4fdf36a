// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/export_store.hpp"

#include <algorithm>
#include <map>

#include "services/observation/store/packed.hpp"
#include "services/observation/store/patient_store.hpp"
#include "services/observation/store/report_rows.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

#define MIMAMORI_LISTED_PATIENT_COLUMNS                                                                                \
  "p.patient, p.number, p.area_code, p.status, p.high_risk, p.plan_start, p.plan_end, p.reports_per_day, "             \
  "s.last_report, s.last_tier, " MIMAMORI_JUDGED_PATIENT_COLUMNS

namespace mimamori::observation {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kPeople{"observation.exported_people", "SELECT " MIMAMORI_LISTED_PATIENT_COLUMNS R"sql(
  FROM patients p JOIN standings s ON s.patient = p.patient
  WHERE p.area_code LIKE ANY ($1::text[]) AND p.patient > $2 ORDER BY p.patient LIMIT $3
)sql"};
constexpr Statement kFind{"observation.exported_patient", "SELECT " MIMAMORI_LISTED_PATIENT_COLUMNS R"sql(
  FROM patients p JOIN standings s ON s.patient = p.patient
  WHERE p.case_id = $1 AND p.area_code LIKE ANY ($2::text[])
)sql"};
constexpr Statement kReports{"observation.exported_reports", R"sql(
  SELECT r.patient, r.report_id, r.source, COALESCE(j.judgement, r.judgement), )sql" MIMAMORI_TOLD_COLUMNS R"sql(
  FROM reports r LEFT JOIN LATERAL (
    SELECT judgement FROM rejudgements WHERE patient = r.patient AND report_id = r.report_id
    ORDER BY judged_at DESC LIMIT 1) j ON true
  WHERE r.patient = ANY ($1) AND r.day BETWEEN $2 AND $3 AND r.time >= $4 AND r.time < $5
    AND NOT EXISTS (SELECT 1 FROM reports c WHERE c.patient = r.patient AND c.day = r.day AND c.replaces = r.report_id)
  ORDER BY r.patient, r.time, r.report_id
)sql"};

ListedPatient ReadListed(const Rows& rows, int row) {
  ListedPatient listed{.key = rows.Int8(row, 0), .number = std::string(rows.Text(row, 1)),
                       .area = std::string(rows.Text(row, 2)), .patient = ReadJudgedPatient(rows, row, 10),
                       .status = rows.Int2(row, 3), .high_risk = rows.Bool(row, 4)};
  if (!rows.IsNull(row, 5)) listed.plan_start = rows.Date(row, 5);
  if (!rows.IsNull(row, 6)) listed.plan_end = rows.Date(row, 6);
  if (!rows.IsNull(row, 7)) listed.times_a_day = rows.Int2(row, 7);
  if (!rows.IsNull(row, 8)) listed.last_report = rows.Time(row, 8);
  listed.last_tier = static_cast<Tier>(rows.Int2(row, 9));
  return listed;
}

// What a partition holds; no window of a person's begins before and none ends behind.
absl::CivilDay DayWithin(absl::Time time) {
  const absl::Time first = absl::FromCivil(absl::CivilDay(2000, 1, 1), absl::UTCTimeZone());
  const absl::Time last = absl::FromCivil(absl::CivilDay(2999, 12, 31), absl::UTCTimeZone());
  return DayOf(std::clamp(time, first, last));
}

}  // namespace

absl::StatusOr<std::vector<ListedPatient>> ExportStore::People(absl::Time deadline, const Scope& scope, int64_t after,
                                                               int limit) {
  ASSIGN_OR_RETURN(const Rows rows,
                   pool_.Run(deadline, kPeople, Params().TextArray(PatternsOf(scope)).Int8(after).Int8(limit)));
  std::vector<ListedPatient> people;
  for (int row = 0; row < rows.size(); ++row) people.push_back(ReadListed(rows, row));
  return people;
}

absl::StatusOr<std::vector<ExportedReport>> ExportStore::Reports(absl::Time deadline,
                                                                 const std::vector<ListedPatient>& people,
                                                                 const ReplayWindow& window) {
  std::vector<int64_t> keys;
  std::map<int64_t, const ListedPatient*> by_key;
  for (const ListedPatient& person : people) {
    keys.push_back(person.key);
    by_key[person.key] = &person;
  }
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kReports, Params().Int8Array(keys).Date(DayWithin(window.start))
                                                                      .Date(DayWithin(window.end)).Time(window.start)
                                                                      .Time(window.end)));
  std::vector<ExportedReport> reports;
  for (int row = 0; row < rows.size(); ++row) {
    const ListedPatient& person = *by_key.at(rows.Int8(row, 0));
    const std::optional<Judgement> judged = UnpackJudgement(rows.Bytes(row, 3));
    if (!judged) return absl::InternalError("a kept judgement can't be read");
    reports.push_back({.patient = person.key, .id = rows.Int8(row, 1), .number = person.number, .area = person.area,
                       .who = person.patient, .source = rows.Int2(row, 2), .report = ReadTold(rows, row, 4),
                       .judgement = *judged});
  }
  return reports;
}

absl::StatusOr<ListedPatient> ExportStore::Find(absl::Time deadline, const Scope& scope, const CaseId& id,
                                                AuditEntry audit) {
  ListedPatient found;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kFind, Params().Uuid(id.uuid()).TextArray(PatternsOf(scope))));
    if (rows.empty()) return PatientUnknown();
    found = ReadListed(rows, 0);
    audit.area = found.area;
    return AppendAudit(transaction, audit);
  }));
  return found;
}

absl::Status ExportStore::Audit(absl::Time deadline, const AuditEntry& entry) {
  return pool_.Transact(deadline, [&](Connection& transaction) { return AppendAudit(transaction, entry); });
}

std::vector<Statement> ExportStore::Statements() { return {kPeople, kFind, kReports}; }

}  // namespace mimamori::observation
