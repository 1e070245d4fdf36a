// SPDX-License-Identifier: Apache-2.0
#include "services/visit/domain/opening_hours.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "services/platform/core/error.hpp"
#include "services/visit/domain/check_in.hpp"
#include "services/visit/domain/service_day.hpp"

namespace mimamori::visit {
namespace {

enum Day : int { kMon, kTue, kWed, kThu, kFri, kSat, kSun };

OpenSpan On(int day, std::string_view text) { return ParseOpenSpan(day, text).value(); }

// "2026-11-20T18:00" by the wall clock there.
absl::Time At(const char* text, const absl::TimeZone& zone) {
  absl::Time time;
  EXPECT_TRUE(absl::ParseTime("%Y-%m-%dT%H:%M", text, zone, &time, nullptr)) << text;
  return time;
}

// 20 November 2026 is a Friday.
const std::vector<OpenSpan> kIzakaya = {On(kFri, "11:30-14:00"), On(kFri, "18:00-29:00"), On(kSat, "18:00-24:00")};
const std::vector<OpenSpan> kSundayNight = {On(kSun, "20:00-26:00")};
const std::vector<OpenSpan> kAroundTheClock = {On(kFri, "00:00-24:00"), On(kSat, "00:00-24:00")};

TEST(IsWithinHours, FollowsTheWallClockOfTheVenue) {
  const absl::TimeZone tokyo = LoadZone("Asia/Tokyo").value();
  const std::vector<OpenSpan> unknown;
  const struct {
    const char* name;
    const std::vector<OpenSpan>& hours;
    const char* arrival;
    bool within;
  } cases[] = {
      {"not known", unknown, "2026-11-22T04:00", true},
      {"at noon", kIzakaya, "2026-11-20T12:00", true},
      {"at the opening", kIzakaya, "2026-11-20T11:30", true},
      {"a minute before", kIzakaya, "2026-11-20T11:29", false},
      {"the minute before the closing", kIzakaya, "2026-11-20T13:59", true},
      {"at the closing", kIzakaya, "2026-11-20T14:00", false},
      {"between lunch and dinner", kIzakaya, "2026-11-20T16:00", false},
      {"in the evening", kIzakaya, "2026-11-20T23:59", true},
      {"past midnight, of the evening before", kIzakaya, "2026-11-21T00:00", true},
      {"before the night ends", kIzakaya, "2026-11-21T04:59", true},
      {"when the night ends", kIzakaya, "2026-11-21T05:00", false},
      {"at lunch on a day without lunch", kIzakaya, "2026-11-21T12:00", false},
      {"on a day that is not told", kIzakaya, "2026-11-22T19:00", false},
      {"a night that ends at midnight", kIzakaya, "2026-11-22T00:00", false},
      {"the same hour a week later", kIzakaya, "2026-11-27T12:00", true},
      {"a Monday that is Sunday's night", kSundayNight, "2026-11-23T01:59", true},
      {"a Monday after Sunday's night", kSundayNight, "2026-11-23T02:00", false},
      {"days that touch", kAroundTheClock, "2026-11-21T00:00", true},
      {"after them", kAroundTheClock, "2026-11-22T00:00", false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(IsWithinHours(c.hours, At(c.arrival, tokyo), tokyo, {}), c.within);
  }
  EXPECT_FALSE(IsWithinHours(kIzakaya, At("2026-11-20T12:00", tokyo), LoadZone("Europe/Berlin").value(), {}))
      << "noon in Tokyo is four in the morning in Berlin";
}

TEST(IsWithinHours, ToleratesWhatThePolicySays) {
  const absl::TimeZone tokyo = LoadZone("Asia/Tokyo").value();
  const HoursTolerance tolerance{.early = absl::Minutes(30), .late = absl::Minutes(45)};
  const std::vector<OpenSpan> midnight = {On(kSat, "00:00-02:00")};
  const std::vector<OpenSpan> six = {On(kFri, "18:00-30:00")};
  const struct {
    const char* name;
    const std::vector<OpenSpan>& hours;
    const char* arrival;
    bool within;
  } cases[] = {
      {"early", kIzakaya, "2026-11-20T11:00", true},
      {"too early", kIzakaya, "2026-11-20T10:59", false},
      {"late", kIzakaya, "2026-11-20T14:44", true},
      {"too late", kIzakaya, "2026-11-20T14:45", false},
      {"early on the day before", midnight, "2026-11-20T23:30", true},
      {"too early on the day before", midnight, "2026-11-20T23:29", false},
      {"late on the next day", six, "2026-11-21T06:44", true},
      {"too late on the next day", six, "2026-11-21T06:45", false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(IsWithinHours(c.hours, At(c.arrival, tokyo), tokyo, tolerance), c.within);
  }
}

// The clocks in Berlin go from 02:00 CET to 03:00 CEST on Sunday 29 March 2026, and from 03:00 CEST to 02:00 CET on Sunday
// 25 October 2026.
TEST(IsWithinHours, KeepsNightsWithAChangeOfTheClocks) {
  const absl::TimeZone berlin = LoadZone("Europe/Berlin").value();
  const struct {
    const char* name;
    const char* hours;  // of Saturday, unless the case is about Sunday
    int day;
    const char* utc;
    bool within;
  } cases[] = {
      {"spring: open until three, a minute before", "20:00-27:00", kSat, "2026-03-29T00:59", true},
      {"spring: open until three, which comes after an hour less", "20:00-27:00", kSat, "2026-03-29T01:00", false},
      {"spring: closes at half past two, which is skipped", "20:00-26:30", kSat, "2026-03-29T00:59", true},
      {"spring: and so with the change", "20:00-26:30", kSat, "2026-03-29T01:00", false},
      {"spring: open until four", "20:00-28:00", kSat, "2026-03-29T01:59", true},
      {"spring: closed at four, an hour after the change", "20:00-28:00", kSat, "2026-03-29T02:00", false},
      {"spring: opens at half past two, which is skipped", "02:30-05:00", kSun, "2026-03-29T01:00", true},
      {"spring: and not before the change", "02:30-05:00", kSun, "2026-03-29T00:59", false},
      {"spring: open at ten as on every day", "10:00-20:00", kSun, "2026-03-29T08:00", true},
      {"spring: closed before ten", "10:00-20:00", kSun, "2026-03-29T07:59", false},
      {"autumn: open until half past two, the first time", "20:00-26:30", kSat, "2026-10-25T00:29", true},
      {"autumn: between the two", "20:00-26:30", kSat, "2026-10-25T00:45", true},
      {"autumn: until the second time", "20:00-26:30", kSat, "2026-10-25T01:29", true},
      {"autumn: and no longer", "20:00-26:30", kSat, "2026-10-25T01:30", false},
      {"autumn: opens at half past two, the first time", "02:30-05:00", kSun, "2026-10-25T00:30", true},
      {"autumn: open at ten as on every day", "10:00-20:00", kSun, "2026-10-25T09:00", true},
      {"autumn: closed before ten", "10:00-20:00", kSun, "2026-10-25T08:59", false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const std::vector<OpenSpan> hours = {On(c.day, c.hours)};
    EXPECT_EQ(IsWithinHours(hours, At(c.utc, absl::UTCTimeZone()), berlin, {}), c.within);
  }
}

TEST(ParseOpenSpan, ReadsWhatTheVenueServiceWrites) {
  EXPECT_EQ(On(kFri, "18:00-29:30"), (OpenSpan{.day = 4, .opens = 1080, .closes = 1770}));
  for (const char* text : {"", "18:00", "18:00-", "8:00-19:00", "18:00-18:00", "24:00-25:00", "18:00-30:01", "18:00-17:00",
                           "18:60-19:00", "18.00-19:00", "18:00 19:00", "18:00-29:300", "ab:cd-ef:gh"}) {
    SCOPED_TRACE(text);
    EXPECT_EQ(platform::ReasonOf(ParseOpenSpan(0, text).status()), "BAD_OPENING_HOURS");
  }
}

TEST(OpenStay, MarksAnArrivalOutOfHoursAndRefusesNone) {
  const absl::TimeZone tokyo = LoadZone("Asia/Tokyo").value();
  const StayPolicy policy{.longest_stay = absl::Minutes(1425), .offline_limit = absl::Hours(24),
                          .clock_skew = absl::Minutes(2), .service_day_starts_hour = 5, .longest_kept = {},
                          .hours_tolerance = {.early = absl::Minutes(30), .late = {}}};
  const PlaceTerms place{.venue = VenueId(7), .space = 0, .zone = tokyo, .typical_stay = absl::Minutes(90),
                         .hours = kIzakaya};
  const absl::Time noon = At("2026-11-20T12:00", tokyo);
  const struct {
    const char* name;
    const char* now;
    std::optional<absl::Duration> told;  // before now
    int marks;
  } cases[] = {
      {"within", "2026-11-20T12:00", {}, kNoMark},
      {"a little early", "2026-11-20T11:00", {}, kNoMark},
      {"too late", "2026-11-20T14:00", {}, kOutOfHours},
      {"told later, of a time within", "2026-11-20T16:00", absl::Hours(3), kOffline},
      {"told within, of a time out of hours", "2026-11-20T12:00", absl::Hours(5), kOffline | kOutOfHours},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const absl::Time now = At(c.now, tokyo);
    Arrival arrival{.request = RequestId(platform::TimeOrderedUuid(now)), .told = {}};
    if (c.told) arrival.told = now - *c.told;
    const auto opening = OpenStay(arrival, place, now, policy);
    ASSERT_TRUE(opening.ok()) << opening.status();
    EXPECT_EQ(opening->marks, c.marks);
  }
  PlaceTerms unknown = place;
  unknown.hours = {};
  const absl::Time night = noon - absl::Hours(8);
  EXPECT_EQ(OpenStay({.request = RequestId(platform::TimeOrderedUuid(night)), .told = {}}, unknown, night, policy)->marks,
            kNoMark);
}

}  // namespace
}  // namespace mimamori::visit
