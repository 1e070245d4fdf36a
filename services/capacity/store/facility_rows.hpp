// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/capacity/domain/facility.hpp"
#include "services/capacity/domain/scope.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/connection.hpp"

// What the stores of this service share. Of `facilities f`; what ReadFacility reads, from `first` on.
#define MIMAMORI_FACILITY_COLUMNS                                                                                    \
  "f.facility_id, f.kind, f.area_code, f.display_name, f.latitude, f.longitude, f.time_zone, f.accepting, "           \
  "f.capabilities, f.phone, f.organisation_id, f.language, f.due_minutes, f.sealed_contact IS NOT NULL, f.revision, " \
  "f.reported_at, f.closed_at, f.created_at"
// Whether the caller sees `facilities f`: whoever; by prefecture; as its own staff. Three parameters (AddScope).
#define MIMAMORI_SEES(all, prefectures, organisation) \
  "(" all "::bool OR left(f.area_code, 2) = ANY (" prefectures "::text[]) OR f.organisation_id = " organisation "::uuid)"

namespace mimamori::capacity {

inline constexpr int kFacilityColumns = 18;
absl::StatusOr<Facility> ReadFacility(const platform::postgres::Rows& rows, int row, int first = 0);
void AddScope(platform::postgres::Params& params, const Scope& scope);
// For `area_code LIKE ANY ($1)`: one area, or all.
void AddArea(platform::postgres::Params& params, const std::optional<platform::AreaCode>& area);

// NOT_FOUND: FACILITY_UNKNOWN.
absl::Status FacilityUnknown();

// Until the transaction ends. NOT_FOUND (FACILITY_UNKNOWN), also outside of the scope.
absl::StatusOr<Facility> LockFacility(platform::postgres::Connection& transaction, const FacilityId& id, const Scope& scope);

// The audit entry with the facility and its area.
platform::postgres::AuditEntry About(const platform::postgres::AuditEntry& audit, const Facility& facility);

// Those who follow the board look at the facility again: a change of topic "board", its area the payload. The last thing in a
// transaction that changed what a board shows; from here to the commit, others that do so wait.
absl::Status TellOfFacility(platform::postgres::Connection& transaction, absl::Time now, const FacilityId& id,
                            const platform::AreaCode& area);

std::vector<platform::postgres::Statement> FacilityRowStatements();

}  // namespace mimamori::capacity
