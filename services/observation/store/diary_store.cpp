// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/diary_store.hpp"

#include "services/observation/store/diary_rows.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kHousehold{"observation.household", "SELECT " MIMAMORI_DIARIST_COLUMNS R"sql(
  FROM patients p JOIN standings s ON s.patient = p.patient
  WHERE p.case_id = $1 OR p.reporter_id = $1 ORDER BY p.case_id <> $1, p.number, p.case_id
)sql"};
constexpr Statement kFind{"observation.find_diarist", "SELECT " MIMAMORI_DIARIST_COLUMNS R"sql(
  FROM patients p JOIN standings s ON s.patient = p.patient WHERE p.case_id = $1
)sql"};

}  // namespace

absl::Status DeviceUnknown() {
  return platform::Failure(absl::StatusCode::kPermissionDenied, "DEVICE_UNKNOWN",
                           "this device doesn't report any more; ask the health centre for a new link");
}

absl::Status CheckReportsFor(const CaseId& own, const Diarist* about) {
  if (about == nullptr || (about->case_id != own && about->reporter != own)) {
    return platform::NotFound("MEMBER_UNKNOWN", "this device doesn't report for her");
  }
  if (!about->Ended()) return absl::OkStatus();
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "DIARY_ENDED",
                           "nothing is told here any more; if things get worse, call");
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

absl::StatusOr<Diarist> DiaryStore::Find(absl::Time deadline, const Scope& scope, const CaseId& id,
                                         const platform::postgres::AuditEntry& audit) {
  Diarist found;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kFind, Params().Uuid(id.uuid())));
    if (rows.empty()) return PatientUnknown();
    ASSIGN_OR_RETURN(found, ReadDiarist(rows, 0, 0));
    if (!Covers(scope, found.area)) return PatientUnknown();
    platform::postgres::AuditEntry entry = audit;
    entry.area = found.area.ToString();
    return platform::postgres::AppendAudit(transaction, entry);
  }));
  return found;
}

std::vector<Statement> DiaryStore::Statements() { return {kHousehold, kFind}; }

}  // namespace mimamori::observation
