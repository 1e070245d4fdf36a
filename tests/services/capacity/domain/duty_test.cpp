// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/domain/duty.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::capacity {
namespace {

absl::TimeZone Zone(const char* name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone)) << name;
  return zone;
}
const absl::TimeZone kTokyo = Zone("Asia/Tokyo");

absl::Time At(int day, int hour, int minute, int second = 0, const absl::TimeZone& zone = kTokyo, int month = 11) {
  return absl::FromCivil(absl::CivilSecond(2026, month, day, hour, minute, second), zone);
}

const Duty kDaily{.due_minutes = {15 * 60}, .window_minutes = 9 * 60, .grace_minutes = 120};

TEST(StandingOf, HoldsAReportForTheDeadlinesWhoseWindowItIsIn) {
  const struct {
    const char* what;
    absl::Time reported, now;
    Freshness freshness;
    absl::Time due;
  } cases[] = {
      {"told at noon", At(21, 12, 0), At(21, 14, 0), Freshness::kFresh, At(22, 15, 0)},
      {"the last second", At(21, 12, 0), At(22, 14, 59, 59), Freshness::kFresh, At(22, 15, 0)},
      {"the next day's is missed", At(21, 12, 0), At(22, 15, 0), Freshness::kOverdue, At(22, 15, 0)},
      {"within the grace", At(21, 12, 0), At(22, 16, 59, 59), Freshness::kOverdue, At(22, 15, 0)},
      {"the grace is over", At(21, 12, 0), At(22, 17, 0), Freshness::kUnknown, At(22, 15, 0)},
      {"a week later", At(21, 12, 0), At(28, 17, 0), Freshness::kUnknown, At(22, 15, 0)},
      {"told late, which counts for no deadline", At(21, 15, 30), At(22, 14, 0), Freshness::kFresh, At(22, 15, 0)},
      {"as the window opens", At(21, 6, 0), At(21, 16, 0), Freshness::kFresh, At(22, 15, 0)},
      {"before it opens", At(21, 5, 59, 59), At(21, 15, 0), Freshness::kOverdue, At(21, 15, 0)},
      {"at the deadline itself", At(21, 15, 0), At(21, 15, 0), Freshness::kFresh, At(22, 15, 0)},
  };
  for (const auto& [what, reported, now, freshness, due] : cases) {
    SCOPED_TRACE(what);
    const Standing standing = StandingOf(kDaily, kTokyo, reported, now);
    EXPECT_EQ(standing.freshness, freshness);
    EXPECT_EQ(standing.due, due);
  }
}

TEST(StandingOf, KnowsNothingOfWhoNeverReported) {
  const Standing standing = StandingOf(kDaily, kTokyo, std::nullopt, At(21, 16, 0));
  EXPECT_EQ(standing.freshness, Freshness::kUnknown);
  EXPECT_EQ(standing.due, At(22, 15, 0));
}

TEST(StandingOf, AsksAsOftenAsItIsDue) {
  const Duty twice{.due_minutes = {9 * 60, 17 * 60}, .window_minutes = 4 * 60, .grace_minutes = 0};
  EXPECT_EQ(StandingOf(twice, kTokyo, At(21, 8, 0), At(21, 16, 59)).freshness, Freshness::kFresh);
  EXPECT_EQ(StandingOf(twice, kTokyo, At(21, 8, 0), At(21, 17, 0)).freshness, Freshness::kUnknown);
  EXPECT_EQ(StandingOf(twice, kTokyo, At(21, 13, 0), At(22, 8, 59)).freshness, Freshness::kFresh);
  EXPECT_EQ(StandingOf(twice, kTokyo, At(21, 13, 0), At(22, 9, 0)).freshness, Freshness::kUnknown);
}

// In New York the clock goes from 02:00 to 03:00 on 8 March 2026, and from 02:00 back to 01:00 on 1 November.
TEST(StandingOf, HasADeadlineOnceADayAlsoWhenTheClockIsChanged) {
  const absl::TimeZone york = Zone("America/New_York");
  const Duty night{.due_minutes = {2 * 60 + 30}, .window_minutes = 60, .grace_minutes = 0};
  const absl::Time change = At(8, 3, 0, 0, york, 3);
  const absl::Time day_before = At(7, 2, 0, 0, york, 3);
  EXPECT_EQ(StandingOf(night, york, day_before, change - absl::Seconds(1)).freshness, Freshness::kFresh);
  EXPECT_EQ(StandingOf(night, york, day_before, change).freshness, Freshness::kUnknown);
  EXPECT_EQ(StandingOf(night, york, day_before, change).due, change);

  const Duty twice_told{.due_minutes = {90}, .window_minutes = 60, .grace_minutes = 0};
  const absl::Time first = york.At(absl::CivilMinute(2026, 11, 1, 1, 30)).pre;
  EXPECT_EQ(StandingOf(twice_told, york, first, first).due, first + absl::Hours(25))
      << "the second half past one asks nothing";
}

TEST(CheckDuty, RefusesWhatNoFacilityCanKeep) {
  const struct {
    Duty duty;
    std::string field;
  } cases[] = {
      {{.due_minutes = {}, .window_minutes = 60}, "due_minutes"},
      {{.due_minutes = {1, 2, 3, 4, 5}, .window_minutes = 60}, "due_minutes"},
      {{.due_minutes = {600, 600}, .window_minutes = 60}, "due_minutes"},
      {{.due_minutes = {600, 500}, .window_minutes = 60}, "due_minutes"},
      {{.due_minutes = {-1}, .window_minutes = 60}, "due_minutes"},
      {{.due_minutes = {1440}, .window_minutes = 60}, "due_minutes"},
      {{.due_minutes = {600}, .window_minutes = 0}, "window_minutes"},
      {{.due_minutes = {600}, .window_minutes = 1441}, "window_minutes"},
      {{.due_minutes = {600}, .window_minutes = 60, .grace_minutes = -1}, "grace_minutes"},
      {{.due_minutes = {600}, .window_minutes = 60, .grace_minutes = 1441}, "grace_minutes"},
      {{.due_minutes = {0, 1439}, .window_minutes = 1440, .grace_minutes = 1440}, ""},
  };
  for (const auto& [duty, field] : cases) {
    SCOPED_TRACE(field);
    EXPECT_EQ(platform::FieldOf(CheckDuty(duty)), field);
    EXPECT_EQ(CheckDuty(duty).ok(), field.empty());
  }
}

}  // namespace
}  // namespace mimamori::capacity
