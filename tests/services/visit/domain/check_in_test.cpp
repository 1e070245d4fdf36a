// SPDX-License-Identifier: Apache-2.0
#include "services/visit/domain/check_in.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"
#include "services/visit/domain/burst.hpp"
#include "services/visit/domain/service_day.hpp"

namespace mimamori::visit {
namespace {

const absl::TimeZone kTokyo = LoadZone("Asia/Tokyo").value();
const absl::Time kNoon = absl::FromCivil(absl::CivilHour(2026, 11, 21, 12), kTokyo);
const StayPolicy kPolicy{.longest_stay = absl::Minutes(1425), .offline_limit = absl::Hours(24),
                         .clock_skew = absl::Minutes(2), .service_day_starts_hour = 5};
const PlaceTerms kCafe{.venue = VenueId(7), .space = 0, .zone = kTokyo, .typical_stay = absl::Minutes(90)};

// With automatic check-out after so many minutes.
PlaceTerms Ruled(int minutes) {
  PlaceTerms place = kCafe;
  place.automatic_check_out = absl::Minutes(minutes);
  return place;
}

// A stay from noon that a rule ends after so many minutes.
Stay Timed(int minutes) {
  Stay stay;
  stay.arrived_at = kNoon;
  stay.matched_until = kNoon + absl::Minutes(minutes);
  stay.ending = Ending::kTimed;
  return stay;
}

RequestId RequestAt(absl::Time time) { return RequestId(platform::TimeOrderedUuid(time)); }

TEST(OpenStay, JudgesRequestAndArrival) {
  const struct {
    const char* name;
    absl::Duration requested;              // relative to now
    std::optional<absl::Duration> told;    // relative to now
    const char* reason;                    // empty when the stay opens
    const char* field;
  } cases[] = {
      {"now", {}, {}, "", ""},
      {"the phone runs fast", absl::Minutes(2), absl::Minutes(2), "", ""},
      {"the phone runs too fast", absl::Minutes(3), {}, "ARRIVAL_IN_FUTURE", "request_id"},
      {"told for tomorrow", {}, absl::Hours(24), "ARRIVAL_IN_FUTURE", "arrive_time"},
      {"scanned in a basement this morning", -absl::Hours(3), -absl::Hours(3), "", ""},
      {"the oldest offline arrival", -absl::Hours(24), -absl::Hours(24), "", ""},
      {"told for the day before yesterday", {}, -absl::Hours(25), "ARRIVAL_TOO_OLD", "arrive_time"},
      {"an old request", -absl::Hours(24) - absl::Seconds(1), {}, "ARRIVAL_TOO_OLD", "request_id"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    Arrival arrival{.request = RequestAt(kNoon + c.requested), .told = {}};
    if (c.told) arrival.told = kNoon + *c.told;
    const auto opening = OpenStay(arrival, kCafe, kNoon, kPolicy);
    EXPECT_EQ(platform::ReasonOf(opening.status()), c.reason);
    EXPECT_EQ(platform::FieldOf(opening.status()), c.field);
  }
}

TEST(OpenStay, NeedsATimeInTheRequestId) {
  const auto opening = OpenStay({.request = RequestId::Random(), .told = {}}, kCafe, kNoon, kPolicy);
  EXPECT_EQ(platform::ReasonOf(opening.status()), "REQUEST_ID_NOT_TIMED");
}

TEST(OpenStay, KeepsNoFinerTimeThanMinutesAndNoneInTheFuture) {
  const auto late = OpenStay({.request = RequestAt(kNoon), .told = kNoon + absl::Seconds(90)}, kCafe,
                             kNoon + absl::Seconds(59), kPolicy);
  ASSERT_TRUE(late.ok()) << late.status();
  EXPECT_EQ(late->arrived_at, kNoon);
  EXPECT_EQ(late->matched_until, kNoon + absl::Minutes(90));
}

TEST(OpenStay, FilesARetryAfterFiveUnderTheDayOfTheFirstTry) {
  const absl::Time five = absl::FromCivil(absl::CivilHour(2026, 11, 21, 5), kTokyo);
  const RequestId request = RequestAt(five - absl::Seconds(1));
  const auto first = OpenStay({.request = request, .told = {}}, kCafe, five - absl::Seconds(1), kPolicy);
  const auto again = OpenStay({.request = request, .told = {}}, kCafe, five + absl::Seconds(5), kPolicy);
  EXPECT_EQ(first->service_day, absl::CivilDay(2026, 11, 20));
  EXPECT_EQ(again->service_day, first->service_day);
}

TEST(OpenStay, FilesAnOfflineArrivalUnderTheDayOfTheArrivalAndMarksIt) {
  const auto opening = OpenStay({.request = RequestAt(kNoon), .told = kNoon - absl::Hours(10)}, kCafe, kNoon, kPolicy);
  EXPECT_EQ(opening->service_day, absl::CivilDay(2026, 11, 20));
  EXPECT_EQ(opening->marks, kOffline);
  EXPECT_EQ(OpenStay({.request = RequestAt(kNoon), .told = {}}, kCafe, kNoon, kPolicy)->marks, kNoMark);
}

TEST(OpenStay, NeverAssumesMoreThanTheLongestStay) {
  PlaceTerms hotel = kCafe;
  hotel.typical_stay = absl::Hours(48);
  EXPECT_EQ(OpenStay({.request = RequestAt(kNoon), .told = {}}, hotel, kNoon, kPolicy)->matched_until,
            kNoon + kPolicy.longest_stay);
}

TEST(OpenStay, EndsByTheVenuesRuleWhereThereIsOne) {
  const struct {
    const char* name;
    PlaceTerms place;
    int minutes;
    Ending ending;
  } cases[] = {
      {"no rule", kCafe, 90, Ending::kOpen},
      {"earlier than usual", Ruled(15), 15, Ending::kTimed},
      {"later than usual", Ruled(240), 240, Ending::kTimed},
      {"the longest rule", Ruled(1425), 1425, Ending::kTimed},
      {"a rule beyond the longest stay", Ruled(3000), 1425, Ending::kTimed},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto opening = OpenStay({.request = RequestAt(kNoon), .told = {}}, c.place, kNoon, kPolicy);
    ASSERT_TRUE(opening.ok()) << opening.status();
    EXPECT_EQ(opening->matched_until, kNoon + absl::Minutes(c.minutes));
    EXPECT_EQ(opening->ending, c.ending);
  }
}

TEST(Stay, IsOverAtTheMomentThatTheRuleSays) {
  Stay stay = Timed(15);
  EXPECT_FALSE(IsOver(stay, kNoon + absl::Minutes(15) - absl::Nanoseconds(1)));
  EXPECT_TRUE(IsOver(stay, kNoon + absl::Minutes(15)));
  stay.ending = Ending::kOpen;
  EXPECT_FALSE(IsOver(stay, kNoon + absl::Hours(5))) << "the typical stay is only assumed";
  stay.ending = Ending::kByHand;
  EXPECT_TRUE(IsOver(stay, kNoon));
}

TEST(LeftAt, OnlyShortensAStayThatARuleHasEnded) {
  const Stay stay = Timed(30);
  const auto at = [](int minutes) { return kNoon + absl::Minutes(minutes); };
  EXPECT_EQ(*LeftAt(at(20), stay, at(20), kPolicy), at(20)) << "before the rule";
  EXPECT_EQ(*LeftAt(at(40), stay, at(40), kPolicy), at(30)) << "after it";
  EXPECT_EQ(*LeftAt(at(10), stay, at(40), kPolicy), at(10)) << "shorter, after it";
}

TEST(ExtendedUntil, IsATypicalStayMoreButNeverBeyondTheLongest) {
  EXPECT_EQ(ExtendedUntil(kNoon, kNoon + absl::Minutes(60), kCafe, kPolicy), kNoon + absl::Minutes(150));
  EXPECT_EQ(ExtendedUntil(kNoon, kNoon + absl::Hours(23), kCafe, kPolicy), kNoon + absl::Minutes(1425));
  EXPECT_EQ(ExtendedUntil(kNoon, kNoon + absl::Seconds(119), Ruled(15), kPolicy), kNoon + absl::Minutes(16))
      << "the venue's rule begins anew, from the whole minute";
}

TEST(LeftAt, EndsAStayOnceAndThenOnlyShortensIt) {
  const absl::Time now = kNoon + absl::Minutes(60);
  const struct {
    const char* name;
    Ending before;
    absl::Duration until_before;
    absl::Duration told;
    absl::Duration left;  // all relative to the arrival
    const char* reason;
  } cases[] = {
      {"leaves now", Ending::kOpen, absl::Minutes(90), absl::Minutes(60), absl::Minutes(60), ""},
      {"left a while ago", Ending::kOpen, absl::Minutes(90), absl::Minutes(20), absl::Minutes(20), ""},
      {"stayed longer than assumed", Ending::kAutomatic, absl::Minutes(30), absl::Minutes(60), absl::Minutes(60), ""},
      {"shortens", Ending::kByHand, absl::Minutes(50), absl::Minutes(40), absl::Minutes(40), ""},
      {"may not lengthen what was ended", Ending::kByHand, absl::Minutes(40), absl::Minutes(60), absl::Minutes(40), ""},
      {"before arriving", Ending::kOpen, absl::Minutes(90), -absl::Minutes(1), {}, "DEPARTURE_BEFORE_ARRIVAL"},
      {"in the future", Ending::kOpen, absl::Minutes(90), absl::Minutes(63), {}, "DEPARTURE_IN_FUTURE"},
      {"in the same minute", Ending::kOpen, absl::Minutes(90), absl::Seconds(20), absl::ZeroDuration(), ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    Stay stay;
    stay.arrived_at = kNoon;
    stay.matched_until = kNoon + c.until_before;
    stay.ending = c.before;
    const auto left = LeftAt(kNoon + c.told, stay, now, kPolicy);
    EXPECT_EQ(platform::ReasonOf(left.status()), c.reason);
    if (left.ok()) {
      EXPECT_EQ(*left, kNoon + c.left);
    }
  }
}

TEST(PeopleOf, IsOneToFifty) {
  EXPECT_EQ(PeopleOf(0).value(), 1) << "not told";
  EXPECT_EQ(PeopleOf(1).value(), 1);
  EXPECT_EQ(PeopleOf(50).value(), 50);
  for (const int told : {-1, 51, 65537}) {
    EXPECT_EQ(platform::ReasonOf(PeopleOf(told).status()), "BAD_COUNT") << told;
    EXPECT_EQ(platform::FieldOf(PeopleOf(told).status()), "people");
  }
}

TEST(TrustOf, NamesTheWeakestSource) {
  EXPECT_EQ(TrustOf(kNoMark), Trust::kStatic);
  EXPECT_EQ(TrustOf(kOutOfHours | kSetApart), Trust::kStatic);
  EXPECT_EQ(TrustOf(kOffline), Trust::kOffline);
  EXPECT_EQ(TrustOf(kGuest | kOffline), Trust::kGuest);
  EXPECT_EQ(TrustOf(kPresent | kOutOfHours), Trust::kPresent);
  EXPECT_EQ(TrustOf(kPresent | kGuest), Trust::kGuest);
}

TEST(BurstCount, SetsApartWhatIsBeyondAMinutesShareOfOneVenue) {
  constexpr BurstPolicy kThree{.unconfirmed_per_minute = 3};
  const absl::Time minute = absl::FromUnixSeconds(1'795'237'200);
  BurstCount count;
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(count.Add(VenueId(7), minute + absl::Seconds(i), kThree));
  EXPECT_TRUE(count.Add(VenueId(7), minute + absl::Seconds(59), kThree));
  EXPECT_FALSE(count.Add(VenueId(8), minute + absl::Seconds(59), kThree)) << "another venue";
  EXPECT_EQ(count.size(), 2u);
  EXPECT_FALSE(count.Add(VenueId(7), minute + absl::Seconds(60), kThree)) << "the next minute";
  EXPECT_EQ(count.size(), 1u) << "and what was is forgotten";
}

TEST(OpenStay, KnowsWhoIsThereByTheKiosksMinute) {
  const struct {
    const char* name;
    std::optional<absl::Duration> shown;  // the minute of the code, relative to this one
    std::optional<absl::Duration> told;   // relative to now
    int16_t marks;
  } cases[] = {
      {"a code on the wall", {}, {}, kNoMark},
      {"this minute", absl::ZeroDuration(), {}, kPresent},
      {"the last", -absl::Minutes(1), {}, kPresent},
      {"the kiosk is ahead", absl::Minutes(1), {}, kPresent},
      {"she typed her address", -absl::Minutes(2), {}, kNoMark},
      {"far ahead", absl::Minutes(2), {}, kNoMark},
      {"told, as phones do", absl::ZeroDuration(), -absl::Seconds(50), kPresent},
      {"sent later, with the code of then", -absl::Hours(2), -absl::Hours(2), kOffline},
      {"sent later, with a code of now", absl::ZeroDuration(), -absl::Hours(2), kOffline},
  };
  StayPolicy policy = kPolicy;
  policy.kiosk = {.skew_minutes = 1, .accepted_minutes = 15};
  const absl::Time now = kNoon + absl::Seconds(59);
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    Arrival arrival{.request = RequestAt(now), .told = {}};
    if (c.told) arrival.told = now + *c.told;
    if (c.shown) arrival.shown_at = kNoon + *c.shown;
    EXPECT_EQ(OpenStay(arrival, kCafe, now, policy)->marks, c.marks);
  }
}

}  // namespace
}  // namespace mimamori::visit
