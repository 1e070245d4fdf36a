// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/store/new_facilities.hpp"

#include "services/capacity/store/facility_rows.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::capacity {
namespace {

using platform::postgres::AuditEntry;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Statement;

constexpr Statement kInsert{"capacity.insert_facility", R"sql(
  INSERT INTO facilities (facility_id, kind, area_code, display_name, latitude, longitude, time_zone, accepting, capabilities,
                          phone, organisation_id, language, due_minutes, sealed_contact, created_at, created_by, request_id)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, nullif($14::bytea, ''), $15, $16, $17)
)sql"};

Params ParamsOf(const NewFacility& created) {
  const Facility& facility = created.facility;
  const FacilityFacts& facts = facility.facts;
  const std::vector<int16_t> due(facts.due_minutes.begin(), facts.due_minutes.end());
  Params params;
  params.Uuid(facility.id.uuid()).Int2(static_cast<int16_t>(facility.kind)).Text(facility.area.ToString());
  params.Text(facts.display_name);
  facts.point ? params.Int4(facts.point->latitude).Int4(facts.point->longitude) : params.Null().Null();
  params.Text(facts.time_zone).Bool(facts.accepting).TextArray(facts.capabilities).Text(facts.phone);
  facts.organisation ? params.Uuid(facts.organisation->uuid()) : params.Null();
  params.Text(facts.language).Int2Array(due).Bytes(created.sealed_contact).Time(created.now).Text(created.created_by);
  return params.Uuid(created.request.uuid());
}

}  // namespace

absl::Status InsertFacilities(Connection& transaction, const std::vector<NewFacility>& created, const AuditEntry& audit) {
  for (const NewFacility& one : created) {
    RETURN_IF_ERROR(transaction.Run(kInsert, ParamsOf(one)).status());
    RETURN_IF_ERROR(AppendAudit(transaction, About(audit, one.facility)));
  }
  for (const NewFacility& one : created) {
    RETURN_IF_ERROR(TellOfFacility(transaction, one.now, one.facility.id, one.facility.area));
  }
  return absl::OkStatus();
}

absl::Status AsFacilityExists(absl::Status failure) {
  if (platform::postgres::ConstraintOf(failure) != "facilities_name_key") return failure;
  return platform::Failure(absl::StatusCode::kAlreadyExists, "FACILITY_EXISTS", "there is one of that name in that area",
                           "facts.display_name");
}

std::vector<Statement> NewFacilityStatements() { return {kInsert}; }

}  // namespace mimamori::capacity
