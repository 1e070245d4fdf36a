// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/store/stay_rows.hpp"

#include "services/capacity/store/facility_rows.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::capacity {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

namespace {

constexpr Statement kSee{"capacity.see_facility", "SELECT " MIMAMORI_FACILITY_COLUMNS
  " FROM facilities f WHERE f.facility_id = $1 AND " MIMAMORI_SEES("$2", "$3", "$4")};
constexpr Statement kAreaOf{"capacity.area_of_facility", "SELECT area_code FROM facilities WHERE facility_id = $1"};
constexpr Statement kInsert{"capacity.insert_stay", R"sql(
  INSERT INTO stays (facility_id, stay_id, bed_class, bed_id, holder_id, hold_id, began_at, ended_at, version, recorded_at,
                     recorded_by, request_id)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
)sql"};
constexpr Statement kOfHold{"capacity.stay_of_hold", "SELECT " MIMAMORI_STAY_COLUMNS
  " FROM stays s WHERE s.facility_id = $1 AND s.hold_id = $2"};

template <class Id>
void AddId(Params& params, const std::optional<Id>& id) {
  id ? params.Uuid(id->uuid()) : params.Null();
}

}  // namespace

absl::StatusOr<Facility> SeeFacility(Connection& connection, const FacilityId& id, const Scope& scope) {
  Params params;
  AddScope(params.Uuid(id.uuid()), scope);
  ASSIGN_OR_RETURN(const Rows rows, connection.Run(kSee, params));
  if (rows.empty()) return FacilityUnknown();
  return ReadFacility(rows, 0);
}

absl::StatusOr<std::string> AreaOf(Connection& connection, const FacilityId& id) {
  ASSIGN_OR_RETURN(const Rows rows, connection.Run(kAreaOf, Params().Uuid(id.uuid())));
  return rows.empty() ? std::string() : std::string(rows.Text(0, 0));
}

absl::Status InsertStay(Connection& transaction, const KeptStay& stay, const std::string& recorded_by) {
  Params params;
  params.Uuid(stay.facility.uuid()).Uuid(stay.id.uuid()).Text(stay.bed_class);
  AddId(params, stay.bed);
  AddId(params, stay.holder);
  AddId(params, stay.hold);
  params.Optional(stay.stay.began, &Params::Time).Optional(stay.stay.ended, &Params::Time).Int4(stay.stay.version);
  return transaction.Run(kInsert, params.Time(stay.recorded).Text(recorded_by).Uuid(stay.request.uuid())).status();
}

absl::Status AsBedTaken(absl::Status failure) {
  const std::string constraint = platform::postgres::ConstraintOf(failure);
  if (constraint == "stays_never_overlap") return BedTaken();
  if (constraint == "stays_request_key") return RequestIdReused();
  return failure;
}

absl::StatusOr<KeptStay> StayOfHold(Connection& connection, const FacilityId& facility, const HoldId& hold) {
  ASSIGN_OR_RETURN(const Rows rows, connection.Run(kOfHold, Params().Uuid(facility.uuid()).Uuid(hold.uuid())));
  if (rows.empty()) return absl::InternalError("a hold that was converted has no stay");
  return ReadStay(rows, 0);
}

std::vector<Statement> StayRowStatements() { return {kSee, kAreaOf, kInsert, kOfHold}; }

}  // namespace mimamori::capacity
