// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/service/scope_messages.hpp"

#include "fmt/format.h"
#include "services/capacity/store/facility_rows.hpp"
#include "services/platform/core/error.hpp"

namespace mimamori::capacity {

Scope ScopeOf(const platform::rpc::Call& call) {
  const platform::rpc::Caller& caller = *call.caller;
  Scope scope{.all = caller.service};
  if (caller.Has(platform::rpc::Role::ROLE_HEALTH_OFFICER) || caller.Has(platform::rpc::Role::ROLE_ADMINISTRATOR)) {
    scope.areas = caller.areas;
    std::ranges::sort(scope.areas);
  }
  if (caller.Has(platform::rpc::Role::ROLE_HOSPITAL_STAFF)) {
    if (const auto id = platform::ParseUuid(caller.organisation)) scope.organisation = OrganisationId(*id);
  }
  return scope;
}

std::string WordsOf(const Scope& scope) {
  std::string words = scope.all ? "all" : "";
  for (const platform::AreaCode& area : scope.areas) words += " " + area.ToString();
  if (scope.organisation) words += " of " + scope.organisation->ToString();
  return words;
}

absl::StatusOr<FacilityId> KnownFacility(const std::string& text) {
  const auto id = FacilityId::Parse(text);
  if (!id.ok()) return FacilityUnknown();
  return *id;
}

absl::Status CheckGoverns(const Scope& scope, const Facility& facility) {
  if (scope.Governs(facility.area)) return absl::OkStatus();
  return platform::Failure(absl::StatusCode::kPermissionDenied, "NOT_YOUR_AREA", "others are responsible for this facility");
}

absl::Status CheckGovernsOrOwns(const Scope& scope, const Facility& facility) {
  return scope.Owns(facility) ? absl::OkStatus() : CheckGoverns(scope, facility);
}

platform::postgres::AuditEntry AuditOf(const platform::rpc::Call& call, std::string action) {
  const platform::rpc::Caller& caller = *call.caller;
  return {.time = call.now,
          .actor = caller.service ? caller.issuer : caller.subject,
          .action = std::move(action),
          .object_type = "",
          .object_id = "",
          .area = "",
          .reason = "",
          .payload = "{}",
          .trace_id = call.trace.trace_id};
}

}  // namespace mimamori::capacity
