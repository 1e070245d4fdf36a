// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/slots.hpp"

#include <gtest/gtest.h>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "tests/services/observation/domain/rules.hpp"

namespace mimamori::observation {
namespace {

const SlotTimes kTimes{.once = {{.begins = 4 * 60, .due = 12 * 60}},
                       .twice = {{.begins = 4 * 60, .due = 10 * 60}, {.begins = 15 * 60, .due = 21 * 60}}};

std::string Wall(absl::Time time, const absl::TimeZone& zone) { return absl::FormatTime("%Y-%m-%d %H:%M:%S", time, zone); }

TEST(SlotAt, KnowsEachBoundaryToTheSecond) {
  const absl::TimeZone tokyo = Zone("Asia/Tokyo");
  const struct {
    const char* moment;
    const char* day;
    int number;
  } cases[] = {
      {"2026-11-20 03:59:59", "2026-11-19", 1}, {"2026-11-20 04:00:00", "2026-11-20", 0},
      {"2026-11-20 14:59:59", "2026-11-20", 0}, {"2026-11-20 15:00:00", "2026-11-20", 1},
      {"2026-11-20 23:59:59", "2026-11-20", 1}, {"2026-11-21 00:00:00", "2026-11-20", 1},
      {"2026-11-21 03:59:59", "2026-11-20", 1}, {"2026-11-21 04:00:00", "2026-11-21", 0},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.moment);
    const Slot slot = SlotAt(kTimes.twice, tokyo, At(c.moment));
    EXPECT_EQ(absl::FormatCivilTime(slot.name.day), c.day);
    EXPECT_EQ(slot.name.number, c.number);
  }
  const Slot once = SlotAt(kTimes.once, tokyo, At("2026-11-21 03:59:59"));
  EXPECT_EQ(Wall(once.start, tokyo), "2026-11-20 04:00:00");
  EXPECT_EQ(Wall(once.due, tokyo), "2026-11-20 12:00:00");
  EXPECT_EQ(Wall(once.end, tokyo), "2026-11-21 04:00:00");
}

TEST(LastDue, KnowsWhatIsDueToTheSecond) {
  const absl::TimeZone tokyo = Zone("Asia/Tokyo");
  const struct {
    const char* moment;
    const char* due;
  } cases[] = {
      {"2026-11-20 09:59:59", "2026-11-19 21:00:00"}, {"2026-11-20 10:00:00", "2026-11-20 10:00:00"},
      {"2026-11-20 15:00:00", "2026-11-20 10:00:00"}, {"2026-11-20 20:59:59", "2026-11-20 10:00:00"},
      {"2026-11-20 21:00:00", "2026-11-20 21:00:00"}, {"2026-11-21 04:00:00", "2026-11-20 21:00:00"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.moment);
    EXPECT_EQ(LastDue(kTimes.twice, tokyo, At(c.moment)).due, At(c.due));
  }
}

// What a slot's wall times are on nights when the clocks change.
TEST(SlotAt, FollowsTheClocksBothWays) {
  // Begins and ends within the hours that are skipped or come twice.
  const std::vector<SlotTime> night{{.begins = 150, .due = 170}, {.begins = 180, .due = 600}};
  const struct {
    const char* name;
    const char* zone;
    const char* moment;  // UTC
    const char* start;   // UTC
    const char* due;
    const char* end;
  } cases[] = {
      {"Berlin forward: 02:30 isn't there, the slot is empty, the next one begins", "Europe/Berlin", "2026-03-29 01:00:00",
       "2026-03-29 01:00:00", "2026-03-29 08:00:00", "2026-03-30 00:30:00"},
      {"Berlin forward: the evening before goes on to the change", "Europe/Berlin", "2026-03-29 00:59:59",
       "2026-03-28 02:00:00", "2026-03-28 09:00:00", "2026-03-29 01:00:00"},
      {"Berlin back: the first 02:30 begins it, and it lasts an hour longer", "Europe/Berlin", "2026-10-25 01:29:59",
       "2026-10-25 00:30:00", "2026-10-25 00:50:00", "2026-10-25 02:00:00"},
      {"New York forward", "America/New_York", "2026-03-08 07:00:00", "2026-03-08 07:00:00", "2026-03-08 14:00:00",
       "2026-03-09 06:30:00"},
      {"New York back: 02:30 comes once, the slot before lasts an hour longer", "America/New_York", "2026-11-01 07:00:00",
       "2026-10-31 07:00:00", "2026-10-31 14:00:00", "2026-11-01 07:30:00"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const absl::TimeZone utc = absl::UTCTimeZone();
    const Slot slot = SlotAt(night, Zone(c.zone), At(c.moment, utc));
    EXPECT_EQ(Wall(slot.start, utc), c.start);
    EXPECT_EQ(Wall(slot.due, utc), c.due);
    EXPECT_EQ(Wall(slot.end, utc), c.end);
  }
}

// Over days with changes in zones of all kinds: no second between two slots, none in two.
TEST(SlotAt, LeavesNoSecondOutAndCountsNoneTwice) {
  const std::vector<std::vector<SlotTime>> plans{kTimes.once,
                                                 kTimes.twice,
                                                 {{.begins = 0, .due = 30}, {.begins = 720, .due = 721}},
                                                 {{.begins = 30, .due = 90}, {.begins = 150, .due = 160}}};
  const struct {
    const char* zone;
    absl::CivilDay day;
    int hours;  // of that day
  } cases[] = {
      {"Asia/Tokyo", absl::CivilDay(2026, 11, 20), 24},     {"Europe/Berlin", absl::CivilDay(2026, 3, 29), 23},
      {"Europe/Berlin", absl::CivilDay(2026, 10, 25), 25},  {"America/New_York", absl::CivilDay(2026, 3, 8), 23},
      {"America/New_York", absl::CivilDay(2026, 11, 1), 25}, {"America/Santiago", absl::CivilDay(2026, 9, 6), 23},
      {"America/Santiago", absl::CivilDay(2026, 4, 4), 25}, {"Australia/Lord_Howe", absl::CivilDay(2026, 4, 5), 24},
      {"Asia/Kathmandu", absl::CivilDay(2026, 1, 1), 24},   {"Pacific/Apia", absl::CivilDay(2011, 12, 30), 0},
  };
  for (const auto& c : cases) {
    const absl::TimeZone zone = Zone(c.zone);
    EXPECT_EQ((absl::FromCivil(c.day + 1, zone) - absl::FromCivil(c.day, zone)) / absl::Hours(1), c.hours) << c.zone;
    for (const auto& times : plans) {
      const absl::Time end = absl::FromCivil(c.day + 3, zone);
      Slot slot = SlotAt(times, zone, absl::FromCivil(c.day - 2, zone));
      int seen = 0;
      for (; slot.start < end; ++seen) {
        SCOPED_TRACE(fmt::format("{} {} #{}", c.zone, absl::FormatCivilTime(slot.name.day), slot.name.number));
        ASSERT_LT(slot.start, slot.end);
        ASSERT_LE(slot.start, slot.due);
        ASSERT_LE(slot.due, slot.end);
        ASSERT_EQ(SlotAt(times, zone, slot.start), slot);
        ASSERT_EQ(SlotAt(times, zone, slot.end - absl::Seconds(1)), slot);
        const Slot next = SlotAfter(times, zone, slot);
        ASSERT_EQ(next.start, slot.end);
        ASSERT_LT(slot.name, next.name);
        ASSERT_EQ(SlotAt(times, zone, slot.end), next);
        slot = next;
      }
      const int days = std::string_view(c.zone) == "Pacific/Apia" ? 4 : 5;
      EXPECT_GE(seen, days * static_cast<int>(times.size()) - 1) << c.zone;
    }
  }
}

TEST(CheckSlotTimes, NamesThePath) {
  EXPECT_TRUE(CheckSlotTimes(kTimes).ok());
  const auto path = [](SlotTimes times) { return platform::FieldOf(CheckSlotTimes(times)); };
  SlotTimes times = kTimes;
  times.once.clear();
  EXPECT_EQ(path(times), "once");
  times = kTimes;
  times.twice.push_back({.begins = 1300, .due = 1310});
  EXPECT_EQ(path(times), "twice");
  times = kTimes;
  times.twice[1].begins = 240;
  EXPECT_EQ(path(times), "twice[1].begins");
  times = kTimes;
  times.once[0].begins = 1440;
  EXPECT_EQ(path(times), "once[0].begins");
  times = kTimes;
  times.twice[0].due = 900;
  EXPECT_EQ(path(times), "twice[0].due");
  times.twice[0].due = 240;
  EXPECT_EQ(path(times), "twice[0].due");
  times = kTimes;
  times.twice[1].due = 1440 + 240;
  EXPECT_EQ(path(times), "twice[1].due");
  times.twice[1].due = 1440 + 239;
  EXPECT_EQ(path(times), "");
}

class PlanTest : public testing::Test {
 protected:
  std::string First() const {
    const auto slot = FirstSlot(plan_, kTimes);
    return slot ? fmt::format("{} {}", absl::FormatCivilTime(slot->name.day), slot->name.number) : "none";
  }
  std::string Untold(const char* last) const {
    const auto slot = FirstUntold(plan_, kTimes, *last == '\0' ? std::nullopt : std::optional(At(last)));
    return slot ? fmt::format("{} {}", absl::FormatCivilTime(slot->name.day), slot->name.number) : "none";
  }

  Plan plan_{.first = absl::CivilDay(2026, 11, 20), .last = absl::CivilDay(2026, 11, 29), .times_a_day = 2,
             .from = At("2026-11-19 18:00:00"), .zone = Zone("Asia/Tokyo")};
};

TEST_F(PlanTest, AsksFirstForWhatWasNotDueBeforeItWasMade) {
  EXPECT_EQ(First(), "2026-11-20 0");
  plan_.from = At("2026-11-20 10:00:00");
  EXPECT_EQ(First(), "2026-11-20 0");
  plan_.from = At("2026-11-20 10:00:01");
  EXPECT_EQ(First(), "2026-11-20 1");
  plan_.from = At("2026-11-20 21:00:01");
  EXPECT_EQ(First(), "2026-11-21 0");
  plan_.from = At("2026-11-29 21:00:00");
  EXPECT_EQ(First(), "2026-11-29 1");
  plan_.from = At("2026-11-29 21:00:01");
  EXPECT_EQ(First(), "none");
}

TEST_F(PlanTest, CountsFromTheLatestReportOn) {
  EXPECT_EQ(Untold(""), "2026-11-20 0");
  EXPECT_EQ(Untold("2026-11-20 03:59:59"), "2026-11-20 0") << "before the first slot";
  EXPECT_EQ(Untold("2026-11-20 04:00:00"), "2026-11-20 1");
  EXPECT_EQ(Untold("2026-11-20 15:00:00"), "2026-11-21 0");
  EXPECT_EQ(Untold("2026-11-29 14:59:59"), "2026-11-29 1");
  EXPECT_EQ(Untold("2026-11-29 15:00:00"), "none");
  plan_.times_a_day = 1;
  EXPECT_EQ(Untold("2026-11-20 23:00:00"), "2026-11-21 0");
}

TEST_F(PlanTest, AsksNextForWhatIsNotOver) {
  const auto next = [&](const char* last, const char* now) -> std::string {
    const auto slot = NextAsked(plan_, kTimes, *last == '\0' ? std::nullopt : std::optional(At(last)), At(now));
    return slot ? fmt::format("{} {}", absl::FormatCivilTime(slot->name.day), slot->name.number) : "none";
  };
  EXPECT_EQ(next("", "2026-11-19 20:00:00"), "2026-11-20 0");
  EXPECT_EQ(next("", "2026-11-20 14:59:59"), "2026-11-20 0") << "due, and not over";
  EXPECT_EQ(next("", "2026-11-20 15:00:00"), "2026-11-20 1");
  EXPECT_EQ(next("2026-11-20 08:00:00", "2026-11-20 08:00:00"), "2026-11-20 1");
  EXPECT_EQ(next("2026-11-20 08:00:00", "2026-11-23 05:00:00"), "2026-11-23 0");
  EXPECT_EQ(next("2026-11-28 16:00:00", "2026-11-30 03:59:59"), "2026-11-29 1");
  EXPECT_EQ(next("2026-11-28 16:00:00", "2026-11-30 04:00:00"), "none");
  EXPECT_EQ(next("2026-11-29 16:00:00", "2026-11-29 16:00:00"), "none");
}

TEST_F(PlanTest, RemindsInHerOwnMinutes) {
  const Slot morning = *FirstSlot(plan_, kTimes);
  const Slot evening = SlotAfter(kTimes.twice, plan_.zone, morning);
  const auto reminders = [&](const Slot& slot, int first, int second) {
    const Reminders found = RemindersOf(plan_, slot, absl::Minutes(first), absl::Minutes(second));
    const auto wall = [&](std::optional<absl::Time> time) { return time ? Wall(*time, plan_.zone).substr(8, 8) : "none"; };
    return wall(found.first) + ", " + wall(found.second);
  };
  EXPECT_EQ(reminders(morning, 0, 120), "20 10:00, 20 12:00");
  EXPECT_EQ(reminders(morning, 0, 299), "20 10:00, 20 14:59");
  EXPECT_EQ(reminders(morning, 0, 300), "20 10:00, none") << "the slot is over";
  EXPECT_EQ(reminders(morning, 300, 400), "none, none");
  EXPECT_EQ(reminders(evening, 0, 240), "20 21:00, 21 01:00");
  plan_.remind_from = 11 * 60;
  plan_.remind_until = 22 * 60;
  EXPECT_EQ(reminders(morning, 0, 120), "20 11:00, 20 12:00");
  EXPECT_EQ(reminders(morning, 0, 30), "20 11:00, none") << "both at once are one";
  EXPECT_EQ(reminders(evening, 59, 60), "20 21:59, none") << "her minutes are over, and so is the slot next morning";
  plan_.remind_from = 3 * 60;
  EXPECT_EQ(reminders(evening, 59, 60), "20 21:59, 21 03:00");
}

TEST_F(PlanTest, NeverRemindsOutsideOfThePlan) {
  const auto none = [&](const Slot& slot) {
    return !RemindersOf(plan_, slot, absl::ZeroDuration(), absl::Hours(1)).first.has_value();
  };
  const Slot last = SlotAt(kTimes.twice, plan_.zone, At("2026-11-29 15:00:00"));
  EXPECT_FALSE(none(last));
  EXPECT_TRUE(none(SlotAfter(kTimes.twice, plan_.zone, last)));
  EXPECT_TRUE(none(SlotAt(kTimes.twice, plan_.zone, At("2026-11-20 03:59:59"))));
  plan_.from = At("2026-11-20 10:00:01");
  EXPECT_TRUE(none(SlotAt(kTimes.twice, plan_.zone, At("2026-11-20 12:00:00")))) << "was due before the plan was made";
}

}  // namespace
}  // namespace mimamori::observation
