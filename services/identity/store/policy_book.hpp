// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/identity/domain/link.hpp"
#include "services/identity/domain/log_in_slowing.hpp"
#include "services/identity/domain/session.hpp"
#include "services/identity/domain/staff.hpp"
#include "services/platform/postgres/policy_shelf.hpp"

namespace mimamori::identity {

// Policy `identity.password_hashing`: what Argon2id may cost.
struct HashingPolicy {
  int memory_kib = 65536;
  int passes = 3;
  friend bool operator==(const HashingPolicy&, const HashingPolicy&) = default;
};

// Policy `identity.diaries`: patients' links and devices.
struct DiaryPolicy {
  absl::Duration link = absl::Hours(24 * 7);
  absl::Duration session = absl::Hours(24 * 90);
  friend bool operator==(const DiaryPolicy&, const DiaryPolicy&) = default;
};

using platform::postgres::PolicyBody;

// The bodies of the policies. FAILED_PRECONDITION: POLICY_MALFORMED, with the field that is missing or out of its range.
absl::StatusOr<HashingPolicy> ReadHashingPolicy(const PolicyBody& body);
absl::StatusOr<SlowingPolicy> ReadSlowingPolicy(const PolicyBody& body);
absl::StatusOr<SessionPolicy> ReadSessionPolicy(const PolicyBody& body);  // without patient_device
absl::StatusOr<LinkPolicy> ReadLinkPolicy(const PolicyBody& body);        // without staff_invitation and diary
absl::StatusOr<DiaryPolicy> ReadDiaryPolicy(const PolicyBody& body);
absl::StatusOr<StaffPolicy> ReadStaffPolicy(const PolicyBody& body);

// The policies in force, read again after half a minute, so that a resolved session costs no second read. Thread-safe.
// FAILED_PRECONDITION: POLICY_MISSING, POLICY_MALFORMED.
class PolicyBook {
 public:
  explicit PolicyBook(platform::postgres::Pool& pool) : shelf_(pool) {}

  absl::StatusOr<HashingPolicy> Hashing(absl::Time deadline, absl::Time now);
  absl::StatusOr<SlowingPolicy> Slowing(absl::Time deadline, absl::Time now);
  absl::StatusOr<SessionPolicy> Sessions(absl::Time deadline, absl::Time now);
  absl::StatusOr<LinkPolicy> Links(absl::Time deadline, absl::Time now);
  absl::StatusOr<StaffPolicy> Staff(absl::Time deadline, absl::Time now);

 private:
  platform::postgres::PolicyShelf shelf_;
};

}  // namespace mimamori::identity
