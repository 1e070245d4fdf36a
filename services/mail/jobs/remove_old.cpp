// SPDX-License-Identifier: Apache-2.0
#include "services/mail/jobs/remove_old.hpp"

#include "services/platform/core/status_macros.hpp"

namespace mimamori::mail {
namespace {

constexpr int kAtOnce = 5000;  // short transactions: sending goes on
constexpr absl::Duration kLongestWindow = absl::Hours(24);

}  // namespace

absl::Status RemoveOld(MailStore& store, DomainPaces& paces, BounceStore& bounces, PolicyBook& policies, absl::Time now) {
  ASSIGN_OR_RETURN(const absl::Duration kept, policies.SettledRetention(absl::Now() + absl::Seconds(10), now));
  for (int64_t dropped = kAtOnce; dropped == kAtOnce;) {
    ASSIGN_OR_RETURN(dropped,
                     store.DropOld(absl::Now() + absl::Seconds(30), now - kept, now - kLongestWindow, kAtOnce));
  }
  RETURN_IF_ERROR(paces.Forget(absl::Now() + absl::Seconds(30), now));
  ASSIGN_OR_RETURN(const BouncePolicy policy, policies.Bounces(absl::Now() + absl::Seconds(10), now));
  return bounces.Forget(absl::Now() + absl::Seconds(30), now, policy.within);
}

}  // namespace mimamori::mail
