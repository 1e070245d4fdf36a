// SPDX-License-Identifier: Apache-2.0
#include "services/identity/domain/log_in_slowing.hpp"

#include <algorithm>

namespace mimamori::identity {

absl::Duration DelayAfter(int failures, int free_failures, const SlowingPolicy& policy) {
  if (failures < free_failures || failures == 0) return absl::ZeroDuration();
  absl::Duration delay = policy.first_delay;
  for (int i = free_failures; i < failures && delay < policy.longest_delay; ++i) delay *= 2;
  return std::min(delay, policy.longest_delay);
}

absl::Time NextAttemptAt(const RecentFailures& account, const RecentFailures& network, const SlowingPolicy& policy) {
  return std::max(account.last + DelayAfter(account.count, policy.account_free_failures, policy),
                  network.last + DelayAfter(network.count, policy.network_free_failures, policy));
}

}  // namespace mimamori::identity
