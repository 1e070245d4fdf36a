// SPDX-License-Identifier: Apache-2.0
#include "services/visit/domain/crowd.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::visit {
namespace {

const absl::Time kNoon = absl::FromUnixSeconds(1'795'230'000);  // a multiple of an hour
const CrowdPolicy kPolicy{.least = 5, .round_to = 10, .step = absl::Minutes(5)};

TEST(Headcount, TellsNothingOfAFewAndRoundsTheOthersDown) {
  const struct {
    int people;
    Headcount told;
  } cases[] = {{0, {.people = 0, .fewer_than = 5}},   {1, {.people = 0, .fewer_than = 5}},
               {4, {.people = 0, .fewer_than = 5}},   {5, {.people = 0, .fewer_than = 0}},
               {9, {.people = 0, .fewer_than = 0}},   {10, {.people = 10, .fewer_than = 0}},
               {19, {.people = 10, .fewer_than = 0}}, {20, {.people = 20, .fewer_than = 0}}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.people);
    EXPECT_EQ(Tell(c.people, kPolicy), c.told);
  }
}

TEST(LastStep, IsTheSameForEverybodyWithinAStep) {
  EXPECT_EQ(LastStep(kNoon, kPolicy), kNoon);
  EXPECT_EQ(LastStep(kNoon + absl::Seconds(299), kPolicy), kNoon);
  EXPECT_EQ(LastStep(kNoon + absl::Seconds(300), kPolicy), kNoon + absl::Minutes(5));
}

TEST(IsFull, IsNotToldOfRoomsForAFew) {
  EXPECT_FALSE(IsFull(9, 10, kPolicy));
  EXPECT_TRUE(IsFull(10, 10, kPolicy));
  EXPECT_TRUE(IsFull(12, 10, kPolicy));
  EXPECT_FALSE(IsFull(4, 4, kPolicy));
  EXPECT_TRUE(IsFull(5, 5, kPolicy));
  EXPECT_FALSE(IsFull(100, 0, kPolicy)) << "not told how many";
}

TEST(CheckHistory, HasLimits) {
  const struct {
    int hours;
    CrowdStep step;
    const char* reason;
  } cases[] = {{24 * 7, CrowdStep::kHour, ""},      {24 * 7 + 1, CrowdStep::kHour, "WINDOW_TOO_LONG"},
               {24 * 31, CrowdStep::kDay, ""},      {24 * 31 + 1, CrowdStep::kDay, "WINDOW_TOO_LONG"},
               {0, CrowdStep::kHour, "EMPTY_WINDOW"}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.hours);
    EXPECT_EQ(platform::ReasonOf(CheckHistory(kNoon, kNoon + absl::Hours(c.hours), c.step)), c.reason);
  }
}

}  // namespace
}  // namespace mimamori::visit
