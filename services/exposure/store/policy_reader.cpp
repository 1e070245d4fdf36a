// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/store/policy_reader.hpp"

#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/policy_body.hpp"

namespace mimamori::exposure {

using platform::postgres::PolicyBody;

absl::StatusOr<AlertPolicy> ReadAlertPolicy(const std::string& json) {
  const PolicyBody body(json);
  AlertPolicy policy;
  ASSIGN_OR_RETURN(const int longest, body.Int("longest_window_minutes", 1, 14 * 1440));
  ASSIGN_OR_RETURN(const int oldest, body.Int("oldest_days", 1, 90));
  ASSIGN_OR_RETURN(const int margin, body.Int("margin_minutes", 0, 240));
  ASSIGN_OR_RETURN(const int tail, body.Int("tail_minutes", 0, 60));
  ASSIGN_OR_RETURN(policy.least_minutes, body.Int("least_minutes", 1, 1440));
  ASSIGN_OR_RETURN(policy.least_recipients, body.Int("least_recipients", 0, 1000));
  ASSIGN_OR_RETURN(policy.mail_unverified, body.Bool("mail_unverified"));
  ASSIGN_OR_RETURN(policy.contact_text, body.Text("contact_text", 500));
  policy.longest_window = absl::Minutes(longest);
  policy.oldest = absl::Hours(24 * oldest);
  policy.margin = absl::Minutes(margin);
  policy.tail = absl::Minutes(tail);
  return policy;
}

absl::StatusOr<int> ReadRetentionDays(const std::string& json) { return PolicyBody(json).Int("days", 1, 365); }

}  // namespace mimamori::exposure
