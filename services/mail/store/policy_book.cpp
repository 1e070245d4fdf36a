// SPDX-License-Identifier: Apache-2.0
#include "services/mail/store/policy_book.hpp"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/policies.hpp"

namespace mimamori::mail {
namespace {

constexpr absl::Duration kTrusted = absl::Seconds(30);

absl::StatusOr<double> NumberIn(const std::map<std::string, double>& numbers, const std::string& name, double min,
                                double max) {
  const auto found = numbers.find(name);
  if (found == numbers.end() || found->second < min || found->second > max) {
    return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED",
                             fmt::format("a policy needs {} from {} to {}", name, min, max));
  }
  return found->second;
}

}  // namespace

absl::StatusOr<PolicyBook::Numbers> PolicyBook::Read(absl::Time deadline, absl::Time now, const std::string& name) {
  {
    const std::lock_guard lock(mutex_);
    const auto page = pages_.find(name);
    if (page != pages_.end() && now >= page->second.read_at && now < page->second.read_at + kTrusted) {
      return page->second.numbers;
    }
  }
  ASSIGN_OR_RETURN(const platform::postgres::Policy policy, platform::postgres::PolicyAt(pool_, deadline, name, now));
  google::protobuf::Struct body;
  if (!google::protobuf::util::JsonStringToMessage(policy.body, &body).ok()) {
    return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED", "a policy is a JSON object");
  }
  Numbers numbers;
  for (const auto& [field, value] : body.fields()) {
    if (value.has_number_value()) numbers[field] = value.number_value();
  }
  const std::lock_guard lock(mutex_);
  pages_[name] = {.read_at = now, .numbers = numbers};
  return numbers;
}

absl::StatusOr<QuotaPolicy> PolicyBook::Quotas(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const Numbers numbers, Read(deadline, now, "mail.quotas"));
  ASSIGN_OR_RETURN(const double recipient_per_hour, NumberIn(numbers, "recipient_per_hour", 0, 1e6));
  ASSIGN_OR_RETURN(const double recipient_per_day, NumberIn(numbers, "recipient_per_day", 0, 1e6));
  ASSIGN_OR_RETURN(const double domain_per_hour, NumberIn(numbers, "domain_per_hour", 0, 1e9));
  ASSIGN_OR_RETURN(const double total_per_hour, NumberIn(numbers, "total_per_hour", 0, 1e9));
  return QuotaPolicy{.recipient_per_hour = static_cast<int>(recipient_per_hour),
                     .recipient_per_day = static_cast<int>(recipient_per_day),
                     .domain_per_hour = static_cast<int>(domain_per_hour),
                     .total_per_hour = static_cast<int>(total_per_hour)};
}

absl::StatusOr<RetryPolicy> PolicyBook::Retries(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const Numbers numbers, Read(deadline, now, "mail.retries"));
  ASSIGN_OR_RETURN(const double first, NumberIn(numbers, "first_delay_seconds", 1, 86400));
  ASSIGN_OR_RETURN(const double longest, NumberIn(numbers, "longest_delay_seconds", first, 86400));
  ASSIGN_OR_RETURN(const double jitter, NumberIn(numbers, "jitter", 0, 1));
  ASSIGN_OR_RETURN(const double attempts, NumberIn(numbers, "attempts", 1, 1000));
  return RetryPolicy{.first_delay = absl::Seconds(first), .longest_delay = absl::Seconds(longest), .jitter = jitter,
                     .attempts = static_cast<int>(attempts)};
}

absl::StatusOr<Pace> PolicyBook::MailPace(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const Numbers numbers, Read(deadline, now, "mail.pace"));
  ASSIGN_OR_RETURN(const double total, NumberIn(numbers, "total_per_second", 0, 1e6));
  ASSIGN_OR_RETURN(const double domain, NumberIn(numbers, "domain_per_second", 0, 1e6));
  return Pace{.total_per_second = total, .domain_per_second = domain};
}

absl::StatusOr<absl::Duration> PolicyBook::SettledRetention(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const Numbers numbers, Read(deadline, now, "mail.retention"));
  ASSIGN_OR_RETURN(const double days, NumberIn(numbers, "settled_days", 1, 90));
  return days * absl::Hours(24);
}

}  // namespace mimamori::mail
