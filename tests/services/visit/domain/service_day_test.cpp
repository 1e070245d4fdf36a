// SPDX-License-Identifier: Apache-2.0
#include "services/visit/domain/service_day.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::visit {
namespace {

absl::Time At(const char* text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, &error)) << text << ": " << error;
  return time;
}

TEST(ServiceDay, RunsFromFiveToFiveOnTheVenuesClock) {
  const struct {
    const char* name;
    const char* time;
    const char* zone;
    const char* day;
  } cases[] = {
      {"an afternoon", "2026-11-21T15:00:00+09:00", "Asia/Tokyo", "2026-11-21"},
      {"a second before five", "2026-11-21T04:59:59+09:00", "Asia/Tokyo", "2026-11-20"},
      {"five sharp", "2026-11-21T05:00:00+09:00", "Asia/Tokyo", "2026-11-21"},
      {"after midnight belongs to the evening", "2026-11-22T00:30:00+09:00", "Asia/Tokyo", "2026-11-21"},
      {"new year's night", "2027-01-01T03:00:00+09:00", "Asia/Tokyo", "2026-12-31"},
      {"UTC's date does not matter", "2026-11-20T20:00:00Z", "Asia/Tokyo", "2026-11-21"},
      {"before five on the night clocks go back", "2026-10-25T04:30:00+01:00", "Europe/Berlin", "2026-10-24"},
      {"after five on the night clocks go back", "2026-10-25T05:00:00+01:00", "Europe/Berlin", "2026-10-25"},
      {"before five on the night clocks go forward", "2026-03-29T04:59:59+02:00", "Europe/Berlin", "2026-03-28"},
      {"after five on the night clocks go forward", "2026-03-29T05:00:00+02:00", "Europe/Berlin", "2026-03-29"},
      {"half-hour zones", "2026-11-21T04:59:59+05:45", "Asia/Kathmandu", "2026-11-20"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(FormatDay(ServiceDayOf(At(c.time), *LoadZone(c.zone), 5)), c.day);
  }
}

TEST(ServiceDay, IsWrittenAndRead) {
  EXPECT_EQ(ParseDay("2026-11-21").value(), absl::CivilDay(2026, 11, 21));
  for (const char* text : {"", "2026-11", "2026-13-01", "2026-11-31", "21.11.2026", "2026-11-21T00", " 2026-11-2"}) {
    SCOPED_TRACE(text);
    EXPECT_EQ(platform::ReasonOf(ParseDay(text).status()), "MALFORMED_DATE");
  }
}

TEST(ServiceDay, RefusesAZoneThatDoesNotExist) {
  EXPECT_EQ(platform::ReasonOf(LoadZone("Asia/Osaka").status()), "UNKNOWN_TIME_ZONE");
}

}  // namespace
}  // namespace mimamori::visit
