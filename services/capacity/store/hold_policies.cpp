// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/store/hold_policies.hpp"

#include "services/platform/core/status_macros.hpp"

namespace mimamori::capacity {
namespace {

using platform::postgres::PolicyBody;

constexpr int kMost = 1'000'000;  // what is too much is judged by the rules themselves
constexpr int kLeastDays = 92;
constexpr int kMostDays = 3653;

}  // namespace

absl::StatusOr<HoldRules> HoldRulesIn(const PolicyBody& body) {
  HoldRules rules;
  ASSIGN_OR_RETURN(rules.minutes, body.Int("minutes", 0, kMost));
  ASSIGN_OR_RETURN(rules.extension, body.Int("extension", 0, kMost));
  ASSIGN_OR_RETURN(rules.overdue_may_be_held, body.Bool("overdue_may_be_held"));
  RETURN_IF_ERROR(CheckHoldRules(rules));
  return rules;
}

absl::StatusOr<HoldRules> ReadHoldRules(const std::string& json) { return HoldRulesIn(PolicyBody(json)); }

absl::StatusOr<AnomalyRules> ReadAnomalyRules(const std::string& json) {
  const PolicyBody body(json);
  AnomalyRules rules;
  ASSIGN_OR_RETURN(rules.holds_of_one, body.Int("holds_of_one", 0, kMost));
  ASSIGN_OR_RETURN(rules.rebooked_seconds, body.Int("rebooked_seconds", 0, kMost));
  ASSIGN_OR_RETURN(rules.rebooked_times, body.Int("rebooked_times", 0, kMost));
  ASSIGN_OR_RETURN(rules.night_begins, body.Int("night_begins", 0, kMost));
  ASSIGN_OR_RETURN(rules.night_ends, body.Int("night_ends", 0, kMost));
  ASSIGN_OR_RETURN(rules.night_holds, body.Int("night_holds", 0, kMost));
  RETURN_IF_ERROR(CheckAnomalyRules(rules));
  return rules;
}

absl::StatusOr<HoldRetention> ReadHoldRetention(const std::string& json) {
  const PolicyBody body(json);
  ASSIGN_OR_RETURN(const int holds, body.Int("hold_days", kLeastDays, kMostDays));
  ASSIGN_OR_RETURN(const int stays, body.Int("stay_days", kLeastDays, kMostDays));
  return HoldRetention{.holds = holds * absl::Hours(24), .stays = stays * absl::Hours(24)};
}

}  // namespace mimamori::capacity
