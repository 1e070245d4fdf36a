// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/rule_set.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "services/platform/core/error.hpp"
#include "tests/services/observation/domain/rules.hpp"

namespace mimamori::observation {
namespace {

TEST(CheckRuleSet, TakesGoodRules) {
  EXPECT_TRUE(CheckRuleSet(Rules()).ok()) << CheckRuleSet(Rules());
  RuleSet without_steps = Rules();
  without_steps.spo2.clear();
  EXPECT_TRUE(CheckRuleSet(without_steps).ok()) << "a prefecture may leave a rule out";
}

TEST(CheckRuleSet, NamesThePathOfWhatIsWrong) {
  const struct {
    const char* path;
    std::function<void(RuleSet&)> spoil;
  } cases[] = {
      {"plausible.temperature.least", [](RuleSet& r) { r.plausible.temperature.least = 249; }},
      {"plausible.temperature.most", [](RuleSet& r) { r.plausible.temperature.most = 339; }},
      {"plausible.spo2.most", [](RuleSet& r) { r.plausible.spo2.most = 101; }},
      {"plausible.pulse.least", [](RuleSet& r) { r.plausible.pulse.least = 9; }},
      {"plausible.respiratory_rate.most", [](RuleSet& r) { r.plausible.respiratory_rate.most = 121; }},
      {"spo2[2].limit", [](RuleSet& r) { r.spo2[2].limit = 49; }},
      {"spo2[0].tier", [](RuleSet& r) { r.spo2[0].tier = Tier::kGreen; }},
      {"spo2[1].limit", [](RuleSet& r) { r.spo2[1].limit = 95; }},
      {"spo2[1].tier", [](RuleSet& r) { r.spo2[1].tier = Tier::kYellow; }},
      {"spo2[2].tier", [](RuleSet& r) { r.spo2[2] = {96, Tier::kRed}; }},
      {"spo2_scale_2[0].limit", [](RuleSet& r) { r.spo2_scale_2[0].limit = 101; }},
      {"spo2_drop.steps[0].limit", [](RuleSet& r) { r.spo2_drop[0].limit = 0; }},
      {"spo2_drop.steps[1].tier", [](RuleSet& r) { r.spo2_drop[1].limit = 2; }},
      {"spo2_drop.baseline_readings", [](RuleSet& r) { r.baseline_readings = 11; }},
      {"fever.counts_from", [](RuleSet& r) { r.fever_from = 369; }},
      {"fever.reducer_allowance", [](RuleSet& r) { r.reducer_allowance = 6; }},
      {"fever.steps[2].limit", [](RuleSet& r) { r.fever[2].limit = 431; }},
      {"fever.lasting_days", [](RuleSet& r) { r.lasting_fever_days = 0; }},
      {"symptoms.groups[1].name", [](RuleSet& r) { r.groups[1].name = r.groups[0].name; }},
      {"symptoms.groups[0].name", [](RuleSet& r) { r.groups[0].name.clear(); }},
      {"symptoms.groups[0].needed", [](RuleSet& r) { r.groups[0].needed = 0; }},
      {"symptoms.groups[1].needed", [](RuleSet& r) { r.groups[1].needed = 11; }},
      {"symptoms.groups[1].fever_from", [](RuleSet& r) { r.groups[1].fever_from = 38; }},
      {"news2.steps[0].limit", [](RuleSet& r) { r.news2[0].limit = 21; }},
      {"news2.least_age", [](RuleSet& r) { r.news2_least_age = -1; }},
      {"news2.worst_when_missing", [](RuleSet& r) { r.news2_worst = {Item::kSymptoms}; }},
      {"admission.ages[1].from", [](RuleSet& r) { r.admission.ages[1].from = 65; }},
      {"admission.ages[0].points", [](RuleSet& r) { r.admission.ages[0].points = -1; }},
      {"admission.factors.DIALYSIS",
       [](RuleSet& r) { r.admission.factors[static_cast<size_t>(RiskFactor::kDialysis)] = 21; }},
      {"admission.unknown_age", [](RuleSet& r) { r.admission.unknown_age = -1; }},
      {"admission.factors.DIABETES", [](RuleSet& r) { r.admission.factors[0] = -1; }},
      {"admission.factors.ASYMPTOMATIC",
       [](RuleSet& r) { r.admission.factors[static_cast<size_t>(RiskFactor::kAsymptomatic)] = 1; }},
      {"admission.spo2_at_most", [](RuleSet& r) { r.admission.spo2_at_most = 101; }},
      {"admission.high_risk_at", [](RuleSet& r) { r.admission.high_risk_at = 0; }},
      {"admission.admit_at", [](RuleSet& r) { r.admission.admit_at = 0; }},
      {"scales.WATER[1].limit", [](RuleSet& r) { r.scales[1][1].limit = 6; }},
      {"carried", [](RuleSet& r) { r.carried.Add(Item::kSystolic); }},
      {"missing[0].item", [](RuleSet& r) { r.missing[0].item = Item::kConsciousness; }},
      {"missing[1].item", [](RuleSet& r) { r.missing[1] = r.missing[0]; }},
      {"missing[2].tier", [](RuleSet& r) { r.missing[2].tier = Tier::kGreen; }},
      {"missing[0].stale_hours", [](RuleSet& r) { r.missing[0].stale_hours = -1; }},
      {"contact.yellow.minutes", [](RuleSet& r) { r.contact[0].ordinary = 0; }},
      {"contact.orange.minutes", [](RuleSet& r) { r.contact[1].ordinary = 721; }},
      {"contact.red.high_risk_minutes", [](RuleSet& r) { r.contact[2].high_risk = 31; }},
      {"contact.orange.high_risk_minutes", [](RuleSet& r) { r.contact[0].high_risk = 59; }},
      {"severities", [](RuleSet& r) { r.severities.clear(); }},
      {"severities[1].name", [](RuleSet& r) { r.severities.push_back(r.severities[0]); }},
      {"severities[0].moderate_2_at_most", [](RuleSet& r) { r.severities[0].moderate_2_at_most = 96; }},
      {"severities[0].mild_from", [](RuleSet& r) { r.severities[0].mild_from = 101; }},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.path);
    RuleSet rules = Rules();
    c.spoil(rules);
    const absl::Status checked = CheckRuleSet(rules);
    EXPECT_EQ(checked.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(platform::ReasonOf(checked), "POLICY_MALFORMED");
    EXPECT_EQ(platform::FieldOf(checked), c.path) << checked;
  }
}

TEST(CheckRuleSet, LetsStepsForDifferentPeopleStandSideBySide) {
  RuleSet rules = Rules();
  rules.fever = {{380, Tier::kRed, Whom::kHighRisk}, {380, Tier::kYellow, Whom::kContacts}, {400, Tier::kOrange}};
  EXPECT_TRUE(CheckRuleSet(rules).ok()) << CheckRuleSet(rules);
}

TEST(RuleSets, TakeTheVersionInForce) {
  const absl::Time noon = At("2026-11-20 12:00:00");
  const RuleSets sets({{noon, {.version = 1}}, {noon + absl::Hours(1), {.version = 2}}, {noon + absl::Hours(1), {.version = 3}}});
  EXPECT_EQ(sets.At(noon - absl::Nanoseconds(1)), nullptr);
  EXPECT_EQ(sets.At(noon)->version, 1);
  EXPECT_EQ(sets.At(noon + absl::Hours(1) - absl::Nanoseconds(1))->version, 1);
  EXPECT_EQ(sets.At(noon + absl::Hours(1))->version, 3) << "of two that begin at once the later";
  EXPECT_EQ(RuleSets(RuleSet{.version = 9}).At(absl::InfinitePast())->version, 9);
}

}  // namespace
}  // namespace mimamori::observation
