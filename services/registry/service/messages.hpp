// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/registry/v1/registry_service.pb.h"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/rpc/call.hpp"
#include "services/registry/store/case_store.hpp"

namespace mimamori::registry {

// `days`: on which the patient was infectious; none for a contact.
v1::Case ToProto(const Case& kept, const std::optional<Days>& days);
v1::Place ToProto(const Place& place);
std::optional<CaseKind> FromProto(v1::CaseKind kind);  // nullopt when unspecified or unknown

// The areas that the caller may see.
Scope ScopeOf(const platform::rpc::Call& call);

// Who did what, when; the store adds the object. `action`: "registry.GetCase".
platform::postgres::AuditEntry AuditOf(const platform::rpc::Call& call, std::string action);

}  // namespace mimamori::registry
