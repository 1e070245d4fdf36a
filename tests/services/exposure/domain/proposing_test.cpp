// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/domain/proposing.hpp"

#include <gtest/gtest.h>

#include <random>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"

namespace mimamori::exposure {
namespace {

const absl::CivilDay kDay(2026, 11, 20);
constexpr int kFive = 5;

absl::TimeZone Tokyo() {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone("Asia/Tokyo", &zone));
  return zone;
}
// "2026-11-20 19:00" on the wall in Tokyo.
absl::Time At(const char* text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime("%Y-%m-%d %H:%M", text, Tokyo(), &time, &error)) << error;
  return time;
}
template <class Id>
Id Numbered(uint8_t number) {
  platform::Uuid uuid{};
  uuid[15] = number;
  return Id(uuid);
}
RecordedPlace Place(uint8_t patient, uint8_t place, const char* start, const char* end) {
  return {.case_id = Numbered<CaseId>(patient), .place = Numbered<PlaceId>(place), .venue = VenueId(7),
          .start = At(start), .end = At(end), .participants = 0, .recorded_by = "officer",
          .infectious_first = kDay - 1, .infectious_last = kDay, .confirmed = true};
}
std::vector<VenueDay> Days(const std::vector<RecordedPlace>& places, bool count_probable = false) {
  return VenueDaysOf(places, Tokyo(), kFive, count_probable);
}

TEST(VenueDaysOf, CutsToTheInfectiousDaysAndTakesTheServiceDay) {
  const struct {
    const char* name;
    const char* start;
    const char* end;
    const char* day;  // empty: does not count
    const char* from;
    const char* until;
  } cases[] = {
      {"an evening", "2026-11-20 18:00", "2026-11-20 20:00", "2026-11-20", "2026-11-20 18:00", "2026-11-20 20:00"},
      {"the first minute", "2026-11-19 00:00", "2026-11-19 00:01", "2026-11-18", "2026-11-19 00:00", "2026-11-19 00:01"},
      {"ends as the days begin", "2026-11-18 23:00", "2026-11-19 00:00", "", "", ""},
      {"reaches into the first day", "2026-11-18 22:00", "2026-11-19 01:00", "2026-11-18", "2026-11-19 00:00",
       "2026-11-19 01:00"},
      {"the last minute", "2026-11-20 23:59", "2026-11-21 00:00", "2026-11-20", "2026-11-20 23:59", "2026-11-21 00:00"},
      {"begins as they end", "2026-11-21 00:00", "2026-11-21 01:00", "", "", ""},
      {"reaches out of the last day", "2026-11-20 23:00", "2026-11-21 03:00", "2026-11-20", "2026-11-20 23:00",
       "2026-11-21 00:00"},
      {"a night out", "2026-11-20 04:59", "2026-11-20 06:00", "2026-11-19", "2026-11-20 04:59", "2026-11-20 06:00"},
      {"early in the morning", "2026-11-20 05:00", "2026-11-20 06:00", "2026-11-20", "2026-11-20 05:00",
       "2026-11-20 06:00"},
      {"over midnight, whole under the day it began", "2026-11-19 22:00", "2026-11-20 09:00", "2026-11-19",
       "2026-11-19 22:00", "2026-11-20 09:00"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto days = Days({Place(1, 1, c.start, c.end)});
    ASSERT_EQ(days.size(), *c.day == '\0' ? 0u : 1u);
    if (days.empty()) continue;
    EXPECT_EQ(absl::FormatCivilTime(days[0].day), c.day);
    EXPECT_EQ(days[0].evidence[0].start, At(c.from));
    EXPECT_EQ(days[0].evidence[0].end, At(c.until));
  }
}

// Looks at each minute on the wall: whether it lies within the patient's days, and when it was last five there.
struct CountedMinutes {
  absl::Time first = absl::InfiniteFuture(), last = absl::InfinitePast();
  absl::CivilDay day;
};
CountedMinutes CountMinutes(const RecordedPlace& place, const absl::TimeZone& zone) {
  CountedMinutes counted;
  for (absl::Time minute = place.start; minute < place.end; minute += absl::Minutes(1)) {
    const absl::CivilDay today = absl::ToCivilDay(minute, zone);
    if (today < place.infectious_first || today > place.infectious_last) continue;
    counted.first = std::min(counted.first, minute);
    counted.last = std::max(counted.last, minute);
  }
  if (counted.first > counted.last) return counted;
  absl::Time back = counted.first;
  while (absl::ToCivilSecond(back, zone).hour() != kFive || absl::ToCivilSecond(back, zone).minute() != 0) {
    back -= absl::Minutes(1);
  }
  counted.day = absl::ToCivilDay(back, zone);
  return counted;
}

TEST(VenueDaysOf, AgreesWithLookingAtEachMinute) {
  std::mt19937 random(20261121);
  const auto below = [&](int limit) { return static_cast<int>(random() % static_cast<uint32_t>(limit)); };
  int counted_places = 0;
  for (const char* const name : {"Asia/Tokyo", "Europe/Berlin", "America/Santiago", "Australia/Lord_Howe"}) {
    absl::TimeZone zone;
    ASSERT_TRUE(absl::LoadTimeZone(name, &zone));
    // Nights with a change of the clocks in one of the zones, and one without.
    for (const absl::CivilDay around : {absl::CivilDay(2026, 3, 29), absl::CivilDay(2026, 4, 5), absl::CivilDay(2026, 9, 6),
                                        absl::CivilDay(2026, 10, 25), absl::CivilDay(2026, 11, 20)}) {
      for (int i = 0; i < 25; ++i) {
        RecordedPlace place = Place(1, 1, "2026-11-20 18:00", "2026-11-20 19:00");
        place.start = absl::FromCivil(around, zone) - absl::Hours(36) + absl::Minutes(below(72 * 60));
        place.end = place.start + absl::Minutes(1 + below(10 * 60));
        place.infectious_first = around - below(2);
        place.infectious_last = place.infectious_first + below(3);
        SCOPED_TRACE(
            fmt::format("{} {} to {}", name, absl::FormatTime(place.start, zone), absl::FormatTime(place.end, zone)));
        const CountedMinutes expected = CountMinutes(place, zone);
        const auto days = VenueDaysOf({place}, zone, kFive, false);
        ASSERT_EQ(days.empty(), expected.first > expected.last);
        if (days.empty()) continue;
        ASSERT_EQ(days.size(), 1u) << "never split";
        ASSERT_EQ(days[0].day, expected.day);
        ASSERT_EQ(days[0].evidence[0].start, expected.first);
        ASSERT_EQ(days[0].evidence[0].end, expected.last + absl::Minutes(1));
        ASSERT_LE(StartOf(expected.day, zone, kFive), expected.first);
        ASSERT_GT(StartOf(expected.day + 1, zone, kFive), expected.first);
        ++counted_places;
      }
    }
  }
  EXPECT_GT(counted_places, 200);
}

TEST(VenueDaysOf, CountsCasesNotPlaces) {
  auto places = std::vector{Place(1, 3, "2026-11-20 18:00", "2026-11-20 19:00"),
                            Place(1, 1, "2026-11-20 12:00", "2026-11-20 13:00"),
                            Place(2, 2, "2026-11-20 12:00", "2026-11-20 13:00"),
                            Place(3, 4, "2026-11-20 12:00", "2026-11-20 13:00"),
                            Place(1, 5, "2026-11-19 12:00", "2026-11-19 13:00")};
  places[2].participants = 150;
  places[3].confirmed = false;
  const auto days = Days(places);
  ASSERT_EQ(days.size(), 2u);
  EXPECT_EQ(days[0].positives, 1);
  EXPECT_EQ(days[1].positives, 2);
  EXPECT_EQ(days[1].participants, 150);
  ASSERT_EQ(days[1].evidence.size(), 3u);
  EXPECT_EQ(days[1].evidence[0].place, Numbered<PlaceId>(1)) << "by place";
  EXPECT_EQ(Days(places, true)[1].positives, 3) << "where probable cases count";
}

// An exposure of the rule with the evidence of that day.
Exposure ByRule(uint8_t number, State state, const VenueDay& day, const char* cancelled_by = "") {
  Exposure exposure;
  exposure.id = Numbered<ExposureId>(number);
  exposure.state = state;
  exposure.proposed_by = kRule;
  exposure.cancelled_by = cancelled_by;
  exposure.rule_version = 1;
  exposure.service_day = day.day;
  exposure.positives = day.positives;
  exposure.positives_needed = 2;
  exposure.evidence = day.evidence;
  return exposure;
}

class JudgeTest : public testing::Test {
 protected:
  using Deed = Judgement::Deed;
  static std::vector<Judgement> Judged(const std::vector<VenueDay>& days, const std::vector<Exposure>& existing,
                                       int needed = 2) {
    return Judge(days, std::vector<Need>(days.size(), {.positives = needed, .rule_version = 1}), existing);
  }
  const RecordedPlace a_ = Place(1, 1, "2026-11-20 12:00", "2026-11-20 13:00");
  const RecordedPlace b_ = Place(2, 2, "2026-11-20 18:00", "2026-11-20 19:00");
  const RecordedPlace c_ = Place(3, 3, "2026-11-20 20:00", "2026-11-20 21:00");
  const VenueDay one_ = Days({a_})[0], two_ = Days({a_, b_})[0], three_ = Days({a_, b_, c_})[0];
};

TEST_F(JudgeTest, ProposesFromTheThresholdOn) {
  EXPECT_TRUE(Judged({one_}, {}).empty());
  const auto judged = Judged({two_}, {});
  ASSERT_EQ(judged.size(), 1u);
  EXPECT_EQ(judged[0].deed, Deed::kPropose);
  EXPECT_EQ(judged[0].day, kDay);
  EXPECT_EQ(judged[0].evidence, two_.evidence);
  EXPECT_EQ(judged[0].positives, 2);
  EXPECT_EQ(judged[0].needed, 2);
  EXPECT_EQ(Judged({one_}, {}, 1).size(), 1u);
}

TEST_F(JudgeTest, NeverProposesTwiceForTheSameVenueAndDay) {
  EXPECT_TRUE(Judged({two_}, {ByRule(1, State::kProposed, two_)}).empty());
  EXPECT_TRUE(Judged({two_}, {ByRule(1, State::kDispatching, two_)}).empty());
  EXPECT_TRUE(Judged({two_}, {ByRule(1, State::kDispatched, two_)}).empty());
}

TEST_F(JudgeTest, GrowsAndShrinksAProposal) {
  const auto grown = Judged({three_}, {ByRule(1, State::kProposed, two_)});
  ASSERT_EQ(grown.size(), 1u);
  EXPECT_EQ(grown[0].deed, Deed::kUpdate);
  EXPECT_EQ(grown[0].id, Numbered<ExposureId>(1));
  EXPECT_EQ(grown[0].evidence, three_.evidence);
  const auto shrunk = Judged({two_}, {ByRule(1, State::kProposed, three_)});
  ASSERT_EQ(shrunk.size(), 1u);
  EXPECT_EQ(shrunk[0].deed, Deed::kUpdate);
  EXPECT_EQ(shrunk[0].positives, 2);
}

TEST_F(JudgeTest, TakesBackWhatIsNotEnoughAnyMore) {
  for (const std::vector<VenueDay>& days : {std::vector{one_}, std::vector<VenueDay>{}}) {
    const auto judged = Judged(days, {ByRule(1, State::kProposed, two_)});
    ASSERT_EQ(judged.size(), 1u);
    EXPECT_EQ(judged[0].deed, Deed::kTakeBack);
    EXPECT_EQ(judged[0].id, Numbered<ExposureId>(1));
  }
  const auto again = Judged({two_}, {ByRule(1, State::kCancelled, two_, "rule")});
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].deed, Deed::kPropose) << "the rule may change its mind";
}

TEST_F(JudgeTest, LeavesAPersonsDecisionUntilThereIsMore) {
  for (const Exposure& refused : {ByRule(1, State::kCancelled, two_, "somebody"), ByRule(1, State::kRecalled, two_)}) {
    SCOPED_TRACE(static_cast<int>(refused.state));
    EXPECT_TRUE(Judged({two_}, {refused}).empty());
    EXPECT_TRUE(Judged({one_}, {refused}, 1).empty());
    const auto more = Judged({three_}, {refused});
    ASSERT_EQ(more.size(), 1u);
    EXPECT_EQ(more[0].deed, Deed::kPropose);
    EXPECT_EQ(more[0].evidence, three_.evidence) << "nobody counts as told of a recalled one";
  }
}

TEST_F(JudgeTest, ProposesOnTopOnlyWhatNobodyWasToldOf) {
  const Exposure told = ByRule(1, State::kDispatched, two_);
  const auto more = Judged({three_}, {told});
  ASSERT_EQ(more.size(), 1u);
  EXPECT_EQ(more[0].deed, Deed::kPropose);
  EXPECT_EQ(more[0].positives, 3);
  ASSERT_EQ(more[0].evidence.size(), 1u);
  EXPECT_EQ(more[0].evidence[0].case_id, c_.case_id);
  Exposure open = ByRule(2, State::kProposed, three_);
  open.evidence = more[0].evidence;
  EXPECT_TRUE(Judged({three_}, {told, open}).empty());

  RecordedPlace longer = b_;
  longer.end += absl::Minutes(30);
  EXPECT_EQ(Judged({Days({a_, longer})[0]}, {told}).size(), 1u) << "those of the last half hour know nothing";
  RecordedPlace shorter = b_;
  shorter.end -= absl::Minutes(30);
  EXPECT_TRUE(Judged({Days({a_, shorter})[0]}, {told}).empty());
}

TEST_F(JudgeTest, NotesWhenACaseThatPeopleWereToldOfIsGone) {
  Exposure told = ByRule(1, State::kDispatched, two_);
  const auto noted = Judged({one_}, {told});
  ASSERT_EQ(noted.size(), 1u);
  EXPECT_EQ(noted[0].deed, Deed::kNote);
  EXPECT_EQ(noted[0].withdrawn_cases, 1);
  told.withdrawn_cases = 1;
  EXPECT_TRUE(Judged({one_}, {told}).empty()) << "once";
  EXPECT_EQ(Judged({}, {told})[0].withdrawn_cases, 2);
  EXPECT_EQ(Judged({two_}, {told})[0].withdrawn_cases, 0) << "it came back";
}

TEST_F(JudgeTest, JudgesEachDayByItself) {
  VenueDay yesterday = two_;
  yesterday.day = kDay - 1;
  const auto judged = Judged({yesterday, two_}, {ByRule(1, State::kProposed, two_)});
  ASSERT_EQ(judged.size(), 1u);
  EXPECT_EQ(judged[0].day, kDay - 1);
}

TEST(WindowsOf, AreOneWhereMarginAndTailMakeThemTouch) {
  AlertPolicy policy;
  policy.margin = absl::Minutes(10);
  policy.tail = absl::Minutes(5);
  Exposure exposure;
  exposure.start = At("2026-11-20 10:00");
  exposure.end = At("2026-11-20 11:00");
  EXPECT_EQ(WindowsOf(exposure, policy), (std::vector<Window>{{exposure.start, exposure.end}})) << "a person's";
  const auto windows = [&](absl::Duration gap) {
    exposure.evidence = {{.start = exposure.end + gap, .end = exposure.end + gap + absl::Hours(1)},
                         {.start = exposure.start, .end = exposure.end},
                         {.start = exposure.start, .end = exposure.start + absl::Minutes(1)}};
    return WindowsOf(exposure, policy);
  };
  EXPECT_EQ(windows(absl::Minutes(25)).size(), 1u);
  EXPECT_EQ(windows(absl::Minutes(25))[0].end, exposure.end + absl::Minutes(85));
  EXPECT_EQ(windows(absl::Minutes(25) + absl::Seconds(1)).size(), 2u);
  EXPECT_EQ(windows(-absl::Minutes(30)).size(), 1u);
}

TEST(CheckApproval, OfTheRuleTakesSomebodyElseThanWhoRecordedItAll) {
  AlertPolicy policy;
  policy.least_recipients = 5;
  Exposure exposure;
  exposure.proposed_by = kRule;
  exposure.rule_version = 1;
  exposure.evidence = {{.recorded_by = "a"}, {.recorded_by = "a"}};
  const auto approve = [&](const char* who) {
    return platform::ReasonOf(CheckApproval(exposure, who, 1, "", 9, policy));
  };
  EXPECT_EQ(approve("a"), "SAME_PERSON");
  EXPECT_EQ(approve("b"), "");
  exposure.evidence[1].recorded_by = "b";
  EXPECT_EQ(approve("a"), "") << "another one recorded a part";
  exposure.level = Level::kCluster;
  EXPECT_EQ(approve("a"), "SECOND_PERSON_REQUIRED") << "the rule alone names no venue";
  exposure.level_by = "a";
  EXPECT_EQ(approve("a"), "SAME_PERSON");
  EXPECT_EQ(approve("b"), "");
}

TEST(ChooseLevel, ChangesAProposalOfTheVersionThatWasSeen) {
  Exposure exposure;
  exposure.version = 3;
  EXPECT_FALSE(*ChooseLevel(exposure, "a", 1, Level::kCaution)) << "is that already";
  EXPECT_EQ(platform::ReasonOf(ChooseLevel(exposure, "a", 2, Level::kCluster).status()), "VERSION_CHANGED");
  EXPECT_TRUE(*ChooseLevel(exposure, "a", 3, Level::kCluster));
  EXPECT_EQ(exposure.level_by, "a");
  exposure.state = State::kDispatching;
  EXPECT_EQ(platform::ReasonOf(ChooseLevel(exposure, "a", 3, Level::kCaution).status()), "NOT_PROPOSED");
}

TEST(Recall, TakesBackWhatWasApprovedOnce) {
  const absl::Time now = At("2026-11-20 10:00");
  for (const State state : {State::kProposed, State::kCancelled}) {
    Exposure exposure;
    exposure.state = state;
    EXPECT_EQ(platform::ReasonOf(Recall(exposure, "a", now).status()), "NOT_APPROVED");
    EXPECT_EQ(exposure.state, state);
  }
  for (const State state : {State::kDispatching, State::kDispatched}) {
    Exposure exposure;
    exposure.state = state;
    EXPECT_TRUE(*Recall(exposure, "a", now));
    EXPECT_EQ(exposure.state, State::kRecalled);
    EXPECT_EQ(exposure.recalled_by, "a");
    EXPECT_EQ(exposure.recalled_at, now);
    EXPECT_FALSE(*Recall(exposure, "b", now + absl::Hours(1)));
    EXPECT_EQ(exposure.recalled_by, "a");
  }
}

}  // namespace
}  // namespace mimamori::exposure
