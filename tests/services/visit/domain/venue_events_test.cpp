// SPDX-License-Identifier: Apache-2.0
#include "services/visit/domain/venue_events.hpp"

#include <gtest/gtest.h>

#include "services/visit/domain/check_in.hpp"
#include "services/visit/domain/service_day.hpp"

namespace mimamori::visit {
namespace {

const absl::TimeZone kTokyo = LoadZone("Asia/Tokyo").value();
const absl::Time kNoon = absl::FromCivil(absl::CivilHour(2026, 11, 21, 12), kTokyo);
const StayPolicy kPolicy{.longest_stay = absl::Minutes(1425), .offline_limit = absl::Hours(24),
                         .clock_skew = absl::Minutes(2), .service_day_starts_hour = 5};
absl::Time In(int minutes) { return kNoon + absl::Minutes(minutes); }

// From noon for four hours, an hour of it with a second event, and what was called off.
std::vector<EventTerms> ADay() {
  return {{.number = 1, .display_name = "市", .start = In(0), .end = In(240)},
          {.number = 2, .display_name = "音楽会", .start = In(60), .end = In(120), .check_out_at_end = true},
          {.number = 3, .display_name = "中止", .start = In(60), .end = In(300), .cancelled = true}};
}

TEST(EventAt, IsTheOneThatBeganLast) {
  const struct {
    int minutes;
    int32_t event;
  } cases[] = {{-1, 0}, {0, 1}, {59, 1}, {60, 2}, {119, 2}, {120, 1}, {239, 1}, {240, 0}, {270, 0}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.minutes);
    const std::vector<EventTerms> events = ADay();
    const EventTerms* const event = EventAt(events, In(c.minutes));
    EXPECT_EQ(event == nullptr ? 0 : event->number, c.event);
  }
  std::vector<EventTerms> twins = ADay();
  twins[2].cancelled = false;
  EXPECT_EQ(EventAt(twins, In(60))->number, 3) << "of those that began together the one that was entered last";
  EXPECT_EQ(EventAt({}, kNoon), nullptr);
}

TEST(Events, ChangeOneByOne) {
  const auto after = Merge(ADay(), {{.number = 4, .display_name = "新"}, {.number = 2, .display_name = "延期"}});
  ASSERT_EQ(after.size(), 4u);
  EXPECT_EQ(FindEvent(after, 1)->display_name, "市");
  EXPECT_EQ(FindEvent(after, 2)->display_name, "延期");
  EXPECT_EQ(FindEvent(after, 4)->display_name, "新");
  EXPECT_EQ(FindEvent(after, 5), nullptr);
}

TEST(OpenStay, CarriesTheEventItBeginsWithinAndEndsWithItWhereThatIsSo) {
  const std::vector<EventTerms> events = ADay();
  PlaceTerms place{.venue = VenueId(7), .space = 0, .zone = kTokyo, .typical_stay = absl::Minutes(90)};
  place.events = events;
  place.automatic_check_out = absl::Minutes(30);
  const struct {
    const char* name;
    int arrives;
    int32_t event;
    int ends;
    Ending ending;
  } cases[] = {
      {"before", -10, 0, 20, Ending::kTimed},
      {"within one that keeps nobody", 30, 1, 60, Ending::kTimed},
      {"within one that ends its stays", 70, 2, 120, Ending::kTimed},
      {"a minute before its end", 119, 2, 120, Ending::kTimed},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const RequestId request(platform::TimeOrderedUuid(In(c.arrives)));
    const auto opening = OpenStay({.request = request, .told = {}}, place, In(c.arrives), kPolicy);
    ASSERT_TRUE(opening.ok()) << opening.status();
    EXPECT_EQ(opening->event, c.event);
    EXPECT_EQ(opening->matched_until, In(c.ends));
    EXPECT_EQ(opening->ending, c.ending);
  }
  place.automatic_check_out = {};
  const RequestId early(platform::TimeOrderedUuid(In(30)));
  EXPECT_EQ(OpenStay({.request = early, .told = {}}, place, In(30), kPolicy)->ending, Ending::kOpen);
  EXPECT_EQ(ExtendedUntil(In(30), In(70), place, kPolicy), In(120)) << "scanned again within it";
  std::vector<EventTerms> festival = ADay();
  festival[1].end = In(60 * 48);
  place.events = festival;
  const RequestId there(platform::TimeOrderedUuid(In(70)));
  EXPECT_EQ(OpenStay({.request = there, .told = {}}, place, In(70), kPolicy)->matched_until, In(70 + 1425))
      << "never beyond the longest stay";
}

}  // namespace
}  // namespace mimamori::visit
