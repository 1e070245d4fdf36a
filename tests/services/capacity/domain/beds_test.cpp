// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <random>

#include "services/capacity/domain/figures.hpp"

namespace mimamori::capacity {
namespace {

BedCounts Of(Count staffed, Count occupied, Count blocked) {
  return {.staffed = staffed, .occupied = occupied, .blocked = blocked};
}

TEST(Available, TakesOffWhatLiesIsBlockedIsPromisedAndHasArrived) {
  const struct {
    BedCounts counts;
    Since since;
    Count available;
  } cases[] = {
      {Of(10, 4, 1), {}, 5},
      {Of(10, 4, 1), {.held = 2}, 3},
      {Of(10, 4, 1), {.held = 2, .arrived = 3}, 0},
      {Of(10, 4, 1), {.held = 9}, 0},
      {Of(10, 13, 0), {}, 0},
      {Of(0, 0, 0), {}, 0},
      {Of(std::nullopt, 4, 1), {}, std::nullopt},
      {Of(10, std::nullopt, 1), {}, std::nullopt},
      {Of(10, 4, std::nullopt), {}, std::nullopt},
      {{.licensed = 10, .physical = 10}, {}, std::nullopt},
  };
  for (const auto& [counts, since, available] : cases) {
    SCOPED_TRACE(counts.occupied.value_or(-1));
    EXPECT_EQ(Available(counts, since), available);
  }
}

TEST(Figures, AreRatiosOfSumsAndSayWhatTheyCover) {
  const BedsOfOne all[] = {
      {.counts = Of(10, 5, 0), .since = {.held = 1, .arrived = 1}, .freshness = Freshness::kFresh},
      {.counts = Of(2, 3, 0), .since = {}, .freshness = Freshness::kOverdue},
      {.counts = Of(50, 0, 0), .since = {}, .freshness = Freshness::kUnknown},
      {.counts = Of(7, std::nullopt, 0), .since = {}, .freshness = Freshness::kFresh},
  };
  const Figures sum = SumOf(all);
  EXPECT_EQ(sum, (Figures{.facilities = 4, .known = 2, .overdue = 1, .staffed = 12, .occupied = 8, .blocked = 0, .held = 1,
                          .arrived = 1, .available = 3}));
  EXPECT_DOUBLE_EQ(*sum.Occupancy(), 9.0 / 12);
}

TEST(Figures, AreAsOldAsTheOldestReportThatIsAddedUp) {
  const absl::Time now = absl::FromUnixSeconds(1'795'219'200);
  const BedsOfOne all[] = {
      {.counts = Of(10, 5, 0), .freshness = Freshness::kFresh, .reported = now - absl::Hours(1)},
      {.counts = Of(10, 5, 0), .freshness = Freshness::kOverdue, .reported = now - absl::Hours(20)},
      {.counts = Of(10, 5, 0), .freshness = Freshness::kUnknown, .reported = now - absl::Hours(99)},
  };
  EXPECT_EQ(SumOf(all).oldest, now - absl::Hours(20));
  Figures whole = SumOf({all, 1});
  EXPECT_EQ(whole.oldest, now - absl::Hours(1));
  whole.Add(Figures());
  whole.Add(SumOf(all));
  EXPECT_EQ(whole.oldest, now - absl::Hours(20));
  EXPECT_EQ(SumOf({all + 2, 1}).oldest, std::nullopt);
}

// A count that a register suppressed is unknown: adding up the others as if it were none would tell too few.
TEST(Figures, NeverAddASuppressedCellAsNone) {
  const BedsOfOne all[] = {
      {.counts = Of(10, 5, 0), .since = {}, .freshness = Freshness::kFresh},
      {.counts = Of(4, std::nullopt, 0), .since = {}, .freshness = Freshness::kFresh},
  };
  const Figures sum = SumOf(all);
  EXPECT_EQ(sum.known, 1);
  EXPECT_EQ(sum.facilities, 2);
  EXPECT_EQ(sum.staffed, 10) << "its beds neither, or the ratio would be one of two different wholes";
  EXPECT_DOUBLE_EQ(*sum.Occupancy(), 0.5);
}

TEST(Figures, TellOverOneHundredPercentAsItIs) {
  const BedsOfOne full[] = {{.counts = Of(224, 284, 0), .since = {}, .freshness = Freshness::kFresh}};
  EXPECT_NEAR(*SumOf(full).Occupancy(), 1.268, 0.0005);  // Osaka, 25 April 2021
}

TEST(Figures, AreUnknownWhereNothingIsKnownNotNone) {
  EXPECT_EQ(Figures().Occupancy(), std::nullopt);
  const BedsOfOne silent[] = {{.counts = Of(10, 0, 0), .since = {}, .freshness = Freshness::kUnknown}};
  EXPECT_EQ(SumOf(silent).Occupancy(), std::nullopt);
  EXPECT_EQ(SumOf(silent).known, 0);
  EXPECT_EQ(SumOf(silent).facilities, 1);
}

TEST(Figures, OfAreasAddUpToTheWhole) {
  std::mt19937 random(5);
  for (int round = 0; round < 200; ++round) {
    std::vector<BedsOfOne> all;
    Figures areas[3], whole;
    for (int i = 0; i < 30; ++i) {
      const auto count = [&]() -> Count { return random() % 9 == 0 ? Count() : Count(static_cast<int>(random() % 30)); };
      all.push_back({.counts = Of(count(), count(), count()),
                     .since = {.held = static_cast<int>(random() % 3), .arrived = static_cast<int>(random() % 3)},
                     .freshness = static_cast<Freshness>(random() % 3)});
      areas[random() % 3].Add(all.back());
    }
    for (const Figures& area : areas) whole.Add(area);
    EXPECT_EQ(whole, SumOf(all)) << round;
  }
}

}  // namespace
}  // namespace mimamori::capacity
