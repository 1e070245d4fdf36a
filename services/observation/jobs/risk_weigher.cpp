// SPDX-License-Identifier: Apache-2.0
#include "services/observation/jobs/risk_weigher.hpp"

#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/policies.hpp"

namespace mimamori::observation {
namespace {

constexpr absl::Duration kStepTime = absl::Seconds(30);

}  // namespace

bool IsAtHighRisk(const RuleSet& rules, const Patient& patient, int64_t year) {
  return PersonalPoints(rules.admission, patient, year) >= rules.admission.high_risk_at;
}

int64_t YearOf(absl::Time now) { return absl::ToCivilYear(now, absl::UTCTimeZone()).year(); }

absl::StatusOr<int64_t> RiskWeigher::Run(absl::Time now) {
  ASSIGN_OR_RETURN(const auto in_force, rules_.Current());
  const absl::Time settled = now - platform::postgres::kPolicyNotice;
  const RuleSet* const rules = in_force->triage.At(settled);
  if (rules == nullptr) return 0;
  const int64_t year = YearOf(settled);
  const auto high_risk = [&](const Patient& patient) { return IsAtHighRisk(*rules, patient, year); };
  int64_t changed = 0;
  while (true) {
    ASSIGN_OR_RETURN(const RiskStore::Step step,
                     risks_.Weigh(absl::Now() + kStepTime, {.rules_version = rules->version, .year = year}, high_risk, step_));
    changed += step.changed;
    if (step.done) return changed;
  }
}

}  // namespace mimamori::observation
