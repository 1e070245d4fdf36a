// SPDX-License-Identifier: Apache-2.0
#include "services/identity/store/policy_book.hpp"

#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/policies.hpp"
#include "services/platform/postgres/policy_body.hpp"

namespace mimamori::identity {
namespace {

using platform::postgres::PolicyBody;

constexpr absl::Duration kTrusted = absl::Seconds(30);

}  // namespace

absl::StatusOr<HashingPolicy> ReadHashingPolicy(const std::string& body) {
  const PolicyBody numbers(body);
  HashingPolicy policy;
  ASSIGN_OR_RETURN(policy.memory_kib, numbers.Int("memory_kib", 8, 1 << 20));
  ASSIGN_OR_RETURN(policy.passes, numbers.Int("passes", 1, 20));
  return policy;
}

absl::StatusOr<SlowingPolicy> ReadSlowingPolicy(const std::string& body) {
  const PolicyBody numbers(body);
  ASSIGN_OR_RETURN(const int window, numbers.Int("window_seconds", 60, 86'400));
  ASSIGN_OR_RETURN(const int first, numbers.Int("first_delay_seconds", 1, 3'600));
  ASSIGN_OR_RETURN(const int longest, numbers.Int("longest_delay_seconds", 1, 3'600));
  SlowingPolicy policy{.window = absl::Seconds(window),
                       .first_delay = absl::Seconds(first),
                       .longest_delay = absl::Seconds(longest)};
  ASSIGN_OR_RETURN(policy.account_free_failures, numbers.Int("account_free_failures", 1, 1'000));
  ASSIGN_OR_RETURN(policy.network_free_failures, numbers.Int("network_free_failures", 1, 100'000));
  return policy;
}

absl::StatusOr<SessionPolicy> ReadSessionPolicy(const std::string& body) {
  const PolicyBody numbers(body);
  ASSIGN_OR_RETURN(const int staff, numbers.Int("staff_hours", 1, 24));
  ASSIGN_OR_RETURN(const int idle, numbers.Int("staff_idle_minutes", 5, 24 * 60));
  ASSIGN_OR_RETURN(const int device, numbers.Int("operator_days", 1, 90));
  return SessionPolicy{.staff = absl::Hours(staff),
                       .staff_idle = absl::Minutes(idle),
                       .operator_device = absl::Hours(24 * device)};
}

absl::StatusOr<LinkPolicy> ReadLinkPolicy(const std::string& body) {
  const PolicyBody numbers(body);
  ASSIGN_OR_RETURN(const int verify, numbers.Int("verify_address_hours", 1, 24 * 7));
  ASSIGN_OR_RETURN(const int venue, numbers.Int("venue_registration_hours", 1, 24 * 30));
  return LinkPolicy{.verify_address = absl::Hours(verify), .venue_registration = absl::Hours(venue)};
}

absl::StatusOr<StaffPolicy> ReadStaffPolicy(const std::string& body) {
  const PolicyBody rules(body);
  StaffPolicy policy;
  ASSIGN_OR_RETURN(policy.totp_required, rules.Bool("totp_required"));
  // A mail waits 14 days at most.
  ASSIGN_OR_RETURN(const int invitation, rules.Int("invitation_hours", 1, 13 * 24));
  policy.invitation = absl::Hours(invitation);
  return policy;
}

absl::StatusOr<std::string> PolicyBook::Read(absl::Time deadline, absl::Time now, const std::string& name) {
  {
    const std::lock_guard lock(mutex_);
    const auto page = pages_.find(name);
    if (page != pages_.end() && now >= page->second.read_at && now < page->second.read_at + kTrusted) {
      return page->second.body;
    }
  }
  ASSIGN_OR_RETURN(platform::postgres::Policy policy, platform::postgres::PolicyAt(pool_, deadline, name, now));
  const std::lock_guard lock(mutex_);
  pages_[name] = {.read_at = now, .body = policy.body};
  return std::move(policy.body);
}

absl::StatusOr<HashingPolicy> PolicyBook::Hashing(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const std::string body, Read(deadline, now, "identity.password_hashing"));
  return ReadHashingPolicy(body);
}

absl::StatusOr<SlowingPolicy> PolicyBook::Slowing(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const std::string body, Read(deadline, now, "identity.log_in_slowing"));
  return ReadSlowingPolicy(body);
}

absl::StatusOr<SessionPolicy> PolicyBook::Sessions(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const std::string body, Read(deadline, now, "identity.sessions"));
  return ReadSessionPolicy(body);
}

absl::StatusOr<LinkPolicy> PolicyBook::Links(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const std::string body, Read(deadline, now, "identity.links"));
  return ReadLinkPolicy(body);
}

absl::StatusOr<StaffPolicy> PolicyBook::Staff(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const std::string body, Read(deadline, now, "identity.staff"));
  return ReadStaffPolicy(body);
}

}  // namespace mimamori::identity
