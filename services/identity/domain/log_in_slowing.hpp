// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/time/time.h"

namespace mimamori::identity {

// Policy `identity.log_in_slowing`. Failed log-ins are slowed, never locked out: a stranger who keeps failing must not
// keep the right person away for longer than the longest delay.
struct SlowingPolicy {
  absl::Duration window = absl::Minutes(15);  // failures older than this are forgotten
  int account_free_failures = 5;              // typing errors cost nothing
  int network_free_failures = 30;             // a whole office may share one network
  absl::Duration first_delay = absl::Seconds(1);
  absl::Duration longest_delay = absl::Seconds(60);
};

// What failed within the window, for one user name or one network.
struct RecentFailures {
  int count = 0;
  absl::Time last = absl::InfinitePast();
};

// The wait after the last of `failures`: none up to `free_failures`, then the first delay, doubled by each further one.
absl::Duration DelayAfter(int failures, int free_failures, const SlowingPolicy& policy);

// When the next attempt will be judged; in the past when it may be made now.
absl::Time NextAttemptAt(const RecentFailures& account, const RecentFailures& network, const SlowingPolicy& policy);

}  // namespace mimamori::identity
