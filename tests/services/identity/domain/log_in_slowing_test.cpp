// SPDX-License-Identifier: Apache-2.0
#include "services/identity/domain/log_in_slowing.hpp"

#include <gtest/gtest.h>

namespace mimamori::identity {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

TEST(DelayAfter, DoublesFromTheFirstFailureThatIsNotFree) {
  const SlowingPolicy policy;
  const struct {
    int failures;
    absl::Duration delay;
  } cases[] = {
      {0, absl::ZeroDuration()}, {1, absl::ZeroDuration()}, {4, absl::ZeroDuration()},  {5, absl::Seconds(1)},
      {6, absl::Seconds(2)},     {7, absl::Seconds(4)},     {10, absl::Seconds(32)},    {11, absl::Seconds(60)},
      {12, absl::Seconds(60)},   {1'000'000, absl::Seconds(60)},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.failures);
    EXPECT_EQ(DelayAfter(c.failures, 5, policy), c.delay);
  }
}

TEST(NextAttemptAt, IsTheLaterOfAccountAndNetwork) {
  const SlowingPolicy policy;
  const struct {
    const char* name;
    RecentFailures account;
    RecentFailures network;
    absl::Time next;
  } cases[] = {
      {"nothing failed", {}, {}, absl::InfinitePast()},
      {"only free failures", {4, kNow}, {29, kNow}, absl::InfinitePast()},
      {"the account is slowed", {7, kNow}, {7, kNow}, kNow + absl::Seconds(4)},
      {"the network is slowed", {1, kNow}, {31, kNow - absl::Seconds(1)}, kNow + absl::Seconds(1)},
      {"both", {6, kNow}, {33, kNow}, kNow + absl::Seconds(8)},
      {"never longer than the longest", {500, kNow}, {9'000, kNow}, kNow + absl::Seconds(60)},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(NextAttemptAt(c.account, c.network, policy), c.next);
  }
}

}  // namespace
}  // namespace mimamori::identity
