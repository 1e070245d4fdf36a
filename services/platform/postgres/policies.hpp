// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/platform/core/id.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::platform::postgres {

// Thresholds, windows, retention and texts: versioned JSON with a valid-from date (table `policies`). The shipped
// versions come with the migrations; later ones are proposed by one person and approved by another.
struct Policy {
  std::string name;  // "visit.retention"
  int version = 0;   // 1, 2, 3 per name
  absl::Time valid_from;
  std::string body;  // JSON object
  std::string proposed_by;
  std::string approved_by;  // empty while only proposed
};

// The approved version in force at `at`: the one with the latest valid_from ≤ at (then the higher version).
// FAILED_PRECONDITION (POLICY_MISSING) when there is none.
absl::StatusOr<Policy> PolicyAt(Pool& pool, absl::Time deadline, const std::string& name, absl::Time at);
// All versions of one policy, approved or not.
absl::StatusOr<std::vector<Policy>> ListPolicies(Pool& pool, absl::Time deadline, const std::string& name);

// From approval to the first moment there is at least this long, so that a rule is known wherever it is asked for before
// it counts, and nothing is judged in hindsight by one that was still being approved.
constexpr absl::Duration kPolicyNotice = absl::Minutes(1);

struct PolicyProposal {
  std::string name;
  std::string body;
  absl::Time valid_from;
  std::string proposed_by;
  RequestId request_id;  // a retry gives the first answer
};
// Audited with the version. NOT_FOUND (POLICY_UNKNOWN) when no version of that name was shipped. INVALID_ARGUMENT:
// MALFORMED_POLICY (field body) when it is not a JSON object; POLICY_STARTS_TOO_SOON (valid_from_time) within
// kPolicyNotice of `now` or before. ALREADY_EXISTS (REQUEST_ID_REUSED).
absl::StatusOr<Policy> ProposePolicy(Pool& pool, absl::Time deadline, absl::Time now, const PolicyProposal& proposal,
                                     AuditEntry audit);

struct PolicyApproval {
  std::string name;
  int version = 0;
  std::string approved_by;
  std::function<absl::Status(const std::string& body)> check;  // whether the service can work by it
};
// Audited with the version; what the same person approved before is answered again. NOT_FOUND (POLICY_UNKNOWN).
// FAILED_PRECONDITION: POLICY_ALREADY_APPROVED, SAME_PERSON when the proposer approves, POLICY_STARTS_TOO_SOON. Else what
// `check` says of the body.
absl::StatusOr<Policy> ApprovePolicy(Pool& pool, absl::Time deadline, absl::Time now, const PolicyApproval& approval,
                                     AuditEntry audit);

// Versions by name, then version, from after a position.
struct PolicyPosition {
  std::string name;
  int version = 0;
};
struct PolicyQuery {
  std::string name = {};  // empty: all
  PolicyPosition after = {};
  int limit = 0;
};
struct ListedPolicy {
  Policy policy;
  bool in_force = false;  // at `at`
};
absl::StatusOr<std::vector<ListedPolicy>> FindPolicies(Pool& pool, absl::Time deadline, absl::Time at,
                                                       const PolicyQuery& query);

std::vector<Statement> PolicyStatements();

}  // namespace mimamori::platform::postgres
