// SPDX-License-Identifier: Apache-2.0
#include "services/registry/store/policy_reader.hpp"

#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/policy_body.hpp"

namespace mimamori::registry {
namespace {

constexpr int kLeastDays = 29;
constexpr int kMostDays = 3653;
constexpr int kMostDaysBefore = 14;
constexpr size_t kMostStatusBytes = 32;

}  // namespace

absl::StatusOr<RetentionPolicy> ReadRetentionPolicy(const std::string& json) {
  const platform::postgres::PolicyBody body(json);
  ASSIGN_OR_RETURN(const int contacts, body.Int("contact_days", kLeastDays, kMostDays));
  ASSIGN_OR_RETURN(const int cases, body.Int("case_days", contacts, kMostDays));
  return RetentionPolicy{.contacts = contacts * absl::Hours(24), .cases = cases * absl::Hours(24)};
}

absl::StatusOr<InfectiousRule> ReadInfectiousRule(const std::string& json) {
  const platform::postgres::PolicyBody body(json);
  InfectiousRule rule;
  ASSIGN_OR_RETURN(rule.days_before_onset, body.Int("days_before_onset", 0, kMostDaysBefore));
  ASSIGN_OR_RETURN(rule.days_before_sampling, body.Int("days_before_sampling", 0, kMostDaysBefore));
  ASSIGN_OR_RETURN(rule.days_before_report, body.Int("days_before_report", 0, kMostDaysBefore));
  return rule;
}

absl::StatusOr<absl::Duration> ReadConsentLife(const std::string& json) {
  ASSIGN_OR_RETURN(const int hours, platform::postgres::PolicyBody(json).Int("hours", 1, 14 * 24));
  return absl::Hours(hours);
}

absl::StatusOr<PlacePolicy> ReadPlacePolicy(const std::string& json) {
  const platform::postgres::PolicyBody body(json);
  PlacePolicy policy;
  ASSIGN_OR_RETURN(const int longest, body.Int("longest_minutes", 1, 14 * 1440));
  ASSIGN_OR_RETURN(const int oldest, body.Int("oldest_days", 1, 90));
  ASSIGN_OR_RETURN(policy.most, body.Int("most", 1, 1000));
  ASSIGN_OR_RETURN(const int kept, body.Int("kept_days", oldest, kMostDays));
  policy.longest = absl::Minutes(longest);
  policy.oldest = absl::Hours(24 * oldest);
  policy.kept = absl::Hours(24 * kept);
  return policy;
}

absl::StatusOr<StatusTable> ReadStatusTable(const std::string& json) {
  const platform::postgres::PolicyBody body(json);
  std::map<std::string, std::vector<std::string>> next;
  for (const std::string& name : StatusNames()) {
    ASSIGN_OR_RETURN(next[name], body.Texts(name, kMostStatusBytes));
  }
  return StatusTable::Create(next);
}

}  // namespace mimamori::registry
