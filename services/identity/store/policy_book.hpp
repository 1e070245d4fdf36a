// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/identity/domain/link.hpp"
#include "services/identity/domain/log_in_slowing.hpp"
#include "services/identity/domain/session.hpp"
#include "services/identity/domain/staff.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::identity {

// Policy `identity.password_hashing`: what Argon2id may cost.
struct HashingPolicy {
  int memory_kib = 65536;
  int passes = 3;
  friend bool operator==(const HashingPolicy&, const HashingPolicy&) = default;
};

// The bodies of the policies. FAILED_PRECONDITION: POLICY_MALFORMED, with the field that is missing or out of its range.
absl::StatusOr<HashingPolicy> ReadHashingPolicy(const std::string& body);
absl::StatusOr<SlowingPolicy> ReadSlowingPolicy(const std::string& body);
absl::StatusOr<SessionPolicy> ReadSessionPolicy(const std::string& body);
absl::StatusOr<LinkPolicy> ReadLinkPolicy(const std::string& body);  // without staff_invitation
absl::StatusOr<StaffPolicy> ReadStaffPolicy(const std::string& body);

// The policies in force, read again after half a minute, so that a resolved session costs no second read. Thread-safe.
// FAILED_PRECONDITION: POLICY_MISSING, POLICY_MALFORMED.
class PolicyBook {
 public:
  explicit PolicyBook(platform::postgres::Pool& pool) : pool_(pool) {}

  absl::StatusOr<HashingPolicy> Hashing(absl::Time deadline, absl::Time now);
  absl::StatusOr<SlowingPolicy> Slowing(absl::Time deadline, absl::Time now);
  absl::StatusOr<SessionPolicy> Sessions(absl::Time deadline, absl::Time now);
  absl::StatusOr<LinkPolicy> Links(absl::Time deadline, absl::Time now);
  absl::StatusOr<StaffPolicy> Staff(absl::Time deadline, absl::Time now);

 private:
  struct Page {
    absl::Time read_at;
    std::string body;
  };
  absl::StatusOr<std::string> Read(absl::Time deadline, absl::Time now, const std::string& name);

  platform::postgres::Pool& pool_;
  std::mutex mutex_;
  std::map<std::string, Page> pages_;
};

}  // namespace mimamori::identity
