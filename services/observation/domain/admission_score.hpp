// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "services/observation/domain/patient.hpp"

namespace mimamori::observation {

// Kanagawa's score of December 2020, by which places in hospitals are given, as data. A doctor may decide otherwise.
struct AdmissionRule {
  struct AgeStep {
    int from = 0;  // years
    int points = 0;

    friend bool operator==(const AgeStep&, const AgeStep&) = default;
  };
  std::vector<AgeStep> ages = {};  // rising; the last that is reached counts
  int unknown_age = 0;             // points
  // Points of each, in the order of kRiskFactorNames; they add up. Below 0 for nobody but the asymptomatic.
  std::array<int, kRiskFactorNames.size()> factors = {};
  int spo2_at_most = 0;  // is to be admitted whatever the score; 0: nobody is for that
  int high_risk_at = 1;  // points of who it is alone, from which she is at high risk
  int admit_at = 1;      // points

  int PointsOf(RiskFactor factor) const { return factors[static_cast<size_t>(factor)]; }

  friend bool operator==(const AdmissionRule&, const AdmissionRule&) = default;
};

// What a report adds to who it is. Where it isn't known, nothing is subtracted.
struct Condition {
  bool oxygen = false;  // beside what is known of her
  bool asymptomatic = false;
  std::optional<int> spo2 = std::nullopt;  // %
};

struct AdmissionScore {
  int points = 0;
  bool by_spo2 = false;
  bool admit = false;

  friend bool operator==(const AdmissionScore&, const AdmissionScore&) = default;
};

// Of who she is alone, whatever her symptoms. Of the two ages that a birth year leaves, the one with more points counts.
int PersonalPoints(const AdmissionRule& rule, const Patient& patient, int64_t year);

AdmissionScore ScoreAdmission(const AdmissionRule& rule, int personal_points, const Condition& condition);

}  // namespace mimamori::observation
