// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/domain/anomaly.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::capacity {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

absl::TimeZone Tokyo() {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone("Asia/Tokyo", &zone));
  return zone;
}
const absl::TimeZone kTokyo = Tokyo();
absl::Time At(int day, int hour, int minute = 0, int second = 0) {
  return absl::FromCivil(absl::CivilSecond(2026, 11, day, hour, minute, second), kTokyo);
}
HoldSeen Of(std::string holder, absl::Time begins, absl::Time ends, std::string officer = "sato", std::string facility = "a") {
  return {.holder = std::move(holder), .facility = std::move(facility), .bed_class = "severe", .officer = std::move(officer),
          .begins = begins, .ends = ends};
}
AnomalyRules Rules() {
  return {.holds_of_one = 3, .rebooked_seconds = 60, .rebooked_times = 2, .night_begins = 22 * 60, .night_ends = 6 * 60,
          .night_holds = 2};
}

TEST(AnomaliesIn, FindsOneHolderWithManyHolds) {
  std::vector<HoldSeen> holds{Of("p", At(21, 9), At(21, 10)), Of("p", At(21, 12), At(21, 13), "suzuki"),
                              Of("q", At(21, 14), At(21, 15))};
  EXPECT_THAT(AnomaliesIn(holds, Rules(), kTokyo), IsEmpty());
  holds.push_back(Of("p", At(21, 8), At(21, 8, 30)));
  EXPECT_THAT(AnomaliesIn(holds, Rules(), kTokyo),
              ElementsAre(Anomaly{AnomalyKind::kManyHolds, "p", 3, At(21, 8), At(21, 12)}));
}

TEST(AnomaliesIn, FindsBedsThatGoToAnotherWithinSeconds) {
  const auto pair = [](int hour, int gap, const std::string& next, const std::string& facility = "a") {
    return std::vector<HoldSeen>{Of("p" + std::to_string(hour), At(21, hour), At(21, hour, 5)),
                                 Of(next, At(21, hour, 5) + absl::Seconds(gap), At(21, hour, 30), "sato", facility)};
  };
  const auto both = [&](const std::vector<HoldSeen>& one, const std::vector<HoldSeen>& other) {
    std::vector<HoldSeen> all = one;
    all.insert(all.end(), other.begin(), other.end());
    return AnomaliesIn(all, Rules(), kTokyo);
  };
  EXPECT_THAT(both(pair(9, 60, "q"), pair(11, 0, "r")),
              ElementsAre(Anomaly{AnomalyKind::kRebooked, "sato", 2, At(21, 9, 6), At(21, 11, 5)}));
  EXPECT_THAT(both(pair(9, 61, "q"), pair(11, 0, "r")), IsEmpty()) << "a second too late to be in a hurry";
  EXPECT_THAT(both(pair(9, 10, "p9"), pair(11, 0, "r")), IsEmpty()) << "the same holder again";
  EXPECT_THAT(both(pair(9, 10, "q", "b"), pair(11, 0, "r")), IsEmpty()) << "other beds";
}

TEST(AnomaliesIn, FindsNightsOfManyHoldsAcrossMidnight) {
  EXPECT_THAT(AnomaliesIn({Of("p", At(21, 22), At(21, 23)), Of("q", At(22, 5, 59, 59), At(22, 7))}, Rules(), kTokyo),
              ElementsAre(Anomaly{AnomalyKind::kNightBurst, "sato", 2, At(21, 22), At(22, 5, 59, 59)}));
  EXPECT_THAT(AnomaliesIn({Of("p", At(21, 21, 59), At(21, 23)), Of("q", At(22, 1), At(22, 7))}, Rules(), kTokyo), IsEmpty());
  EXPECT_THAT(AnomaliesIn({Of("p", At(21, 23), At(21, 23, 30)), Of("q", At(22, 6), At(22, 7))}, Rules(), kTokyo), IsEmpty());
  EXPECT_THAT(AnomaliesIn({Of("p", At(21, 5), At(21, 5, 30)), Of("q", At(21, 23), At(22, 7))}, Rules(), kTokyo), IsEmpty())
      << "two nights of one day";
  EXPECT_THAT(AnomaliesIn({Of("p", At(21, 23), At(21, 23, 30)), Of("q", At(22, 1), At(22, 7), "suzuki")}, Rules(), kTokyo),
              IsEmpty()) << "two officers";
}

TEST(AnomaliesIn, KnowsNightsWithinADay) {
  AnomalyRules rules = Rules();
  rules.night_begins = 60;
  rules.night_ends = 5 * 60;
  EXPECT_THAT(AnomaliesIn({Of("p", At(21, 1), At(21, 2)), Of("q", At(21, 4, 59), At(21, 7))}, rules, kTokyo),
              ElementsAre(Anomaly{AnomalyKind::kNightBurst, "sato", 2, At(21, 1), At(21, 4, 59)}));
  EXPECT_THAT(AnomaliesIn({Of("p", At(21, 0, 59), At(21, 2)), Of("q", At(21, 5), At(21, 7))}, rules, kTokyo), IsEmpty());
}

TEST(CheckAnomalyRules, RefusesWhatFindsEverythingOrNothing) {
  const auto field = [](auto change) {
    AnomalyRules rules = Rules();
    change(rules);
    return platform::FieldOf(CheckAnomalyRules(rules));
  };
  EXPECT_EQ(field([](AnomalyRules& r) { r.holds_of_one = 0; }), "holds_of_one");
  EXPECT_EQ(field([](AnomalyRules& r) { r.rebooked_seconds = 0; }), "rebooked_seconds");
  EXPECT_EQ(field([](AnomalyRules& r) { r.rebooked_times = 0; }), "rebooked_times");
  EXPECT_EQ(field([](AnomalyRules& r) { r.night_holds = 0; }), "night_holds");
  EXPECT_EQ(field([](AnomalyRules& r) { r.night_begins = -1; }), "night_begins");
  EXPECT_EQ(field([](AnomalyRules& r) { r.night_ends = 1440; }), "night_ends");
  EXPECT_EQ(field([](AnomalyRules& r) { r.night_ends = r.night_begins; }), "night_ends");
  EXPECT_EQ(field([](AnomalyRules&) {}), "");
}

}  // namespace
}  // namespace mimamori::capacity
