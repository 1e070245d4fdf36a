// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "services/observation/store/risk_store.hpp"
#include "services/observation/store/rule_book.hpp"

namespace mimamori::observation {

// By these rules, in that year, of who she is alone.
bool IsAtHighRisk(const RuleSet& rules, const Patient& patient, int64_t year);
// By the calendar that all ages are counted in.
int64_t YearOf(absl::Time now);

// Has everybody weighed anew once other rules have been in force for a minute, when no process takes anybody in by the earlier
// ones any more, and when a year begins. After a crash it goes on where it was.
class RiskWeigher {
 public:
  static constexpr int kStep = 5000;

  RiskWeigher(RiskStore& risks, const RuleBook& rules, int step = kStep) : risks_(risks), rules_(rules), step_(step) {}

  // To the end. How many are at another risk than before.
  absl::StatusOr<int64_t> Run(absl::Time now);

 private:
  RiskStore& risks_;
  const RuleBook& rules_;
  const int step_;
};

}  // namespace mimamori::observation
