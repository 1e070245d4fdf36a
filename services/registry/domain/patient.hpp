// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"

namespace mimamori::registry {

// Kept as smallints, and the same as in the proto: never renumber.
enum class Sex : int16_t { kNotKnown = 0, kFemale = 1, kMale = 2, kOther = 3 };
enum class Route : int16_t { kNotAsked = 0, kKnown = 1, kUnknown = 2 };

// The items of Kanagawa's score for admission (December 2020) beside the age.
enum class RiskFactor : int16_t {
  kDiabetes = 1,
  kChronicRespiratoryDisease = 2,
  kSevereCardiovascularDisease = 3,
  kCancerUnderTreatment = 4,
  kImmunosuppressants = 5,
  kImmunodeficiency = 6,
  kUncontrolledHypertension = 7,
  kSevereKidneyDisease = 8,
  kObesity = 9,
  kAfterOrganTransplant = 10,
  kDialysis = 11,
  kLatePregnancy = 12,
  kPneumoniaLessThanHalf = 13,
  kPneumoniaHalfOrMore = 14,
  kPneumoniaBothSides = 15,
  kOxygenNeeded = 16,
  kLooksSeverelyIll = 17,
  kAsymptomatic = 18,
};
inline constexpr int kMostRiskFactor = 18;

// Who it is, as far as the house may know: no name.
struct Patient {
  int birth_year = 0;  // 0: not known
  Sex sex = Sex::kNotKnown;
  std::vector<RiskFactor> risks = {};  // ascending, each once
  std::string language = "ja";
  std::string time_zone = "Asia/Tokyo";
  Route route = Route::kNotAsked;

  friend bool operator==(const Patient&, const Patient&) = default;
};

// Days in the patient's zone; both belong to it, start ≤ end.
struct Plan {
  int reports_per_day = 1;  // or 2
  absl::CivilDay start;
  absl::CivilDay end;

  friend bool operator==(const Plan&, const Plan&) = default;
};

// What an officer wrote, before it is looked at. Numbers as in the proto.
struct PatientDraft {
  int birth_year = 0;
  int sex = 0;
  std::vector<int> risk_factors = {};
  std::string language = {};
  std::string time_zone = {};
  int route = 0;
};
struct PlanDraft {
  int reports_per_day = 0;
  std::string start_date = {};
  std::string end_date = {};
};

// BadField: BAD_BIRTH_YEAR (neither 0 nor 1900 to this year), UNKNOWN_SEX, UNKNOWN_RISK_FACTOR,
// RISK_FACTORS_EXCLUDE_EACH_OTHER (two kinds of pneumonia), UNKNOWN_LANGUAGE, UNKNOWN_TIME_ZONE, UNKNOWN_ROUTE.
absl::StatusOr<Patient> ParsePatient(const PatientDraft& draft, absl::CivilDay today);

// BadField: BAD_COUNT (plan.reports_per_day is not 1 or 2), MISSING_FIELD, MALFORMED_DATE, DATES_OUT_OF_ORDER,
// PLAN_TOO_LONG (plan.end_date, more than 90 days after the start).
absl::StatusOr<std::optional<Plan>> ParsePlan(const std::optional<PlanDraft>& draft);

// Both together, as far as they don't exclude each other; of two kinds of pneumonia the one of `first`.
std::vector<RiskFactor> Together(const std::vector<RiskFactor>& first, const std::vector<RiskFactor>& second);

}  // namespace mimamori::registry
