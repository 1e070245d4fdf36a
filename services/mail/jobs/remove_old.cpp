// SPDX-License-Identifier: Apache-2.0
#include "services/mail/jobs/remove_old.hpp"

#include "services/platform/core/status_macros.hpp"

namespace mimamori::mail {
namespace {

constexpr int kAtOnce = 5000;  // short transactions: sending goes on
constexpr absl::Duration kLongestWindow = absl::Hours(24);

}  // namespace

absl::Status RemoveOld(MailStore& store, DomainPaces& paces, PolicyBook& policies, absl::Time now) {
  ASSIGN_OR_RETURN(const absl::Duration kept, policies.SettledRetention(absl::Now() + absl::Seconds(10), now));
  for (int64_t dropped = kAtOnce; dropped == kAtOnce;) {
    ASSIGN_OR_RETURN(dropped,
                     store.DropOld(absl::Now() + absl::Seconds(30), now - kept, now - kLongestWindow, kAtOnce));
  }
  return paces.Forget(absl::Now() + absl::Seconds(30), now);
}

}  // namespace mimamori::mail
