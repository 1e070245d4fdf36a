// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/store/facility_rows.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/areas.hpp"
#include "services/platform/postgres/change_log.hpp"

namespace mimamori::capacity {

using platform::postgres::AuditEntry;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

absl::StatusOr<Facility> ReadFacility(const Rows& rows, int row, int first) {
  const auto at = [&](int column) { return first + column; };
  Facility read{.id = FacilityId(rows.Uuid(row, at(0))), .kind = static_cast<FacilityKind>(rows.Int2(row, at(1)))};
  ASSIGN_OR_RETURN(read.area, platform::AreaCode::Parse(rows.Text(row, at(2))));
  FacilityFacts& facts = read.facts;
  facts.display_name = rows.Text(row, at(3));
  if (!rows.IsNull(row, at(4))) facts.point = Point{.latitude = rows.Int4(row, at(4)), .longitude = rows.Int4(row, at(5))};
  facts.time_zone = rows.Text(row, at(6));
  facts.accepting = rows.Bool(row, at(7));
  facts.capabilities = rows.TextArray(row, at(8));
  facts.phone = rows.Text(row, at(9));
  if (!rows.IsNull(row, at(10))) facts.organisation = OrganisationId(rows.Uuid(row, at(10)));
  facts.language = rows.Text(row, at(11));
  for (const int16_t minutes : rows.Int2Array(row, at(12))) facts.due_minutes.push_back(minutes);
  read.has_contact = rows.Bool(row, at(13));
  read.revision = rows.Int4(row, at(14));
  if (!rows.IsNull(row, at(15))) read.reported = rows.Time(row, at(15));
  if (!rows.IsNull(row, at(16))) read.closed = rows.Time(row, at(16));
  read.listed = rows.Time(row, at(17));
  return read;
}

void AddScope(Params& params, const Scope& scope) {
  params.Bool(scope.all).TextArray(scope.Prefectures());
  scope.organisation ? params.Uuid(scope.organisation->uuid()) : params.Null();
}

void AddArea(Params& params, const std::optional<platform::AreaCode>& area) {
  params.TextArray(area ? platform::postgres::PatternsOf({*area}) : std::vector<std::string>{"%"});
}

absl::Status FacilityUnknown() { return platform::NotFound("FACILITY_UNKNOWN", "there is no such facility"); }

constexpr Statement kLock{"capacity.lock_facility", "SELECT " MIMAMORI_FACILITY_COLUMNS
  " FROM facilities f WHERE f.facility_id = $1 AND " MIMAMORI_SEES("$2", "$3", "$4") " FOR UPDATE OF f"};

absl::StatusOr<Facility> LockFacility(Connection& transaction, const FacilityId& id, const Scope& scope) {
  Params params;
  AddScope(params.Uuid(id.uuid()), scope);
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kLock, params));
  if (rows.empty()) return FacilityUnknown();
  return ReadFacility(rows, 0);
}

AuditEntry About(const AuditEntry& audit, const Facility& facility) {
  AuditEntry entry = audit;
  entry.object_type = "facility";
  entry.object_id = facility.id.ToString();
  entry.area = facility.area.ToString();
  return entry;
}

absl::Status TellOfFacility(Connection& transaction, absl::Time now, const FacilityId& id, const platform::AreaCode& area) {
  return platform::postgres::AppendChange(transaction, now, "board", id.ToString(), area.ToString());
}

std::vector<Statement> FacilityRowStatements() { return {kLock}; }

}  // namespace mimamori::capacity
