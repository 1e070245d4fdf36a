// SPDX-License-Identifier: Apache-2.0
#include "services/vault/domain/period.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::vault {
namespace {

absl::Time At(const std::string& rfc3339) {
  absl::Time time;
  std::string problem;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, rfc3339, &time, &problem)) << problem;
  return time;
}

TEST(ServiceDay, TurnsAtFiveInTheMorningOfTheZone) {
  absl::TimeZone tokyo, new_york;
  ASSERT_TRUE(absl::LoadTimeZone("Asia/Tokyo", &tokyo));
  ASSERT_TRUE(absl::LoadTimeZone("America/New_York", &new_york));
  const struct {
    const char* name;
    const char* now;
    absl::TimeZone zone;
    const char* day;
  } cases[] = {
      {"before five belongs to the evening before", "2026-11-21T04:59:59+09:00", tokyo, "2026-11-20"},
      {"five starts the day", "2026-11-21T05:00:00+09:00", tokyo, "2026-11-21"},
      {"midnight changes nothing", "2026-11-22T00:30:00+09:00", tokyo, "2026-11-21"},
      {"new year's night", "2027-01-01T03:00:00+09:00", tokyo, "2026-12-31"},
      {"the night on which clocks go back", "2026-11-01T04:59:59-05:00", new_york, "2026-10-31"},
      {"five o'clock after that night", "2026-11-01T05:00:00-05:00", new_york, "2026-11-01"},
      {"five o'clock after clocks went forward", "2026-03-08T05:00:00-04:00", new_york, "2026-03-08"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(WriteDay(ServiceDayAt(At(c.now), c.zone)), c.day);
  }
}

TEST(Period, IsReadInItsCanonicalFormOnly) {
  EXPECT_EQ(ReadDay("2026-11-21"), absl::CivilDay(2026, 11, 21));
  EXPECT_EQ(ReadDay("2028-02-29"), absl::CivilDay(2028, 2, 29));
  for (const char* text : {"", "2026-11-2", "2026-11-031", "2026-13-01", "2026-00-01", "2026-11-00", "2026-11-31",
                           "2026-02-29", "2026/11/21", "2026-11-21 ", "+026-11-21", "20261121", "1999-12-31",
                           "3000-01-01", "2026-11--1", "２０２６-11-21"}) {
    EXPECT_FALSE(ReadDay(text)) << text;
  }
  EXPECT_EQ(ReadMonth("2026-11"), absl::CivilMonth(2026, 11));
  for (const char* text : {"", "2026-1", "2026-13", "2026-00", "2026-11-21", "2026/11", "202611"}) {
    EXPECT_FALSE(ReadMonth(text)) << text;
  }
}

// At 12:00 UTC: service days 20 (UTC−14: the 20th, 22:00) to 21 (UTC+14: the 22nd, 02:00), and a day more each way.
TEST(Reach, IsWhatACheckInMayTouch) {
  const absl::Time noon = At("2026-11-21T12:00:00Z");
  const struct {
    const char* day;
    const char* reason;
  } cases[] = {
      {"2026-11-18", "DAY_OUT_OF_REACH"}, {"2026-11-19", ""}, {"2026-11-20", ""},
      {"2026-11-21", ""},                 {"2026-11-22", ""}, {"2026-11-23", "DAY_OUT_OF_REACH"},
      {"2026-10-21", "DAY_OUT_OF_REACH"}, {"2027-11-21", "DAY_OUT_OF_REACH"},
      {"tomorrow", "MALFORMED_DAY"},      {"2026-11-31", "MALFORMED_DAY"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.day);
    const auto day = PseudonymDayToGive(c.day, noon);
    EXPECT_EQ(platform::ReasonOf(day.status()), c.reason);
    EXPECT_EQ(day.ok() ? WriteDay(*day) : c.day, c.day);
  }
}

TEST(Reach, AlwaysHoldsTodayAndTheDayBeforeInEveryZone) {
  for (int hour = 0; hour < 48; ++hour) {
    const absl::Time now = At("2026-12-31T00:00:00Z") + hour * absl::Hours(1);
    const Reach reach = DaysInReach(now);
    for (int offset = -12; offset <= 14; ++offset) {
      const absl::CivilDay today = ServiceDayAt(now, absl::FixedTimeZone(offset * 3600));
      EXPECT_TRUE(reach.Has(today) && reach.Has(today - 1)) << WriteDay(today) << " at UTC" << offset;
    }
    EXPECT_LE(reach.last - reach.first, 4);
  }
}

TEST(Reach, TakesTheFormOfItsRing) {
  const absl::Time now = At("2026-12-01T12:00:00Z");
  const struct {
    Ring ring;
    const char* period;
    const char* reason;
  } cases[] = {
      {Ring::kVisit, "2026-12-01", ""},
      {Ring::kVisit, "2026-11-29", ""},
      {Ring::kVisit, "2026-11-28", "PERIOD_OUT_OF_REACH"},
      {Ring::kVisit, "2026-12-03", "PERIOD_OUT_OF_REACH"},
      {Ring::kVisit, "2026-12", "MALFORMED_PERIOD"},
      {Ring::kPatient, "2026-12", ""},
      {Ring::kPatient, "2026-11", ""},  // it is still November somewhere
      {Ring::kPatient, "2026-10", "PERIOD_OUT_OF_REACH"},
      {Ring::kOperator, "2027-01", "PERIOD_OUT_OF_REACH"},
      {Ring::kOperator, "2026-12-01", "MALFORMED_PERIOD"},
      {Ring::kOperator, "../../x", "MALFORMED_PERIOD"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(NameOf(c.ring) + " " + c.period);
    const auto period = SealingPeriodToGive(c.ring, c.period, now);
    EXPECT_EQ(platform::ReasonOf(period.status()), c.reason);
    EXPECT_EQ(period.value_or(c.period), c.period);
  }
}

TEST(Ring, HasANameOfItsOwn) {
  for (const Ring ring : kRings) EXPECT_EQ(ParseRing(NameOf(ring)).value(), ring);
  for (const char* name : {"", "Visit", "seal-visit", "prize"}) {
    EXPECT_EQ(platform::ReasonOf(ParseRing(name).status()), "UNKNOWN_RING") << name;
  }
}

}  // namespace
}  // namespace mimamori::vault
