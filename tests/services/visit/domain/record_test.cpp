// SPDX-License-Identifier: Apache-2.0
#include "services/visit/domain/record.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"
#include "services/visit/domain/service_day.hpp"

namespace mimamori::visit {
namespace {

using platform::FieldOf;
using platform::ReasonOf;

const absl::Time kNoon = absl::FromCivil(absl::CivilHour(2026, 11, 21, 12), LoadZone("Asia/Tokyo").value());
const VenueId kCafe(7), kBar(8);
constexpr RecordPolicy kPolicy{.link = absl::Hours(1), .session = absl::Minutes(30), .links_at_once = 1,
                               .links_per_second = 1, .questions_shown_after = absl::Hours(24 * 14)};

Stay AStay(VenueId venue, absl::Time arrived, absl::Duration length, Ending ending = Ending::kByHand) {
  Stay stay;
  stay.key = {.service_day = absl::CivilDay(2026, 11, 21), .stay_id = 1};
  stay.venue = venue;
  stay.arrived_at = arrived;
  stay.matched_until = arrived + length;
  stay.ending = ending;
  return stay;
}

AskedWindow AWindow(const std::string& event, VenueId venue, absl::Time asked_at, bool for_mails = false) {
  return {.event = event, .venue = venue, .area = "271004", .for_mails = for_mails, .from = kNoon,
          .to = kNoon + absl::Hours(2), .asked_at = asked_at};
}

TEST(StayName, IsReadBackAndNothingElseIs) {
  const StayKey key{.service_day = absl::CivilDay(2026, 2, 28), .stay_id = 1234567890123};
  EXPECT_EQ(NameOf(key), "2026-02-28.1234567890123");
  EXPECT_EQ(ParseStayName(NameOf(key)).value(), key);
  for (const char* name : {"", ".", "2026-02-28", "2026-02-28.", "2026-02-30.1", "2026-02-28.x", "2026-02-28.1x",
                           "2026-02-28.-1", "2026-02-28 1", "2026-02-28.99999999999999999999"}) {
    SCOPED_TRACE(name);
    EXPECT_EQ(ReasonOf(ParseStayName(name).status()), "MALFORMED_ID");
    EXPECT_EQ(FieldOf(ParseStayName(name).status()), "stay");
  }
}

TEST(ClockAfter, IsTheFirstSuchTimeOnTheVenuesClock) {
  const auto tokyo = LoadZone("Asia/Tokyo").value();
  EXPECT_EQ(ClockAfter(kNoon, "13:30", tokyo).value(), kNoon + absl::Minutes(90));
  EXPECT_EQ(ClockAfter(kNoon, "12:00", tokyo).value(), kNoon);
  EXPECT_EQ(ClockAfter(kNoon, "01:00", tokyo).value(), kNoon + absl::Hours(13)) << "after midnight";
  EXPECT_EQ(ClockAfter(kNoon, "03:30", absl::UTCTimeZone()).value(), kNoon + absl::Minutes(30));
  for (const char* clock : {"", "1:00", "24:00", "12:60", "12-00", "ab:cd", "12:000"}) {
    SCOPED_TRACE(clock);
    EXPECT_EQ(ReasonOf(ClockAfter(kNoon, clock, tokyo).status()), "MALFORMED_TIME");
    EXPECT_EQ(FieldOf(ClockAfter(kNoon, clock, tokyo).status()), "leave_clock");
  }
}

TEST(GivableOf, OffersConfirmedStaysThatAreOverAndTouchTheTimeInQuestion) {
  const absl::Time from = kNoon, to = kNoon + absl::Hours(24), now = kNoon + absl::Hours(20);
  const absl::Duration minute = absl::Minutes(1);
  const struct {
    const char* name;
    absl::Time arrived;
    absl::Duration length;
    bool verified;
    bool offered;
  } cases[] = {
      {"within", kNoon + absl::Hours(1), absl::Hours(1), true, true},
      {"somebody may have typed her address", kNoon + absl::Hours(1), absl::Hours(1), false, false},
      {"ends in its first minute", kNoon - absl::Hours(1), absl::Hours(1) + minute, true, true},
      {"ends when it begins", kNoon - absl::Hours(1), absl::Hours(1), true, false},
      {"ends just now", now - absl::Hours(1), absl::Hours(1), true, true},
      {"goes on", now - absl::Hours(1), absl::Hours(1) + minute, true, false},
      {"no time at all counts for a minute", kNoon + absl::Hours(1), absl::ZeroDuration(), true, true},
      {"arrived this minute", now, absl::ZeroDuration(), true, false},
  };
  for (const auto& c : cases) {
    Stay stay = AStay(kCafe, c.arrived, c.length);
    stay.verified = c.verified;
    EXPECT_EQ(GivableOf({stay}, from, to, now, 9).size(), c.offered ? 1u : 0u) << c.name;
  }
  Stay late = AStay(kCafe, kNoon + absl::Hours(3), absl::Hours(1));
  late.verified = true;
  EXPECT_TRUE(GivableOf({late}, from, late.arrived_at, now, 9).empty()) << "begins when it is over";
  EXPECT_EQ(GivableOf({late, late, late}, from, to, now, 2).size(), 2u);
  EXPECT_EQ(EndOf(late), kNoon + absl::Hours(4));
}

TEST(ShortenedTo, OnlyEverMakesAStayShorter) {
  const Stay open = AStay(kCafe, kNoon, absl::Minutes(90), Ending::kOpen);
  const absl::Time now = kNoon + absl::Hours(1);
  EXPECT_EQ(ShortenedTo(kNoon + absl::Minutes(30), open, now).value(), kNoon + absl::Minutes(30));
  EXPECT_EQ(ShortenedTo(kNoon, open, now).value(), kNoon);
  EXPECT_EQ(ReasonOf(ShortenedTo(now + absl::Minutes(1), open, now).status()), "DEPARTURE_IN_FUTURE");
  const absl::Time later = kNoon + absl::Hours(5);
  EXPECT_EQ(ReasonOf(ShortenedTo(kNoon + absl::Minutes(91), open, later).status()), "DEPARTURE_NOT_EARLIER");
  EXPECT_EQ(ReasonOf(ShortenedTo(kNoon - absl::Minutes(1), open, later).status()), "DEPARTURE_NOT_EARLIER");
}

TEST(LeftAtClock, BelievesHerWhileTheStayIsOpenAndThenOnlyShortens) {
  const struct {
    const char* name;
    Ending ending;
    absl::Duration told, now;
    const char* reason;
    absl::Duration left;
  } cases[] = {
      {"before the assumed end", Ending::kOpen, absl::Minutes(30), absl::Hours(5), "", absl::Minutes(30)},
      {"after the assumed end", Ending::kOpen, absl::Hours(3), absl::Hours(5), "", absl::Hours(3)},
      {"after the longest stay", Ending::kOpen, absl::Hours(11), absl::Hours(20), "", absl::Hours(10)},
      {"not yet", Ending::kOpen, absl::Hours(6), absl::Hours(5), "DEPARTURE_IN_FUTURE", {}},
      {"ended, shorter", Ending::kByHand, absl::Minutes(30), absl::Hours(5), "", absl::Minutes(30)},
      {"ended, longer", Ending::kByHand, absl::Hours(3), absl::Hours(5), "DEPARTURE_NOT_EARLIER", {}},
      {"ended by another scan, longer", Ending::kAutomatic, absl::Hours(3), absl::Hours(5), "DEPARTURE_NOT_EARLIER", {}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const Stay stay = AStay(kCafe, kNoon, absl::Minutes(90), c.ending);
    const auto left = LeftAtClock(kNoon + c.told, stay, kNoon + c.now, absl::Hours(10));
    EXPECT_EQ(ReasonOf(left.status()), c.reason);
    if (left.ok()) {
      EXPECT_EQ(*left, kNoon + c.left);
    }
  }
}

TEST(LeftNow, EndsAnOpenStayAtThisMinute) {
  const auto left = [](Ending ending, absl::Duration now) {
    return LeftNow(AStay(kCafe, kNoon, absl::Minutes(90), ending), kNoon + now, absl::Hours(10)) - kNoon;
  };
  EXPECT_EQ(left(Ending::kOpen, absl::Seconds(1799)), absl::Minutes(29));
  EXPECT_EQ(left(Ending::kOpen, absl::Hours(3)), absl::Hours(3));
  EXPECT_EQ(left(Ending::kOpen, absl::Hours(20)), absl::Hours(10));
  EXPECT_EQ(left(Ending::kAutomatic, absl::Minutes(20)), absl::Minutes(90)) << "what has ended stays as it is";
  EXPECT_EQ(left(Ending::kTimed, absl::Minutes(20)), absl::Minutes(20)) << "the rule has not ended it yet";
  EXPECT_EQ(left(Ending::kTimed, absl::Minutes(100)), absl::Minutes(90));
}

TEST(QuestionsAbout, TellsWhatFoundAStayOnceItIsDecidedOrOld) {
  const std::vector<Stay> stays{AStay(kCafe, kNoon, absl::Hours(1))};
  const absl::Time asked = kNoon + absl::Hours(30);
  const absl::Time old = asked + absl::Hours(24 * 14);
  const struct {
    const char* name;
    std::vector<AskedWindow> windows;
    absl::Time now;
    size_t shown;
  } cases[] = {
      {"being looked into", {AWindow("a", kCafe, asked)}, old - absl::Seconds(1), 0},
      {"never decided", {AWindow("a", kCafe, asked)}, old, 1},
      {"decided", {AWindow("a", kCafe, asked), AWindow("a", kCafe, asked, true)}, asked, 1},
      {"another event is decided", {AWindow("a", kCafe, asked), AWindow("b", kBar, asked, true)}, asked, 0},
      {"asked again", {AWindow("a", kCafe, asked), AWindow("a", kCafe, asked + absl::Hours(1))}, old, 0},
      {"another venue", {AWindow("a", kBar, asked, true)}, old, 0},
      {"two events", {AWindow("a", kCafe, asked, true), AWindow("b", kCafe, asked, true)}, asked, 2},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(QuestionsAbout(stays, c.windows, c.now, kPolicy).size(), c.shown);
  }
}

TEST(QuestionsAbout, CountsTheMinutesAsASearchDoes) {
  const auto decided = std::vector{AWindow("a", kCafe, kNoon, true)};  // noon to 14:00
  const auto shown = [&](absl::Time arrived, absl::Duration length) {
    return QuestionsAbout({AStay(kCafe, arrived, length)}, decided, kNoon, kPolicy).size();
  };
  EXPECT_EQ(shown(kNoon - absl::Minutes(30), absl::Minutes(30)), 0u) << "touching ends";
  EXPECT_EQ(shown(kNoon - absl::Minutes(30), absl::Minutes(31)), 1u);
  EXPECT_EQ(shown(kNoon + absl::Hours(2), absl::Hours(1)), 0u);
}

TEST(QuestionsAbout, JoinsTheQuestionsOfAnEventLatestFirst) {
  const std::vector<Stay> stays{AStay(kCafe, kNoon + absl::Hours(1), absl::Hours(1)), AStay(kCafe, kNoon, absl::Minutes(20))};
  const auto shown = QuestionsAbout(stays,
                                    {AWindow("a", kCafe, kNoon + absl::Hours(30)), AWindow("b", kCafe, kNoon + absl::Hours(50), true),
                                     AWindow("a", kCafe, kNoon + absl::Hours(31), true)},
                                    kNoon + absl::Hours(60), kPolicy);
  ASSERT_EQ(shown.size(), 2u);
  EXPECT_EQ(shown[0].times, 1);
  EXPECT_EQ(shown[1].times, 2);
  EXPECT_TRUE(shown[1].mails);
  EXPECT_EQ(shown[1].stay_arrived, kNoon) << "the earliest";
  EXPECT_EQ(shown[1].first_asked, kNoon + absl::Hours(30));
  EXPECT_EQ(shown[1].last_asked, kNoon + absl::Hours(31));
  EXPECT_EQ(shown[1].area, "271004");
}

}  // namespace
}  // namespace mimamori::visit
