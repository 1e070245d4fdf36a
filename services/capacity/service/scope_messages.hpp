// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/capacity/domain/facility.hpp"
#include "services/capacity/domain/scope.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/rpc/call.hpp"

namespace mimamori::capacity {

// Areas count for health officers and administrators, the organisation for a facility's staff. Who is both sees both.
Scope ScopeOf(const platform::rpc::Call& call);
// Of the scope, for page and resume tokens: they count for those areas alone.
std::string WordsOf(const Scope& scope);

// NOT_FOUND (FACILITY_UNKNOWN) for what is no id.
absl::StatusOr<FacilityId> KnownFacility(const std::string& text);

// PERMISSION_DENIED (NOT_YOUR_AREA): she sees it, and may not change it.
absl::Status CheckGoverns(const Scope& scope, const Facility& facility);
// Also its own staff may.
absl::Status CheckGovernsOrOwns(const Scope& scope, const Facility& facility);

// Who did what, when; the store adds the object. `action`: "capacity.CreateFacility".
platform::postgres::AuditEntry AuditOf(const platform::rpc::Call& call, std::string action);

}  // namespace mimamori::capacity
