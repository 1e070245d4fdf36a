// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "services/platform/core/error.hpp"
#include "services/platform/rpc/caller.hpp"

namespace mimamori::platform::rpc {
namespace {

bool Admits(const mimamori::rpc::v1::Access& access, const Caller& caller) {
  if (caller.service) {
    return std::find(access.services().begin(), access.services().end(), caller.issuer) != access.services().end();
  }
  return std::any_of(access.roles().begin(), access.roles().end(), [&](int role) {
    return role == mimamori::rpc::v1::ROLE_ANYONE || caller.Has(static_cast<Role>(role));
  });
}

}  // namespace

bool Caller::Has(Role role) const {
  return role != mimamori::rpc::v1::ROLE_UNSPECIFIED && std::find(roles.begin(), roles.end(), role) != roles.end();
}

bool Caller::Covers(const AreaCode& area) const {
  return service || std::any_of(areas.begin(), areas.end(), [&](const AreaCode& own) { return own.Covers(area); });
}

absl::Status CheckAccess(const mimamori::rpc::v1::Access* access, const Caller& caller) {
  if (access != nullptr && Admits(*access, caller)) return absl::OkStatus();
  return Failure(absl::StatusCode::kPermissionDenied, "ACCESS_DENIED", "you may not do this");
}

}  // namespace mimamori::platform::rpc
