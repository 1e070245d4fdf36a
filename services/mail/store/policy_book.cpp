// SPDX-License-Identifier: Apache-2.0
#include "services/mail/store/policy_book.hpp"

#include "services/platform/core/status_macros.hpp"

namespace mimamori::mail {

absl::StatusOr<QuotaPolicy> ReadQuotaPolicy(const PolicyBody& body) {
  ASSIGN_OR_RETURN(const int recipient_per_hour, body.Int("recipient_per_hour", 0, 1'000'000));
  ASSIGN_OR_RETURN(const int recipient_per_day, body.Int("recipient_per_day", 0, 1'000'000));
  ASSIGN_OR_RETURN(const int domain_per_hour, body.Int("domain_per_hour", 0, 1'000'000'000));
  ASSIGN_OR_RETURN(const int total_per_hour, body.Int("total_per_hour", 0, 1'000'000'000));
  return QuotaPolicy{.recipient_per_hour = recipient_per_hour,
                     .recipient_per_day = recipient_per_day,
                     .domain_per_hour = domain_per_hour,
                     .total_per_hour = total_per_hour};
}

absl::StatusOr<RetryPolicy> ReadRetryPolicy(const PolicyBody& body) {
  ASSIGN_OR_RETURN(const double first, body.Number("first_delay_seconds", 1, 86400));
  ASSIGN_OR_RETURN(const double longest, body.Number("longest_delay_seconds", first, 86400));
  ASSIGN_OR_RETURN(const double jitter, body.Number("jitter", 0, 1));
  ASSIGN_OR_RETURN(const int attempts, body.Int("attempts", 1, 1000));
  return RetryPolicy{.first_delay = absl::Seconds(first), .longest_delay = absl::Seconds(longest), .jitter = jitter,
                     .attempts = attempts};
}

absl::StatusOr<Pace> ReadPacePolicy(const PolicyBody& body) {
  ASSIGN_OR_RETURN(const double total, body.Number("total_per_second", 0, 1e6));
  ASSIGN_OR_RETURN(const double domain, body.Number("domain_per_second", 0, 1e6));
  return Pace{.total_per_second = total, .domain_per_second = domain};
}

absl::StatusOr<absl::Duration> ReadRetentionPolicy(const PolicyBody& body) {
  ASSIGN_OR_RETURN(const double days, body.Number("settled_days", 1, 90));
  return days * absl::Hours(24);
}

absl::StatusOr<QuotaPolicy> PolicyBook::Quotas(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const auto body, shelf_.At(deadline, now, "mail.quotas"));
  return ReadQuotaPolicy(*body);
}

absl::StatusOr<RetryPolicy> PolicyBook::Retries(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const auto body, shelf_.At(deadline, now, "mail.retries"));
  return ReadRetryPolicy(*body);
}

absl::StatusOr<Pace> PolicyBook::MailPace(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const auto body, shelf_.At(deadline, now, "mail.pace"));
  return ReadPacePolicy(*body);
}

absl::StatusOr<absl::Duration> PolicyBook::SettledRetention(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const auto body, shelf_.At(deadline, now, "mail.retention"));
  return ReadRetentionPolicy(*body);
}

}  // namespace mimamori::mail
