// SPDX-License-Identifier: Apache-2.0
#include "services/registry/domain/patient.hpp"

#include <algorithm>

#include "services/platform/core/error.hpp"
#include "services/platform/core/languages.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/time_zone.hpp"
#include "services/registry/domain/day.hpp"

namespace mimamori::registry {
namespace {

using platform::BadField;

constexpr int kOldestBirthYear = 1900;
constexpr int kLongestPlan = 90;  // days after the start: no rule of release comes near it, a typing mistake does

bool IsPneumonia(RiskFactor risk) {
  return risk >= RiskFactor::kPneumoniaLessThanHalf && risk <= RiskFactor::kPneumoniaBothSides;
}

absl::StatusOr<std::vector<RiskFactor>> ParseRisks(const std::vector<int>& numbers) {
  std::vector<RiskFactor> risks;
  for (const int number : numbers) {
    if (number < 1 || number > kMostRiskFactor) {
      return BadField("risk_factors", "UNKNOWN_RISK_FACTOR", "this is not one of the risk factors");
    }
    risks.push_back(static_cast<RiskFactor>(number));
  }
  std::ranges::sort(risks);
  const auto twice = std::ranges::unique(risks);
  risks.erase(twice.begin(), twice.end());
  if (std::ranges::count_if(risks, &IsPneumonia) > 1) {
    return BadField("risk_factors", "RISK_FACTORS_EXCLUDE_EACH_OTHER", "there is one kind of pneumonia at most");
  }
  return risks;
}

absl::StatusOr<absl::CivilDay> NeededDay(std::string_view field, const std::string& text) {
  ASSIGN_OR_RETURN(const std::optional<absl::CivilDay> day, ParseDay(field, text));
  if (!day) return BadField(field, "MISSING_FIELD", "a plan has a first and a last day");
  return *day;
}

}  // namespace

absl::StatusOr<Patient> ParsePatient(const PatientDraft& draft, absl::CivilDay today) {
  if (draft.birth_year != 0 && (draft.birth_year < kOldestBirthYear || draft.birth_year > today.year())) {
    return BadField("birth_year", "BAD_BIRTH_YEAR", "birth_year is a year from 1900 to this one");
  }
  if (draft.sex < 0 || draft.sex > static_cast<int>(Sex::kOther)) {
    return BadField("sex", "UNKNOWN_SEX", "sex is not one of those that there are");
  }
  if (draft.route < 0 || draft.route > static_cast<int>(Route::kUnknown)) {
    return BadField("route", "UNKNOWN_ROUTE", "route is not one of those that there are");
  }
  Patient patient{.birth_year = draft.birth_year,
                  .sex = static_cast<Sex>(draft.sex),
                  .route = static_cast<Route>(draft.route)};
  ASSIGN_OR_RETURN(patient.risks, ParseRisks(draft.risk_factors));
  ASSIGN_OR_RETURN(patient.language, platform::ParseLanguage(draft.language));
  ASSIGN_OR_RETURN(patient.time_zone, platform::ParseTimeZone(draft.time_zone));
  return patient;
}

absl::StatusOr<std::optional<Plan>> ParsePlan(const std::optional<PlanDraft>& draft) {
  if (!draft) return std::nullopt;
  if (draft->reports_per_day != 1 && draft->reports_per_day != 2) {
    return BadField("plan.reports_per_day", "BAD_COUNT", "a patient reports once or twice a day");
  }
  Plan plan{.reports_per_day = draft->reports_per_day, .start = {}, .end = {}};
  ASSIGN_OR_RETURN(plan.start, NeededDay("plan.start_date", draft->start_date));
  ASSIGN_OR_RETURN(plan.end, NeededDay("plan.end_date", draft->end_date));
  if (plan.end < plan.start) {
    return BadField("plan.end_date", "DATES_OUT_OF_ORDER", "the plan ends before it starts");
  }
  if (plan.end - plan.start > kLongestPlan) {
    return BadField("plan.end_date", "PLAN_TOO_LONG", "the plan ends more than 90 days after it starts");
  }
  return plan;
}

std::vector<RiskFactor> Together(const std::vector<RiskFactor>& first, const std::vector<RiskFactor>& second) {
  std::vector<RiskFactor> both = first;
  const bool pneumonia = std::ranges::any_of(first, &IsPneumonia);
  for (const RiskFactor risk : second) {
    if (std::ranges::find(both, risk) != both.end() || (pneumonia && IsPneumonia(risk))) continue;
    both.push_back(risk);
  }
  std::ranges::sort(both);
  return both;
}

}  // namespace mimamori::registry
