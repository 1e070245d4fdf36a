// SPDX-License-Identifier: Apache-2.0
// This binary compiles the clock as a release does: without MIMAMORI_MOVABLE_CLOCK.
#include "services/platform/core/clock.hpp"
#include "services/platform/core/error.hpp"

#include <gtest/gtest.h>

namespace mimamori::tests {
namespace {

TEST(ReleaseClock, CannotBeMoved) {
  const auto moved = platform::MakeClock("/dev/null");
  ASSERT_FALSE(moved.ok());
  EXPECT_EQ(moved.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(platform::ReasonOf(moved.status()), "CLOCK_NOT_MOVABLE");
}

TEST(ReleaseClock, FollowsTheSystem) {
  const auto clock = platform::MakeClock("");
  ASSERT_TRUE(clock.ok());
  const absl::Time before = absl::Now();
  const absl::Time now = (*clock)->Now();
  EXPECT_LE(before, now);
  EXPECT_LE(now, absl::Now());
}

}  // namespace
}  // namespace mimamori::tests
