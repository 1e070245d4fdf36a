// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
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
absl::StatusOr<std::vector<Policy>> ListPolicies(Pool& pool, absl::Time deadline, const std::string& name);
// NOT_FOUND (POLICY_UNKNOWN) when no version of that name was shipped; INVALID_ARGUMENT (field body, MALFORMED_POLICY)
// when the body is not a JSON object.
absl::StatusOr<Policy> ProposePolicy(Pool& pool, absl::Time deadline, const std::string& name, const std::string& body,
                                     absl::Time valid_from, const std::string& proposed_by);
// NOT_FOUND (POLICY_UNKNOWN). FAILED_PRECONDITION: POLICY_ALREADY_APPROVED, SAME_PERSON when the proposer approves,
// POLICY_STARTS_IN_PAST when valid_from < now.
absl::StatusOr<Policy> ApprovePolicy(Pool& pool, absl::Time deadline, absl::Time now, const std::string& name,
                                     int version, const std::string& approved_by);

std::vector<Statement> PolicyStatements();

}  // namespace mimamori::platform::postgres
