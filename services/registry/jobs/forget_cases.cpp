// SPDX-License-Identifier: Apache-2.0
#include "services/registry/jobs/forget_cases.hpp"

#include "services/platform/core/status_macros.hpp"

namespace mimamori::registry {
namespace {

constexpr absl::Duration kJobTime = absl::Seconds(30);

}  // namespace

absl::Status ForgetOldCases(CaseStore& store, PlaceStore& places, absl::Time now) {
  ASSIGN_OR_RETURN(const RetentionPolicy policy, store.RetentionPolicyAt(absl::Now() + kJobTime, now));
  ASSIGN_OR_RETURN(const PlacePolicy places_policy, places.PolicyAt(absl::Now() + kJobTime, now));
  return store
      .Forget(absl::Now() + kJobTime, now - policy.contacts, now - policy.cases, now - places_policy.kept, now)
      .status();
}

}  // namespace mimamori::registry
