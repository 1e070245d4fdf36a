// SPDX-License-Identifier: Apache-2.0
#include "services/visit/domain/overlap.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::visit {
namespace {

const absl::Time kTen = absl::FromUnixSeconds(1795226400);  // a whole minute
absl::Time Minute(int minutes) { return kTen + absl::Minutes(minutes); }

TEST(OverlapMinutes, CountsWholeMinutesOfHalfOpenIntervals) {
  const struct {
    const char* name;
    absl::Time arrived, until, from, to;
    int minutes;
  } cases[] = {
      {"inside", Minute(10), Minute(20), Minute(0), Minute(60), 10},
      {"around", Minute(-10), Minute(100), Minute(0), Minute(60), 60},
      {"from before", Minute(-10), Minute(5), Minute(0), Minute(60), 5},
      {"until after", Minute(50), Minute(90), Minute(0), Minute(60), 10},
      {"the same", Minute(0), Minute(60), Minute(0), Minute(60), 60},
      {"touches the start", Minute(-30), Minute(0), Minute(0), Minute(60), 0},
      {"touches the end", Minute(60), Minute(90), Minute(0), Minute(60), 0},
      {"before", Minute(-30), Minute(-10), Minute(0), Minute(60), 0},
      {"after", Minute(70), Minute(90), Minute(0), Minute(60), 0},
      {"59 seconds are no minute", Minute(0), Minute(1) - absl::Seconds(1), Minute(0), Minute(60), 0},
      {"60 seconds are one", Minute(0), Minute(1), Minute(0), Minute(60), 1},
      {"119 seconds are one", Minute(0), Minute(2) - absl::Seconds(1), Minute(0), Minute(60), 1},
      {"an empty stay", Minute(5), Minute(5), Minute(0), Minute(60), 0},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(OverlapMinutes(c.arrived, c.until, c.from, c.to), c.minutes);
  }
}

OverlapQuestion Hour(int margin = 0, int tail = 0, int least = 1) {
  return {.venue = VenueId(1), .start = Minute(0), .end = Minute(60), .margin = absl::Minutes(margin),
          .tail = absl::Minutes(tail), .least = absl::Minutes(least)};
}

Stay StayOf(char person, int from, int until, Ending ending = Ending::kByHand) {
  Stay stay;
  stay.key.service_day = absl::CivilDay(2026, 11, 21);
  stay.pseudonym.bytes = std::string(16, person);
  stay.arrived_at = Minute(from);
  stay.matched_until = Minute(until);
  stay.ending = ending;
  stay.verified = true;
  stay.sealed_contact = std::string(1, person) + std::to_string(from);
  return stay;
}

std::vector<Overlap> Fold(const OverlapQuestion& question, const std::vector<Stay>& stays) {
  OverlapFold fold(question);
  std::vector<Overlap> overlaps;
  for (const Stay& stay : stays) {
    if (auto overlap = fold.Add(stay)) overlaps.push_back(*std::move(overlap));
  }
  if (auto overlap = fold.Finish()) overlaps.push_back(*std::move(overlap));
  return overlaps;
}

TEST(CheckQuestion, RefusesWhatCannotBeAnswered) {
  const struct {
    const char* name;
    OverlapQuestion question;
    const char* reason;
  } cases[] = {
      {"an hour", Hour(), ""},
      {"widest", Hour(240, 60, 1440), ""},
      {"empty", {.venue = {}, .start = Minute(0), .end = Minute(0)}, "EMPTY_WINDOW"},
      {"backwards", {.venue = {}, .start = Minute(1), .end = Minute(0)}, "EMPTY_WINDOW"},
      {"14 days", {.venue = {}, .start = Minute(0), .end = Minute(14 * 1440)}, ""},
      {"more than 14 days", {.venue = {}, .start = Minute(0), .end = Minute(14 * 1440 + 1)}, "WINDOW_TOO_LONG"},
      {"margin too wide", Hour(241), "BAD_MINUTES"},
      {"margin negative", Hour(-1), "BAD_MINUTES"},
      {"tail too long", Hour(0, 61), "BAD_MINUTES"},
      {"least of nothing", Hour(0, 0, 0), "BAD_MINUTES"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(platform::ReasonOf(CheckQuestion(c.question)), c.reason);
  }
}

TEST(OverlapFold, TellsEachPersonOnceAndAddsTheMinutes) {
  const auto overlaps = Fold(Hour(), {StayOf('a', 0, 10), StayOf('a', 30, 50), StayOf('b', 59, 90)});
  ASSERT_EQ(overlaps.size(), 2u);
  EXPECT_EQ(overlaps[0].minutes, 30);
  EXPECT_EQ(overlaps[0].stay_start, Minute(0)) << "the mail tells the first stay";
  EXPECT_EQ(overlaps[0].stay_end, Minute(10));
  EXPECT_EQ(overlaps[0].sealed_contact, "a30") << "the newest contact is the likeliest to reach her";
  EXPECT_EQ(overlaps[1].minutes, 1);
}

TEST(OverlapFold, KeepsDaysOfOnePseudonymApart) {
  Stay next_day = StayOf('a', 30, 50);
  next_day.key.service_day += 1;
  EXPECT_EQ(Fold(Hour(), {StayOf('a', 0, 10), next_day}).size(), 2u);
}

TEST(OverlapFold, WidensTheWindowByMarginAndTail) {
  const std::vector<Stay> early{StayOf('a', -20, -10)};
  const std::vector<Stay> late{StayOf('b', 75, 80)};
  EXPECT_TRUE(Fold(Hour(), early).empty());
  EXPECT_EQ(Fold(Hour(15), early).at(0).minutes, 5);
  EXPECT_TRUE(Fold(Hour(15), late).empty());
  EXPECT_EQ(Fold(Hour(15, 30), late).at(0).minutes, 5);
  EXPECT_TRUE(Fold(Hour(0, 30), early).empty()) << "air stays after, not before";
}

TEST(OverlapFold, LeavesOutShorterOverlapsThanTheLeast) {
  EXPECT_TRUE(Fold(Hour(0, 0, 15), {StayOf('a', 0, 14)}).empty());
  EXPECT_EQ(Fold(Hour(0, 0, 15), {StayOf('a', 0, 15)}).size(), 1u);
}

TEST(OverlapFold, NamesTheStayWhoseContactItCarries) {
  Stay first = StayOf('a', 0, 10), second = StayOf('a', 30, 50), short_one = StayOf('a', 60, 60);
  first.key.stay_id = 1;
  second.key.stay_id = 2;
  short_one.key.stay_id = 3;
  const auto overlaps = Fold(Hour(), {first, second, short_one});
  ASSERT_EQ(overlaps.size(), 1u);
  EXPECT_EQ(overlaps[0].sealed_contact, second.sealed_contact);
  EXPECT_EQ(overlaps[0].contact_stay_id, 2);
}

TEST(OverlapFold, CountsStaysInTheSpaceBeforeThoseAroundIt) {
  OverlapQuestion table = Hour();
  table.scope = SpaceScope{.space = 5, .within = {5, 8}, .around = {2, 0}};
  const auto stay_in = [](int space, int from, int until, bool verified = true) {
    Stay stay = StayOf('a', from, until);
    stay.space = space;
    stay.verified = verified;
    return stay;
  };
  const struct {
    const char* name;
    std::vector<Stay> stays;
    int minutes;
    bool verified, place_assumed;
  } cases[] = {
      {"in it", {stay_in(5, 0, 10)}, 10, true, false},
      {"within it", {stay_in(8, 0, 10)}, 10, true, false},
      {"both", {stay_in(5, 0, 10), stay_in(8, 10, 30)}, 30, true, false},
      {"around it", {stay_in(2, 0, 10), stay_in(0, 10, 30)}, 30, true, true},
      {"around, then in it", {stay_in(0, 0, 10), stay_in(5, 10, 30)}, 20, true, false},
      {"in it, then around", {stay_in(5, 0, 10), stay_in(0, 10, 30)}, 10, true, false},
      {"verified around, somebody typed it in", {stay_in(0, 0, 10), stay_in(5, 10, 30, false)}, 10, true, true},
      {"somebody typed it in, verified around", {stay_in(5, 0, 10, false), stay_in(0, 10, 30)}, 20, true, true},
      {"unverified around, then in it", {stay_in(0, 0, 10, false), stay_in(5, 10, 30, false)}, 20, false, false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto overlaps = Fold(table, c.stays);
    ASSERT_EQ(overlaps.size(), 1u);
    EXPECT_EQ(overlaps[0].minutes, c.minutes);
    EXPECT_EQ(overlaps[0].verified, c.verified);
    EXPECT_EQ(overlaps[0].place_assumed, c.place_assumed);
    EXPECT_EQ(overlaps[0].stays, static_cast<int>(c.stays.size()));
  }
  EXPECT_FALSE(Fold(Hour(), {stay_in(0, 0, 10)}).at(0).place_assumed) << "the venue as a whole";
}

// Anybody can type her address into a stay: it must change nothing of hers.
TEST(OverlapFold, LetsUnverifiedStaysOfTheSameAddressTouchNoVerifiedOne) {
  Stay typed = StayOf('a', 0, 50, Ending::kOpen), typed_later = StayOf('a', 55, 60, Ending::kOpen);
  typed.verified = typed_later.verified = false;
  const Stay hers = StayOf('a', 20, 30);
  for (const auto& stays :
       {std::vector{typed, hers, typed_later}, std::vector{typed, hers}, std::vector{hers, typed_later}}) {
    const auto overlaps = Fold(Hour(), stays);
    ASSERT_EQ(overlaps.size(), 1u);
    EXPECT_TRUE(overlaps[0].verified);
    EXPECT_EQ(overlaps[0].minutes, 10);
    EXPECT_EQ(overlaps[0].stay_start, Minute(20));
    EXPECT_EQ(overlaps[0].sealed_contact, hers.sealed_contact);
    EXPECT_EQ(overlaps[0].confidence, Confidence::kCheckedOut);
  }
  const auto unverified = Fold(Hour(), {typed, typed_later});
  EXPECT_FALSE(unverified.at(0).verified);
  EXPECT_EQ(unverified.at(0).minutes, 55);
}

TEST(OverlapFold, TellsTheWeakestConfidence) {
  const Stay open = StayOf('a', 20, 30, Ending::kOpen);
  Stay odd = StayOf('b', 0, 10, Ending::kAutomatic);
  odd.marks = kOutOfHours;
  const auto overlaps = Fold(Hour(), {StayOf('a', 0, 10), open, odd});
  EXPECT_EQ(overlaps.at(0).confidence, Confidence::kAssumed);
  EXPECT_TRUE(overlaps.at(0).verified);
  EXPECT_FALSE(overlaps.at(0).marked);
  EXPECT_EQ(overlaps.at(1).confidence, Confidence::kAutomatic);
  EXPECT_TRUE(overlaps.at(1).marked);
}

TEST(OverlapFold, CountsTheStaysItFindsAndThoseOutOfHours) {
  Stay odd = StayOf('a', 10, 20), typed = StayOf('a', 5, 50), typed_odd = StayOf('b', 0, 10);
  odd.marks = kOutOfHours | kOffline;
  typed.verified = typed_odd.verified = false;
  typed_odd.marks = kOutOfHours;
  Stay offline = StayOf('b', 20, 30);
  offline.marks = kOffline;
  const auto overlaps = Fold(Hour(), {StayOf('a', 0, 5), typed, odd, StayOf('a', 60, 90), typed_odd, offline});
  EXPECT_EQ(overlaps.at(0).stays, 3) << "also what is not verified, but not what does not overlap";
  EXPECT_EQ(overlaps.at(0).stays_out_of_hours, 1);
  EXPECT_FALSE(overlaps.at(0).marked);
  EXPECT_EQ(overlaps.at(1).stays, 2) << "also those before the first verified one";
  EXPECT_EQ(overlaps.at(1).stays_out_of_hours, 1);
  EXPECT_FALSE(overlaps.at(1).marked);
}

TEST(OverlapFold, CountsWhatWasSetApartSentLateOrEnteredByStaff) {
  Stay guest = StayOf('a', 0, 10), burst = StayOf('a', 5, 15), late = StayOf('b', 0, 10), fine = StayOf('b', 20, 30);
  fine.marks = kPresent;
  guest.marks = kGuest;
  burst.marks = kSetApart;
  guest.verified = burst.verified = false;
  late.marks = kOffline | kSetApart;
  const auto overlaps = Fold(Hour(), {guest, burst, late, fine});
  EXPECT_EQ(overlaps.at(0).stays_guest, 1);
  EXPECT_EQ(overlaps.at(0).stays_set_apart, 1);
  EXPECT_EQ(overlaps.at(0).stays_offline, 0);
  EXPECT_FALSE(overlaps.at(0).marked) << "one of them was not set apart";
  EXPECT_EQ(overlaps.at(0).stays_present, 0);
  EXPECT_EQ(overlaps.at(1).stays_present, 1);
  EXPECT_EQ(overlaps.at(1).stays_offline, 1);
  EXPECT_FALSE(overlaps.at(1).marked);
  EXPECT_TRUE(Fold(Hour(), {burst}).at(0).marked);
}

TEST(OverlapFold, TellsTheLargestCompanyOfTheStaysThatCount) {
  Stay two = StayOf('a', 0, 10), three = StayOf('a', 20, 30), typed = StayOf('a', 40, 50);
  two.people = 2;
  three.people = 3;
  typed.people = 50;
  typed.verified = false;
  EXPECT_EQ(Fold(Hour(), {two, three, typed}).at(0).people, 3);
  typed.arrived_at = Minute(0);
  EXPECT_EQ(Fold(Hour(), {typed, two}).at(0).people, 2) << "a stay that anybody typed makes no crowd of her";
  EXPECT_EQ(Fold(Hour(), {StayOf('a', 0, 10)}).at(0).people, 1);
}

}  // namespace
}  // namespace mimamori::visit
