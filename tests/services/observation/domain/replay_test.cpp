// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/replay.hpp"

#include <gtest/gtest.h>

#include "tests/services/observation/domain/rules.hpp"

namespace mimamori::observation {
namespace {

const absl::Time kNoon = At("2026-11-20 12:00:00");

std::vector<Report> Days(std::vector<int> saturations) {
  std::vector<Report> reports;
  for (const int spo2 : saturations) {
    reports.push_back(Well(kNoon + absl::Hours(12 * reports.size())));
    reports.back().readings.spo2 = spo2;
  }
  return reports;
}

TEST(Replay, JudgesEachReportAsItsTriageDid) {
  const std::vector<Report> reports = Days({98, 97, 95, 94, 92, 96});
  const auto judged = Replay(RuleSets(Rules()), Grown(), reports);
  ASSERT_EQ(judged.size(), reports.size());
  for (size_t i = 0; i < reports.size(); ++i) {
    SCOPED_TRACE(i);
    EXPECT_EQ(judged[i], Triage(Rules(), Grown(), std::span(reports).first(i), reports[i]));
  }
  EXPECT_EQ(judged[0]->tier, Tier::kGreen);
  EXPECT_EQ(judged[4]->tier, Tier::kRed);
}

// A fever that the first rules call none lasts as long by the second as if they had always been there.
TEST(Replay, LooksBackByTheRulesThatJudge) {
  std::vector<Report> reports = Days({98, 98, 98, 98, 98});
  for (Report& report : reports) report.readings.temperature = 373;
  RuleSet lower = Rules();
  lower.fever_from = 372;
  lower.lasting_fever_days = 2;
  const auto judged = Replay(RuleSets({{absl::InfinitePast(), Rules()}, {reports[4].time, lower}}), Grown(), reports);
  EXPECT_TRUE(judged[3]->reasons.empty());
  ASSERT_EQ(judged[4]->reasons.size(), 1u);
  EXPECT_EQ(judged[4]->reasons[0].cause, Cause::kLastingFever);
  EXPECT_EQ(judged[4]->reasons[0].value, 2);
}

TEST(Replay, JudgesByTheRulesOfWhenItWasSo) {
  RuleSet strict = Rules();
  strict.version = 4;
  strict.spo2 = {{97, Tier::kRed}};
  const std::vector<Report> reports = Days({97, 97, 97});
  const auto judged = Replay(RuleSets({{kNoon + absl::Hours(1), Rules()}, {kNoon + absl::Hours(24), strict}}), Grown(), reports);
  EXPECT_FALSE(judged[0]) << "before the first rules";
  EXPECT_EQ(judged[1]->rules_version, 3);
  EXPECT_EQ(judged[1]->tier, Tier::kGreen);
  EXPECT_EQ(judged[2]->rules_version, 4);
  EXPECT_EQ(judged[2]->tier, Tier::kRed);
}

TEST(Differences, AreWhatStaffWouldHaveSeen) {
  const std::vector<Report> reports = Days({98, 96, 95, 94, 92});
  const auto kept = Replay(RuleSets(Rules()), Grown(), reports);
  EXPECT_TRUE(Differences(kept, kept).empty());
  RuleSet what_if = Rules();
  what_if.version = 9;
  EXPECT_TRUE(Differences(kept, Replay(RuleSets(what_if), Grown(), reports)).empty()) << "the version alone is nothing";
  what_if.spo2[0].limit = 96;
  EXPECT_EQ(Differences(kept, Replay(RuleSets(what_if), Grown(), reports)), std::vector<size_t>{1});
  what_if = Rules();
  what_if.spo2[1].limit = 93;
  EXPECT_EQ(Differences(kept, Replay(RuleSets(what_if), Grown(), reports)), std::vector<size_t>{3})
      << "what if the threshold had not been 94";
  const auto from_later = Replay(RuleSets({{reports[2].time, Rules()}}), Grown(), reports);
  EXPECT_EQ(Differences(kept, from_later), (std::vector<size_t>{0, 1}));
}

TEST(PlaceOf, PutsALateReportWhereItWas) {
  const std::vector<Report> reports = Days({98, 97, 96});
  EXPECT_EQ(PlaceOf(reports, Well(kNoon - absl::Seconds(1))), 0u);
  EXPECT_EQ(PlaceOf(reports, Well(kNoon)), 1u) << "of two at once the later comer is behind";
  EXPECT_EQ(PlaceOf(reports, Well(kNoon + absl::Hours(13))), 2u);
  EXPECT_EQ(PlaceOf(reports, Well(kNoon + absl::Hours(25))), 3u);
}

// Yesterday's 41.0 °C, sent today behind this morning's 36.5: it raises what a report in time would have raised.
TEST(PlaceOf, LetsAFeverOfAnOlderSlotBeHeard) {
  std::vector<Report> reports = Days({98, 98, 98});
  Report late = Well(kNoon + absl::Hours(6));
  late.received = kNoon + absl::Hours(30);
  late.readings.temperature = 410;
  const size_t place = PlaceOf(reports, late);
  ASSERT_EQ(place, 1u);
  reports.insert(reports.begin() + 1, late);
  const Judgement judged = Triage(Rules(), Grown(), std::span(reports).first(place), late);
  EXPECT_EQ(judged.tier, Tier::kOrange);
  EXPECT_EQ(judged.reasons[0].cause, Cause::kFever);
  EXPECT_EQ(judged.contact_by, late.received + absl::Hours(2)) << "from when it could be known";
}

}  // namespace
}  // namespace mimamori::observation
