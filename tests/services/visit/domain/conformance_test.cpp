// SPDX-License-Identifier: Apache-2.0
// The rules of stays and windows as tables, a sentence a row, and against an oracle that looks at each moment.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fmt/format.h"
#include "services/visit/domain/check_in.hpp"
#include "services/visit/domain/overlap.hpp"
#include "services/visit/domain/service_day.hpp"
#include "tests/services/visit/support/overlap_oracle.hpp"

namespace mimamori::visit {
namespace {

absl::TimeZone Zone(const char* name) { return LoadZone(name).value(); }

// "2026-11-21 19:05", or with seconds, by the clock on the wall.
absl::Time At(const std::string& clock, const char* zone = "Asia/Tokyo") {
  absl::Time time;
  std::string error;
  const bool read = absl::ParseTime("%Y-%m-%d %H:%M:%S", clock, Zone(zone), &time, &error) ||
                    absl::ParseTime("%Y-%m-%d %H:%M", clock, Zone(zone), &time, &error);
  EXPECT_TRUE(read) << clock << ": " << error;
  return time;
}
absl::Time On21st(const std::string& clock) { return At("2026-11-21 " + clock); }

Stay StayOf(char person, absl::Time arrived, absl::Time until) {
  Stay stay;
  stay.key.service_day = absl::CivilDay(2026, 11, 21);
  stay.venue = VenueId(7);
  stay.pseudonym.bytes = std::string(16, person);
  stay.arrived_at = arrived;
  stay.matched_until = until;
  stay.ending = Ending::kByHand;
  stay.verified = true;
  return stay;
}

int MinutesIn(const OverlapQuestion& question, const std::vector<Stay>& stays) {
  FoldedAnswers folded(question);
  for (const Stay& stay : stays) folded.Add(stay);
  const auto answers = folded.Take();
  EXPECT_LE(answers.size(), 1u) << "one person, one day";
  return answers.empty() ? 0 : answers.begin()->second.minutes;
}

TEST(Conformance, OverlapsOfAWindowFromSevenToNine) {
  const struct {
    const char* sentence;
    const char* arrived;
    const char* until;
    int minutes;
    int margin = 0;
    int tail = 0;
    int least = 1;
  } rows[] = {
      {"She came and went within it.", "19:30", "20:10", 40},
      {"She was there all evening.", "17:00", "23:00", 120},
      {"She came before and went within.", "18:00", "19:25", 25},
      {"She came within and went after.", "20:50", "22:00", 10},
      {"She went as the patient came.", "18:00", "19:00", 0},
      {"She came as the patient went.", "21:00", "22:00", 0},
      {"She came in the last minute.", "20:59", "22:00", 1},
      {"She went after the first minute.", "18:00", "19:01", 1},
      {"She turned in the doorway.", "19:30", "19:30", 0},
      {"A margin reaches back.", "18:00", "18:50", 5, 15},
      {"A margin ends where it ends.", "18:00", "18:45", 0, 15},
      {"A margin reaches on.", "21:10", "22:00", 5, 15},
      {"A margin widens both sides.", "18:00", "22:00", 150, 15},
      {"Hiroshima looked two hours around.", "22:59", "23:30", 1, 120},
      {"And no minute more.", "23:00", "23:30", 0, 120},
      {"The widest margin is four hours.", "15:00", "15:01", 1, 240},
      {"Air stays for half an hour.", "21:29", "22:00", 1, 0, 30},
      {"And no longer.", "21:30", "22:00", 0, 0, 30},
      {"Air does not go back.", "18:00", "19:00", 0, 0, 30},
      {"Air stays after the margin.", "21:40", "22:00", 5, 15, 30},
      {"Margin and air at the full.", "00:00", "23:59", 180, 15, 30},
      {"As long as policy asks.", "19:00", "19:15", 15, 0, 0, 15},
      {"A minute less than policy asks.", "19:00", "19:14", 0, 0, 0, 15},
      {"What margin and air add counts for what policy asks.", "21:00", "21:15", 15, 0, 30, 15},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.sentence);
    const OverlapQuestion question{.venue = VenueId(7), .start = On21st("19:00"), .end = On21st("21:00"),
                                   .margin = absl::Minutes(row.margin), .tail = absl::Minutes(row.tail),
                                   .least = absl::Minutes(row.least)};
    EXPECT_EQ(MinutesIn(question, {StayOf('a', On21st(row.arrived), On21st(row.until))}), row.minutes);
  }
}

TEST(Conformance, MinutesOfAPersonWithSeveralStays) {
  using Clocks = std::vector<std::pair<const char*, const char*>>;
  const struct {
    const char* sentence;
    const char* from;
    const char* to;
    Clocks stays;  // in the order of their arrivals
    int minutes;
    int least = 1;
  } rows[] = {
      {"They add up.", "19:00", "21:00", {{"19:00", "19:10"}, {"20:00", "20:20"}}, 30},
      {"One that follows at once goes on.", "19:00", "21:00", {{"19:00", "19:10"}, {"19:10", "19:20"}}, 20},
      {"Two phones, one person.", "19:00", "21:00", {{"19:00", "20:00"}, {"19:00", "20:00"}}, 60},
      {"A stay within a stay.", "19:00", "21:00", {{"19:00", "20:00"}, {"19:20", "19:40"}}, 60},
      {"Stays that share a quarter of an hour.", "19:00", "21:00", {{"19:00", "19:30"}, {"19:15", "19:45"}}, 45},
      {"A long one, a short one, one that outlasts both.", "19:00", "21:00",
       {{"19:00", "20:00"}, {"19:10", "19:20"}, {"19:50", "20:30"}}, 90},
      {"Never more than the window has.", "19:00", "19:30", {{"18:00", "20:00"}, {"18:30", "20:30"}}, 30},
      {"Together as long as policy asks.", "19:00", "21:00", {{"19:00", "19:08"}, {"20:00", "20:07"}}, 15, 15},
      {"Together a minute less.", "19:00", "21:00", {{"19:00", "19:08"}, {"20:00", "20:06"}}, 0, 15},
      {"One minute twice is one.", "19:00", "21:00", {{"19:00", "19:08"}, {"19:07", "19:14"}}, 0, 15},
      {"Halves of a minute make a whole one.", "19:00:30", "19:10:30", {{"19:00", "19:05"}, {"19:05", "19:11"}}, 10},
      {"A window of half a minute has none.", "19:00:30", "19:01:00", {{"19:00", "19:05"}}, 0},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.sentence);
    const OverlapQuestion question{.venue = VenueId(7), .start = On21st(row.from), .end = On21st(row.to),
                                   .least = absl::Minutes(row.least)};
    std::vector<Stay> stays;
    for (const auto& [arrived, until] : row.stays) stays.push_back(StayOf('a', On21st(arrived), On21st(until)));
    EXPECT_EQ(MinutesIn(question, stays), row.minutes);
  }
}

TEST(Conformance, NightsOverMidnightAndWithAChangeOfTheClocks) {
  const struct {
    const char* sentence;
    const char* zone;
    const char* arrived;
    const char* until;
    const char* from;
    const char* to;
    const char* day;  // of service
    int minutes;
  } rows[] = {
      {"A night out is one stay of one day.", "Asia/Tokyo", "2026-11-21 22:00", "2026-11-22 02:00",
       "2026-11-21 23:00", "2026-11-22 01:00", "2026-11-21", 120},
      {"After midnight it is still the evening before.", "Asia/Tokyo", "2026-11-22 00:30", "2026-11-22 02:00",
       "2026-11-21 23:00", "2026-11-22 01:00", "2026-11-21", 30},
      {"A minute before five.", "Asia/Tokyo", "2026-11-22 04:59", "2026-11-22 06:00", "2026-11-22 05:00",
       "2026-11-22 05:30", "2026-11-21", 30},
      {"Five sharp.", "Asia/Tokyo", "2026-11-22 05:00", "2026-11-22 06:00", "2026-11-22 05:00", "2026-11-22 05:30",
       "2026-11-22", 30},
      {"The turn of the year.", "Asia/Tokyo", "2026-12-31 23:30", "2027-01-01 01:00", "2027-01-01 00:00",
       "2027-01-01 00:45", "2026-12-31", 45},
      {"The clocks go back: from one to four are four hours.", "Europe/Berlin", "2026-10-25 01:00", "2026-10-25 04:00",
       "2026-10-25 00:00", "2026-10-25 05:00", "2026-10-24", 240},
      {"The clocks go forward: from one to four are two.", "Europe/Berlin", "2026-03-29 01:00", "2026-03-29 04:00",
       "2026-03-29 00:00", "2026-03-29 05:00", "2026-03-28", 120},
      {"They change at midnight in Santiago, where the day begins at one.", "America/Santiago", "2026-09-05 23:30",
       "2026-09-06 01:30", "2026-09-05 23:00", "2026-09-06 02:00", "2026-09-05", 60},
      {"Lord Howe's clocks go back by half an hour.", "Australia/Lord_Howe", "2026-04-05 01:00", "2026-04-05 03:00",
       "2026-04-05 00:00", "2026-04-05 04:00", "2026-04-04", 150},
      {"Kathmandu is a quarter of an hour off.", "Asia/Kathmandu", "2026-11-22 04:59", "2026-11-22 05:30",
       "2026-11-22 05:00", "2026-11-22 05:15", "2026-11-21", 15},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.sentence);
    const Stay stay = StayOf('a', At(row.arrived, row.zone), At(row.until, row.zone));
    const OverlapQuestion question{.venue = VenueId(7), .start = At(row.from, row.zone), .end = At(row.to, row.zone)};
    EXPECT_EQ(MinutesIn(question, {stay}), row.minutes);
    EXPECT_EQ(FormatDay(ServiceDayOf(stay.arrived_at, Zone(row.zone), 5)), row.day);
  }
}

// Until when somebody who came at 19:00 counts, and how sure that is.
TEST(Conformance, EndsOfStays) {
  const StayPolicy policy{.longest_stay = absl::Minutes(1425), .offline_limit = absl::Hours(24),
                          .clock_skew = absl::Minutes(2), .service_day_starts_hour = 5};
  const std::vector<EventTerms> concert{{.number = 1, .start = On21st("18:00"), .end = On21st("21:00"),
                                         .check_out_at_end = true}};
  const std::vector<EventTerms> market{{.number = 1, .start = On21st("18:00"), .end = On21st("21:00")}};
  const struct {
    const char* sentence;
    int typical, automatic;
    const std::vector<EventTerms>* events;
    const char* left;  // what she says, and when; empty: nothing
    int minutes;
    Confidence confidence;
  } rows[] = {
      {"Nobody says anything: the typical stay is assumed.", 90, 0, nullptr, "", 90, Confidence::kAssumed},
      {"The venue checks out after a quarter of an hour.", 90, 15, nullptr, "", 15, Confidence::kAutomatic},
      {"The venue checks out later than is typical.", 90, 240, nullptr, "", 240, Confidence::kAutomatic},
      {"The longest rule.", 90, 1425, nullptr, "", 1425, Confidence::kAutomatic},
      {"No stay is longer than the longest.", 5000, 0, nullptr, "", 1425, Confidence::kAssumed},
      {"The event ends her stay.", 90, 0, &concert, "", 120, Confidence::kAutomatic},
      {"The event goes before the venue's rule.", 90, 15, &concert, "", 120, Confidence::kAutomatic},
      {"An event that keeps nobody leaves it to the rule.", 90, 15, &market, "", 15, Confidence::kAutomatic},
      {"Or to what is typical.", 90, 0, &market, "", 90, Confidence::kAssumed},
      {"She leaves early.", 90, 0, nullptr, "19:20", 20, Confidence::kCheckedOut},
      {"She leaves later than is typical.", 90, 0, nullptr, "22:00", 180, Confidence::kCheckedOut},
      {"She leaves before the rule.", 90, 60, nullptr, "19:20", 20, Confidence::kCheckedOut},
      {"She cannot outstay the rule.", 90, 60, nullptr, "22:00", 60, Confidence::kCheckedOut},
      {"She leaves before the event ends.", 90, 0, &concert, "20:00", 60, Confidence::kCheckedOut},
      {"She leaves in the minute in which she came.", 90, 0, nullptr, "19:00", 0, Confidence::kCheckedOut},
      {"She says half a minute: whole ones count.", 90, 0, nullptr, "19:20:59", 20, Confidence::kCheckedOut},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.sentence);
    PlaceTerms place{.venue = VenueId(7), .space = 0, .zone = Zone("Asia/Tokyo"),
                     .typical_stay = absl::Minutes(row.typical)};
    place.automatic_check_out = absl::Minutes(row.automatic);
    if (row.events != nullptr) place.events = *row.events;
    const absl::Time seven = On21st("19:00");
    const auto opening =
        OpenStay({.request = RequestId(platform::TimeOrderedUuid(seven)), .told = {}}, place, seven, policy);
    ASSERT_TRUE(opening.ok()) << opening.status();
    Stay stay = StayOf('a', opening->arrived_at, opening->matched_until);
    stay.ending = opening->ending;
    if (*row.left != '\0') {
      const absl::Time left = On21st(row.left);
      const auto until = LeftAt(left, stay, left, policy);
      ASSERT_TRUE(until.ok()) << until.status();
      stay.matched_until = *until;
      stay.ending = Ending::kByHand;
    }
    const OverlapQuestion question{.venue = VenueId(7), .start = seven - absl::Hours(24), .end = seven + absl::Hours(72)};
    EXPECT_EQ(MinutesIn(question, {stay}), row.minutes);
    EXPECT_EQ(ConfidenceOf(stay.ending), row.confidence);
  }
}

// A floor (1) with a room (2) of two tables (3, 4) and a table of its own (5), a floor (6), and the venue (0).
TEST(Conformance, SeatsAndSpaces) {
  const VenueSpaces tree =
      RandomStays::TreeOf({{1, 0}, {2, 1}, {3, 2}, {4, 2}, {5, 1}, {6, 0}});
  const struct {
    const char* sentence;
    int32_t asked, stayed;
    const char* found;  // "there", "near" (it may have been there) or "" (it was elsewhere)
  } rows[] = {
      {"The venue was asked for: it counts wherever she sat.", 0, 3, "there"},
      {"The venue, and she scanned its door.", 0, 0, "there"},
      {"The floor was asked for, she sat at a table in its room.", 1, 4, "there"},
      {"The floor, and she scanned its code.", 1, 1, "there"},
      {"The floor, and she was on another one.", 1, 6, ""},
      {"The room was asked for, she sat at the other table of it.", 2, 4, "there"},
      {"The room, and she sat outside it on the same floor.", 2, 5, ""},
      {"The table was asked for, and she sat there.", 3, 3, "there"},
      {"The table, and she sat at the next one.", 3, 4, ""},
      {"The table, and she scanned the room's code.", 3, 2, "near"},
      {"The table, and she scanned the floor's code.", 3, 1, "near"},
      {"The table, and she scanned the door.", 3, 0, "near"},
      {"The table, and she was on another floor.", 3, 6, ""},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.sentence);
    OverlapQuestion question{.venue = VenueId(7), .start = On21st("19:00"), .end = On21st("21:00")};
    if (row.asked != 0) question.scope = tree.ScopeOf(row.asked);
    Stay stay = StayOf('a', On21st("19:00"), On21st("19:30"));
    stay.space = row.stayed;
    const bool asked_of_store = !question.scope || question.scope->Holds(stay.space) ||
                                std::ranges::count(question.scope->around, stay.space) > 0;
    std::string found;
    if (asked_of_store) {
      FoldedAnswers folded(question);
      folded.Add(stay);
      const auto answers = folded.Take();
      ASSERT_EQ(answers.size(), 1u);
      found = answers.begin()->second.place_assumed ? "near" : "there";
    }
    EXPECT_EQ(found, row.found);
  }
}

TEST(Conformance, OverlapsAgreeWithLookingAtEachMoment) {
  constexpr int kRounds = 2000;
  RandomStays random(20261121);
  const char* const zones[] = {"Asia/Tokyo", "Europe/Berlin", "America/Santiago", "Australia/Lord_Howe"};
  // Each has a change of the clocks in some of these zones.
  const absl::CivilDay days[] = {absl::CivilDay(2026, 3, 28), absl::CivilDay(2026, 4, 4), absl::CivilDay(2026, 9, 5),
                                 absl::CivilDay(2026, 10, 24), absl::CivilDay(2026, 11, 21)};
  int found = 0;
  for (int round = 0; round < kRounds; ++round) {
    SCOPED_TRACE(fmt::format("round {}", round));
    const absl::TimeZone zone = Zone(zones[random.Below(4)]);
    const absl::Time evening = absl::FromCivil(absl::CivilHour(days[random.Below(5)]) + 20, zone);
    const auto parents = random.Spaces(6);
    const int32_t space = random.Below(7);
    OverlapQuestion question = random.AQuestion(evening + absl::Hours(2), absl::Hours(8));
    if (space != 0) question.scope = RandomStays::TreeOf(parents).ScopeOf(space);
    ASSERT_TRUE(CheckQuestion(question).ok());
    std::vector<Stay> stays, asked;
    for (int i = 0; i < 12; ++i) stays.push_back(random.AStay(evening, absl::Hours(12), 4, 6, zone));
    std::ranges::sort(stays, {}, [](const Stay& stay) {
      return std::tuple(stay.key.service_day, stay.pseudonym.bytes, stay.arrived_at);
    });
    const auto in_scope = [&](const Stay& stay) {
      return space == 0 || question.scope->Holds(stay.space) ||
             std::ranges::find(question.scope->around, stay.space) != question.scope->around.end();
    };
    FoldedAnswers folded(question);
    for (const Stay& stay : stays) {
      if (in_scope(stay)) folded.Add(stay);
    }
    const auto answers = folded.Take();
    ASSERT_EQ(answers, OverlapOracle(parents).Ask(question, space, stays));
    ASSERT_EQ(folded.twice(), 0);
    found += static_cast<int>(answers.size());
  }
  EXPECT_GT(found, kRounds / 2) << "or this compares nothing";
}

// Looks back from each moment at the clock on the wall until it shows five.
TEST(Conformance, ServiceDaysAgreeWithLookingBackAtTheClock) {
  RandomStays random(5);
  for (const char* const name : {"Asia/Tokyo", "Europe/Berlin", "America/Santiago", "Australia/Lord_Howe",
                                 "Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Africa/Cairo"}) {
    const absl::TimeZone zone = Zone(name);
    for (int i = 0; i < 150; ++i) {
      const absl::Time moment = absl::FromUnixSeconds(1'767'225'600) + absl::Minutes(random.Below(366 * 1440));
      absl::CivilMinute clock = absl::ToCivilMinute(moment, zone);
      for (absl::Time back = moment; clock.hour() != 5 || clock.minute() != 0; back -= absl::Minutes(1)) {
        clock = absl::ToCivilMinute(back, zone);
      }
      ASSERT_EQ(ServiceDayOf(moment, zone, 5), absl::CivilDay(clock)) << name << " " << moment;
    }
  }
}

}  // namespace
}  // namespace mimamori::visit
