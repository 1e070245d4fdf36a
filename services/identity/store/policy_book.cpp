// SPDX-License-Identifier: Apache-2.0
#include "services/identity/store/policy_book.hpp"

#include <fmt/format.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/policies.hpp"

namespace mimamori::identity {
namespace {

constexpr absl::Duration kTrusted = absl::Seconds(30);

absl::Status Malformed(std::string_view sentence) {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED", sentence);
}

absl::StatusOr<int> NumberIn(const std::map<std::string, double>& numbers, const std::string& name, int min, int max) {
  const auto found = numbers.find(name);
  if (found == numbers.end() || found->second < min || found->second > max ||
      found->second != static_cast<int>(found->second)) {
    return Malformed(fmt::format("a policy needs {} from {} to {}", name, min, max));
  }
  return static_cast<int>(found->second);
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
  ASSIGN_OR_RETURN(const platform::postgres::Policy policy,
                   platform::postgres::PolicyAt(pool_, deadline, name, now));
  google::protobuf::Struct body;
  if (!google::protobuf::util::JsonStringToMessage(policy.body, &body).ok()) {
    return Malformed("a policy's body is not a JSON object");
  }
  Numbers numbers;
  for (const auto& [field, value] : body.fields()) {
    if (value.has_number_value()) numbers[field] = value.number_value();
  }
  const std::lock_guard lock(mutex_);
  pages_[name] = {.read_at = now, .numbers = numbers};
  return numbers;
}

absl::StatusOr<HashingPolicy> PolicyBook::Hashing(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const Numbers numbers, Read(deadline, now, "identity.password_hashing"));
  HashingPolicy policy;
  ASSIGN_OR_RETURN(policy.memory_kib, NumberIn(numbers, "memory_kib", 8, 1 << 20));
  ASSIGN_OR_RETURN(policy.passes, NumberIn(numbers, "passes", 1, 20));
  return policy;
}

absl::StatusOr<SlowingPolicy> PolicyBook::Slowing(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const Numbers numbers, Read(deadline, now, "identity.log_in_slowing"));
  ASSIGN_OR_RETURN(const int window, NumberIn(numbers, "window_seconds", 60, 86'400));
  ASSIGN_OR_RETURN(const int first, NumberIn(numbers, "first_delay_seconds", 1, 3'600));
  ASSIGN_OR_RETURN(const int longest, NumberIn(numbers, "longest_delay_seconds", 1, 3'600));
  SlowingPolicy policy{.window = absl::Seconds(window),
                       .first_delay = absl::Seconds(first),
                       .longest_delay = absl::Seconds(longest)};
  ASSIGN_OR_RETURN(policy.account_free_failures, NumberIn(numbers, "account_free_failures", 1, 1'000));
  ASSIGN_OR_RETURN(policy.network_free_failures, NumberIn(numbers, "network_free_failures", 1, 100'000));
  return policy;
}

absl::StatusOr<SessionPolicy> PolicyBook::Sessions(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const Numbers numbers, Read(deadline, now, "identity.sessions"));
  ASSIGN_OR_RETURN(const int staff, NumberIn(numbers, "staff_hours", 1, 24));
  ASSIGN_OR_RETURN(const int idle, NumberIn(numbers, "staff_idle_minutes", 5, 24 * 60));
  ASSIGN_OR_RETURN(const int device, NumberIn(numbers, "operator_days", 1, 90));
  return SessionPolicy{.staff = absl::Hours(staff),
                       .staff_idle = absl::Minutes(idle),
                       .operator_device = absl::Hours(24 * device)};
}

absl::StatusOr<LinkPolicy> PolicyBook::Links(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const Numbers numbers, Read(deadline, now, "identity.links"));
  ASSIGN_OR_RETURN(const int verify, NumberIn(numbers, "verify_address_hours", 1, 24 * 7));
  ASSIGN_OR_RETURN(const int venue, NumberIn(numbers, "venue_registration_hours", 1, 24 * 30));
  ASSIGN_OR_RETURN(const int log_in, NumberIn(numbers, "venue_log_in_minutes", 5, 24 * 60));
  return LinkPolicy{.verify_address = absl::Hours(verify),
                    .venue_registration = absl::Hours(venue),
                    .venue_log_in = absl::Minutes(log_in)};
}

}  // namespace mimamori::identity
