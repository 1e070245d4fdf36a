// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/admission_score.hpp"

#include <algorithm>

namespace mimamori::observation {
namespace {

int PointsOfAge(const AdmissionRule& rule, int age) {
  int points = 0;
  for (const AdmissionRule::AgeStep& step : rule.ages) {
    if (age >= step.from) points = step.points;
  }
  return points;
}

}  // namespace

int PersonalPoints(const AdmissionRule& rule, const Patient& patient, int64_t year) {
  const std::optional<Ages> ages = AgesIn(patient, year);
  int points = ages ? std::max(PointsOfAge(rule, ages->least), PointsOfAge(rule, ages->most)) : rule.unknown_age;
  for (const auto& [factor, name] : kRiskFactorNames) {
    if (patient.risk_factors.Has(factor) && factor != RiskFactor::kAsymptomatic) points += rule.PointsOf(factor);
  }
  return points;
}

AdmissionScore ScoreAdmission(const AdmissionRule& rule, int personal_points, const Condition& condition) {
  AdmissionScore score{.points = personal_points};
  if (condition.oxygen) score.points += rule.PointsOf(RiskFactor::kOxygenNeeded);
  if (condition.asymptomatic) score.points += rule.PointsOf(RiskFactor::kAsymptomatic);
  score.by_spo2 = condition.spo2 && *condition.spo2 <= rule.spo2_at_most;
  score.admit = score.by_spo2 || score.points >= rule.admit_at;
  return score;
}

}  // namespace mimamori::observation
