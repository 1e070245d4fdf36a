// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/admission_score.hpp"

#include <gtest/gtest.h>

#include "tests/services/observation/domain/rules.hpp"

namespace mimamori::observation {
namespace {

const AdmissionRule kKanagawa = Rules().admission;

TEST(PersonalPoints, TakeTheWorseOfTheTwoAgesThatABirthYearLeaves) {
  const struct {
    const char* name;
    std::optional<int> birth_year;
    int points;
  } cases[] = {{"64 at most", 1962, 0}, {"65 by the end of the year", 1961, 2}, {"74 at most", 1952, 2},
               {"75 by the end of the year", 1951, 3}, {"unknown", std::nullopt, 3}, {"a child", 2020, 0}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(PersonalPoints(kKanagawa, {.birth_year = c.birth_year}, 2026), c.points);
  }
}

TEST(PersonalPoints, AddUpOverTheFactors) {
  const struct {
    RiskFactor factor;
    int points;
  } cases[] = {{RiskFactor::kDiabetes, 2},          {RiskFactor::kChronicRespiratoryDisease, 2},
               {RiskFactor::kSevereCardiovascularDisease, 2}, {RiskFactor::kCancerUnderTreatment, 2},
               {RiskFactor::kImmunosuppressants, 2}, {RiskFactor::kImmunodeficiency, 2},
               {RiskFactor::kUncontrolledHypertension, 1}, {RiskFactor::kSevereKidneyDisease, 1},
               {RiskFactor::kObesity, 1},           {RiskFactor::kAfterOrganTransplant, 1},
               {RiskFactor::kDialysis, 6},          {RiskFactor::kLatePregnancy, 6},
               {RiskFactor::kPneumoniaLessThanHalf, 3}, {RiskFactor::kPneumoniaHalfOrMore, 6},
               {RiskFactor::kPneumoniaBothSides, 6}, {RiskFactor::kOxygenNeeded, 5},
               {RiskFactor::kLooksSeverelyIll, 1},  {RiskFactor::kAsymptomatic, 0}};
  ASSERT_EQ(std::size(cases), kRiskFactorNames.size());
  WordSet<RiskFactor> all;
  int sum = 0;
  for (const auto& c : cases) {
    SCOPED_TRACE(NameOf(kRiskFactorNames, c.factor));
    EXPECT_EQ(PersonalPoints(kKanagawa, {.birth_year = 1986, .risk_factors = {c.factor}}, 2026), c.points);
    all.Add(c.factor);
    sum += c.points;
  }
  EXPECT_EQ(PersonalPoints(kKanagawa, {.birth_year = 1946, .risk_factors = all}, 2026), sum + 3);
}

TEST(AdmissionScore, AdmitsFromTheLimitOnOrByTheSaturationAlone) {
  const struct {
    const char* name;
    int personal;
    Condition condition;
    AdmissionScore expected;
  } cases[] = {
      {"four points", 4, {}, {.points = 4, .by_spo2 = false, .admit = false}},
      {"five points", 5, {}, {.points = 5, .by_spo2 = false, .admit = true}},
      {"no symptoms", 5, {.asymptomatic = true}, {.points = 4, .by_spo2 = false, .admit = false}},
      {"oxygen", 0, {.oxygen = true}, {.points = 5, .by_spo2 = false, .admit = true}},
      {"SpO2 96", 0, {.spo2 = 96}, {.points = 0, .by_spo2 = false, .admit = false}},
      {"SpO2 95", 0, {.spo2 = 95}, {.points = 0, .by_spo2 = true, .admit = true}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(ScoreAdmission(kKanagawa, c.personal, c.condition), c.expected);
  }
  AdmissionRule before_2022 = kKanagawa;
  before_2022.spo2_at_most = 0;
  EXPECT_FALSE(ScoreAdmission(before_2022, 0, {.spo2 = 70}).admit);
}

}  // namespace
}  // namespace mimamori::observation
