// SPDX-License-Identifier: Apache-2.0
#include "services/vault/domain/permit.hpp"

#include <algorithm>

#include "services/platform/core/error.hpp"

namespace mimamori::vault {
namespace {

bool IsOpaqueId(std::string_view text) {
  return !text.empty() && text.size() <= 64 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") ==
             std::string_view::npos;
}

absl::Status NotForThis(std::string_view sentence) {
  return platform::Failure(absl::StatusCode::kPermissionDenied, "PERMIT_NOT_FOR_THIS", sentence);
}

}  // namespace

absl::Status CheckPermit(const Permit& permit, std::string_view asked_template, const PermitPolicy& policy,
                         absl::Time now) {
  if (permit.expire_time <= now) {
    return platform::Failure(absl::StatusCode::kPermissionDenied, "PERMIT_EXPIRED", "the permit has expired");
  }
  if (permit.expire_time > now + policy.longest) return NotForThis("the permit would live longer than a permit may");
  if (!IsOpaqueId(permit.event_id)) return NotForThis("the permit's event is not an opaque id");
  if (asked_template != permit.template_name) return NotForThis("the permit is for another template");
  const bool listed = std::any_of(policy.rules.begin(), policy.rules.end(), [&](const PermitPolicy::Rule& rule) {
    return rule.issuer == permit.issuer && rule.ring == permit.ring && rule.template_name == permit.template_name;
  });
  if (!listed) return NotForThis("the issuer may not have this template sent to this ring");
  return absl::OkStatus();
}

}  // namespace mimamori::vault
