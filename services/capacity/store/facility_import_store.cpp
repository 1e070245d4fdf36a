// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/store/facility_import_store.hpp"

#include "services/capacity/store/facility_rows.hpp"
#include "services/capacity/store/new_facilities.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::capacity {
namespace {

using platform::postgres::AuditEntry;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kMade{"capacity.find_facility_import", R"sql(
  SELECT fingerprint, facility_ids FROM facility_imports WHERE caller = $1 AND request_id = $2
)sql"};
// First of all: of two tries at once the second waits here, and then finds the first.
constexpr Statement kBegin{"capacity.begin_facility_import", R"sql(
  INSERT INTO facility_imports (caller, request_id, fingerprint, imported_at, facility_ids) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (caller, request_id) DO NOTHING
)sql"};
constexpr Statement kNames{"capacity.facility_names", R"sql(
  SELECT f.area_code, f.display_name FROM facilities f WHERE f.closed_at IS NULL AND )sql" MIMAMORI_SEES("$1", "$2", "$3")};

absl::StatusOr<std::vector<FacilityId>> IdsOf(const Rows& made, const std::string& fingerprint) {
  std::vector<FacilityId> ids;
  if (made.empty()) return ids;
  if (made.Bytes(0, 0) != fingerprint) {
    return platform::Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                             "request_id was used before for another table", "request_id");
  }
  for (const platform::Uuid& uuid : made.UuidArray(0, 1)) ids.push_back(FacilityId(uuid));
  return ids;
}

}  // namespace

absl::StatusOr<std::vector<FacilityId>> FacilityImportStore::MadeBefore(absl::Time deadline, const std::string& caller,
                                                                        const platform::RequestId& request,
                                                                        const std::string& fingerprint) {
  ASSIGN_OR_RETURN(const Rows made, pool_.Run(deadline, kMade, Params().Text(caller).Uuid(request.uuid())));
  return IdsOf(made, fingerprint);
}

absl::StatusOr<std::set<std::pair<platform::AreaCode, std::string>>> FacilityImportStore::Names(absl::Time deadline,
                                                                                                const Scope& scope) {
  Params params;
  AddScope(params, scope);
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kNames, params));
  std::set<std::pair<platform::AreaCode, std::string>> names;
  for (int row = 0; row < rows.size(); ++row) {
    ASSIGN_OR_RETURN(const platform::AreaCode area, platform::AreaCode::Parse(rows.Text(row, 0)));
    names.emplace(area, rows.Text(row, 1));
  }
  return names;
}

absl::StatusOr<std::vector<FacilityId>> FacilityImportStore::Import(absl::Time deadline, const FacilityImport& import,
                                                                    const AuditEntry& audit) {
  std::vector<FacilityId> ids;
  const absl::Status done = pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ids.clear();
    std::vector<platform::Uuid> uuids;
    for (const NewFacility& one : import.facilities) {
      ids.push_back(one.facility.id);
      uuids.push_back(one.facility.id.uuid());
    }
    ASSIGN_OR_RETURN(const Rows begun, transaction.Run(kBegin, Params().Text(import.caller).Uuid(import.request.uuid())
                                                                   .Bytes(import.fingerprint).Time(audit.time)
                                                                   .UuidArray(uuids)));
    if (begun.affected() > 0) return InsertFacilities(transaction, import.facilities, audit);
    ASSIGN_OR_RETURN(const Rows made, transaction.Run(kMade, Params().Text(import.caller).Uuid(import.request.uuid())));
    ASSIGN_OR_RETURN(ids, IdsOf(made, import.fingerprint));
    return absl::OkStatus();
  });
  if (!done.ok()) return AsFacilityExists(done);
  return ids;
}

std::vector<Statement> FacilityImportStore::Statements() {
  std::vector<Statement> all = NewFacilityStatements();
  for (const Statement& statement : {kMade, kBegin, kNames}) all.push_back(statement);
  return all;
}

}  // namespace mimamori::capacity
