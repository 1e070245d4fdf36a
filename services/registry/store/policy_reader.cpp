// SPDX-License-Identifier: Apache-2.0
#include "services/registry/store/policy_reader.hpp"

#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/policy_body.hpp"

namespace mimamori::registry {
namespace {

constexpr int kLeastDays = 29;
constexpr int kMostDays = 3653;

}  // namespace

absl::StatusOr<RetentionPolicy> ReadRetentionPolicy(const std::string& json) {
  const platform::postgres::PolicyBody body(json);
  ASSIGN_OR_RETURN(const int contacts, body.Int("contact_days", kLeastDays, kMostDays));
  ASSIGN_OR_RETURN(const int cases, body.Int("case_days", contacts, kMostDays));
  return RetentionPolicy{.contacts = contacts * absl::Hours(24), .cases = cases * absl::Hours(24)};
}

}  // namespace mimamori::registry
