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
  // While attempts are free, one that began a moment later and was counted first makes nobody wait.
  const auto next = [&](const RecentFailures& failures, int free_failures) {
    const absl::Duration delay = DelayAfter(failures.count, free_failures, policy);
    return delay == absl::ZeroDuration() ? absl::InfinitePast() : failures.last + delay;
  };
  return std::max(next(account, policy.account_free_failures), next(network, policy.network_free_failures));
}

}  // namespace mimamori::identity
