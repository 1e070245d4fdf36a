// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/explain.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/services/observation/domain/rules.hpp"

namespace mimamori::observation {
namespace {

// Somebody with so much wrong that nearly every kind of rule fires.
Judgement Grave() {
  Patient patient = Grown();
  patient.birth_year = 1940;
  patient.risk_factors = {RiskFactor::kDiabetes, RiskFactor::kAfterOrganTransplant};
  std::vector<Report> before{Well(At("2026-11-15 08:00:00")), Well(At("2026-11-15 12:00:00"))};
  for (int day = 16; day <= 20; ++day) {
    before.push_back(Well(At("2026-11-15 19:00:00") + absl::Hours(24 * (day - 15))));
    before.back().readings.temperature = 390;
  }
  Report report = Well(before.back().time + absl::Hours(48));
  report.readings = {.temperature = 396, .spo2 = 90, .pulse = 135};
  report.signs = WordSet<Sign>{Sign::kChestPain};
  report.symptoms = WordSet<Symptom>{Symptom::kCough, Symptom::kChills, Symptom::kFatigue};
  report.scales = {1, 5, 1};
  RuleSet rules = Rules();
  rules.symptomatic_patient = Tier::kYellow;
  return Triage(rules, patient, before, report);
}

// The brief to whoever reads a result: each reason has its line, with threshold and source.
TEST(Explain, HasALineForEveryReason) {
  RuleSet rules = Rules();
  rules.symptomatic_patient = Tier::kYellow;
  const std::vector<RuleLine> lines = Explain(rules);
  const Judgement judged = Grave();
  EXPECT_GE(judged.reasons.size(), 10u);
  for (const Reason& reason : judged.reasons) {
    SCOPED_TRACE(std::ranges::find(kCauses, reason.cause, &std::pair<Cause, std::string_view>::first)->second);
    const auto line = std::ranges::find_if(lines, [&](const RuleLine& l) {
      return l.cause == reason.cause && l.what == reason.what && l.limit == reason.limit;
    });
    ASSERT_NE(line, lines.end());
    EXPECT_EQ(line->tier, reason.tier);
    EXPECT_FALSE(line->source.empty());
    EXPECT_FALSE(line->unit.empty());
    EXPECT_EQ(line->at_most ? reason.value <= line->limit : reason.value >= line->limit, true);
  }
}

TEST(Explain, LeavesOutWhatRaisesNobody) {
  for (const RuleLine& line : Explain(Rules())) EXPECT_NE(line.tier, Tier::kGreen);
  RuleSet more = Rules();
  ASSERT_EQ(more.symptomatic_patient, Tier::kGreen);
  more.symptomatic_patient = Tier::kYellow;
  EXPECT_EQ(Explain(more).size(), Explain(Rules()).size() + more.groups.size());
}

TEST(Explain, TellsTheTwoScalesApart) {
  int second = 0;
  for (const RuleLine& line : Explain(Rules())) second += line.what == "SCALE_2" ? 1 : 0;
  EXPECT_EQ(second, 2);
}

TEST(Explain, HasASourceForEveryCause) {
  for (const auto& [cause, name] : kCauses) EXPECT_FALSE(SourceOf(cause).empty()) << name;
}

}  // namespace
}  // namespace mimamori::observation
