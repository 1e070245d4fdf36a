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
#include "services/platform/postgres/pool.hpp"

namespace mimamori::identity {

// Policy `identity.password_hashing`: what Argon2id may cost.
struct HashingPolicy {
  int memory_kib = 65536;
  int passes = 3;
  friend bool operator==(const HashingPolicy&, const HashingPolicy&) = default;
};

// The policies in force, read again after half a minute, so that a resolved session costs no second read. Thread-safe.
// FAILED_PRECONDITION: POLICY_MISSING, POLICY_MALFORMED (a number is missing or out of its range).
class PolicyBook {
 public:
  explicit PolicyBook(platform::postgres::Pool& pool) : pool_(pool) {}

  absl::StatusOr<HashingPolicy> Hashing(absl::Time deadline, absl::Time now);
  absl::StatusOr<SlowingPolicy> Slowing(absl::Time deadline, absl::Time now);
  absl::StatusOr<SessionPolicy> Sessions(absl::Time deadline, absl::Time now);
  absl::StatusOr<LinkPolicy> Links(absl::Time deadline, absl::Time now);

 private:
  using Numbers = std::map<std::string, double>;
  struct Page {
    absl::Time read_at;
    Numbers numbers;
  };
  absl::StatusOr<Numbers> Read(absl::Time deadline, absl::Time now, const std::string& name);

  platform::postgres::Pool& pool_;
  std::mutex mutex_;
  std::map<std::string, Page> pages_;
};

}  // namespace mimamori::identity
