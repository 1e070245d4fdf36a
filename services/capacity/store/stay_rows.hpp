// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/capacity/domain/scope.hpp"
#include "services/capacity/store/hold_rows.hpp"

namespace mimamori::capacity {

// The facility, without a lock. NOT_FOUND (FACILITY_UNKNOWN), also outside of the scope.
absl::StatusOr<Facility> SeeFacility(platform::postgres::Connection& connection, const FacilityId& id, const Scope& scope);
// Its area's code, for the audit.
absl::StatusOr<std::string> AreaOf(platform::postgres::Connection& connection, const FacilityId& id);

// FAILED_PRECONDITION or ALREADY_EXISTS of a constraint: see AsBedTaken.
absl::Status InsertStay(platform::postgres::Connection& transaction, const KeptStay& stay, const std::string& recorded_by);
// That a transaction failed with since two would lie in one bed: FAILED_PRECONDITION (BED_TAKEN); or since the request had
// another answer: ALREADY_EXISTS (REQUEST_ID_REUSED). Others as they are.
absl::Status AsBedTaken(absl::Status failure);
// INTERNAL when there is none.
absl::StatusOr<KeptStay> StayOfHold(platform::postgres::Connection& connection, const FacilityId& facility, const HoldId& hold);

std::vector<platform::postgres::Statement> StayRowStatements();

}  // namespace mimamori::capacity
