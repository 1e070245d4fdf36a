// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/registry/v1/registry_service.pb.h"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/rpc/call.hpp"
#include "services/registry/domain/case.hpp"

namespace mimamori::registry {

v1::Case ToProto(const Case& kept);
std::optional<CaseKind> FromProto(v1::CaseKind kind);  // nullopt when unspecified or unknown

// Who did what, when; the store adds the object. `action`: "registry.GetCase".
platform::postgres::AuditEntry AuditOf(const platform::rpc::Call& call, std::string action);

}  // namespace mimamori::registry
