// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/diary_store.hpp"

#include <algorithm>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

// Of patients p and standings s; what ReadDiarist reads, from `first` on.
#define MIMAMORI_DIARIST_COLUMNS                                                                               \
  "p.case_id, p.number, p.area_code, p.language, p.time_zone, p.status, p.reporter_id, p.high_risk, "          \
  "p.reports_per_day, p.plan_start, p.plan_end, p.plan_since, s.last_report, s.last_tier, s.symptomatic"

namespace mimamori::observation {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kAdmit{"observation.admit", "SELECT a.position, d.trusted, " MIMAMORI_DIARIST_COLUMNS R"sql(
  FROM unnest($1::int8[], $2::uuid[], $3::text[], $4::uuid[]) AS a(position, own, device, about)
  LEFT JOIN devices d ON d.device_id = a.device AND d.case_id = a.own AND NOT d.revoked
  LEFT JOIN (patients p JOIN standings s ON s.patient = p.patient)
    ON p.case_id = a.about AND (a.about = a.own OR p.reporter_id = a.own)
)sql"};
constexpr Statement kHousehold{"observation.household", "SELECT " MIMAMORI_DIARIST_COLUMNS R"sql(
  FROM patients p JOIN standings s ON s.patient = p.patient
  WHERE p.case_id = $1 OR p.reporter_id = $1 ORDER BY p.case_id <> $1, p.number, p.case_id
)sql"};
constexpr Statement kFind{"observation.find_diarist", "SELECT " MIMAMORI_DIARIST_COLUMNS R"sql(
  FROM patients p JOIN standings s ON s.patient = p.patient WHERE p.case_id = $1
)sql"};

absl::StatusOr<Diarist> ReadDiarist(const Rows& rows, int row, int first) {
  Diarist diarist{.case_id = CaseId(rows.Uuid(row, first)),
                  .number = std::string(rows.Text(row, first + 1)),
                  .language = std::string(rows.Text(row, first + 3)),
                  .time_zone = std::string(rows.Text(row, first + 4)),
                  .status = rows.Int2(row, first + 5)};
  ASSIGN_OR_RETURN(diarist.area, platform::AreaCode::Parse(rows.Text(row, first + 2)));
  if (!rows.IsNull(row, first + 6)) diarist.reporter = CaseId(rows.Uuid(row, first + 6));
  Watched& watched = diarist.watched;
  watched.high_risk = rows.Bool(row, first + 7);
  watched.plan.zone = ZoneNamed(rows.Text(row, first + 4));
  if (!rows.IsNull(row, first + 8)) {
    diarist.planned = true;
    watched.plan.times_a_day = rows.Int2(row, first + 8);
    watched.plan.first = rows.Date(row, first + 9);
    watched.plan.last = rows.Date(row, first + 10);
    watched.plan.from = rows.Time(row, first + 11);
  }
  if (!rows.IsNull(row, first + 12)) watched.last_report = rows.Time(row, first + 12);
  watched.last_tier = static_cast<Tier>(rows.Int2(row, first + 13));
  watched.symptomatic = rows.Bool(row, first + 14);
  return diarist;
}

}  // namespace

absl::StatusOr<std::vector<Admitted>> DiaryStore::Admit(absl::Time deadline, const std::vector<Asked>& asked) {
  std::vector<int64_t> positions;
  std::vector<platform::Uuid> own, about;
  std::vector<std::string> devices;
  for (const Asked& one : asked) {
    positions.push_back(static_cast<int64_t>(positions.size()));
    own.push_back(one.own.uuid());
    devices.push_back(one.device);
    about.push_back(one.about.uuid());
  }
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kAdmit, Params().Int8Array(positions).UuidArray(own)
                                                                    .TextArray(devices).UuidArray(about)));
  std::vector<Admitted> answers(asked.size());
  for (int row = 0; row < rows.size(); ++row) {
    Admitted& answer = answers[static_cast<size_t>(rows.Int8(row, 0))];
    if (!rows.IsNull(row, 1)) answer.trusted = rows.Bool(row, 1);
    if (rows.IsNull(row, 2)) continue;
    ASSIGN_OR_RETURN(answer.about, ReadDiarist(rows, row, 2));
  }
  return answers;
}

absl::StatusOr<std::vector<Diarist>> DiaryStore::Household(absl::Time deadline, const CaseId& own) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kHousehold, Params().Uuid(own.uuid())));
  std::vector<Diarist> household;
  for (int row = 0; row < rows.size(); ++row) {
    ASSIGN_OR_RETURN(Diarist diarist, ReadDiarist(rows, row, 0));
    household.push_back(std::move(diarist));
  }
  if (!household.empty() && household[0].case_id != own) household.clear();
  return household;
}

absl::StatusOr<Diarist> DiaryStore::Find(absl::Time deadline, const std::vector<platform::AreaCode>& scope,
                                         const CaseId& id, const platform::postgres::AuditEntry& audit) {
  Diarist found;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kFind, Params().Uuid(id.uuid())));
    if (!rows.empty()) {
      ASSIGN_OR_RETURN(found, ReadDiarist(rows, 0, 0));
    }
    const bool seen = !rows.empty() && std::ranges::any_of(scope, [&](const auto& area) { return area.Covers(found.area); });
    if (!seen) return platform::NotFound("PATIENT_UNKNOWN", "nobody of that case is watched in your areas");
    platform::postgres::AuditEntry entry = audit;
    entry.area = found.area.ToString();
    return platform::postgres::AppendAudit(transaction, entry);
  }));
  return found;
}

std::vector<Statement> DiaryStore::Statements() { return {kAdmit, kHousehold, kFind}; }

}  // namespace mimamori::observation
