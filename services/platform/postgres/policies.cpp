// SPDX-License-Identifier: Apache-2.0
#include "services/platform/postgres/policies.hpp"

#include <fmt/format.h>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::platform::postgres {
namespace {

constexpr Statement kAt{"policy_at", R"(
    SELECT name, version, valid_from, body, proposed_by, coalesce(approved_by, '') FROM policies
    WHERE name = $1 AND approved_by IS NOT NULL AND valid_from <= $2
    ORDER BY valid_from DESC, version DESC LIMIT 1)"};

constexpr Statement kList{"list_policies", R"(
    SELECT name, version, valid_from, body, proposed_by, coalesce(approved_by, '') FROM policies
    WHERE name = $1 ORDER BY version)"};

constexpr Statement kLock{"lock_policy", "SELECT 1 FROM pg_advisory_xact_lock(hashtextextended('policies/' || $1, 0))"};

constexpr Statement kPropose{"propose_policy", R"(
    INSERT INTO policies (name, version, valid_from, body, proposed_by)
    SELECT $1, max(version) + 1, $2, $3, $4 FROM policies WHERE name = $1 HAVING count(*) > 0
    RETURNING name, version, valid_from, body, proposed_by, '')"};

constexpr Statement kRead{"read_policy", R"(
    SELECT name, version, valid_from, body, proposed_by, coalesce(approved_by, '') FROM policies
    WHERE name = $1 AND version = $2 FOR UPDATE)"};

constexpr Statement kApprove{"approve_policy", "UPDATE policies SET approved_by = $3 WHERE name = $1 AND version = $2"};

Policy Read(const Rows& rows, int row) {
  return {.name = std::string(rows.Text(row, 0)),
          .version = rows.Int4(row, 1),
          .valid_from = rows.Time(row, 2),
          .body = rows.Json(row, 3),
          .proposed_by = std::string(rows.Text(row, 4)),
          .approved_by = std::string(rows.Text(row, 5))};
}

absl::Status Unknown() { return NotFound("POLICY_UNKNOWN", "there is no such policy"); }

absl::Status MayApprove(const Policy& policy, absl::Time now, const std::string& approved_by) {
  const auto refuse = [](std::string_view reason, std::string_view sentence) {
    return Failure(absl::StatusCode::kFailedPrecondition, reason, sentence);
  };
  if (!policy.approved_by.empty()) return refuse("POLICY_ALREADY_APPROVED", "this version has been approved already");
  if (policy.proposed_by == approved_by) return refuse("SAME_PERSON", "another person must approve what you proposed");
  if (policy.valid_from < now) return refuse("POLICY_STARTS_IN_PAST", "its first day has passed; propose it again");
  return absl::OkStatus();
}

// What the server says of a body that is not JSON, or not an object.
absl::Status AboutBody(const absl::Status& status) {
  if (SqlStateOf(status) != "22P02" && ConstraintOf(status) != "policies_body_object") return status;
  return BadField("body", "MALFORMED_POLICY", "a policy is a JSON object");
}

}  // namespace

absl::StatusOr<Policy> PolicyAt(Pool& pool, absl::Time deadline, const std::string& name, absl::Time at) {
  ASSIGN_OR_RETURN(const Rows rows, pool.Run(deadline, kAt, Params().Text(name).Time(at)));
  if (!rows.empty()) return Read(rows, 0);
  return Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MISSING",
                 fmt::format("no policy {} is in force", name));
}

absl::StatusOr<std::vector<Policy>> ListPolicies(Pool& pool, absl::Time deadline, const std::string& name) {
  ASSIGN_OR_RETURN(const Rows rows, pool.Run(deadline, kList, Params().Text(name)));
  std::vector<Policy> policies;
  for (int row = 0; row < rows.size(); ++row) policies.push_back(Read(rows, row));
  return policies;
}

absl::StatusOr<Policy> ProposePolicy(Pool& pool, absl::Time deadline, const std::string& name, const std::string& body,
                                     absl::Time valid_from, const std::string& proposed_by) {
  Policy proposed;
  const absl::Status status = pool.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    RETURN_IF_ERROR(transaction.Run(kLock, Params().Text(name)).status());  // two proposals get two versions
    ASSIGN_OR_RETURN(const Rows rows,
                     transaction.Run(kPropose, Params().Text(name).Time(valid_from).Json(body).Text(proposed_by)));
    if (rows.empty()) return Unknown();
    proposed = Read(rows, 0);
    return absl::OkStatus();
  });
  if (!status.ok()) return AboutBody(status);
  return proposed;
}

absl::StatusOr<Policy> ApprovePolicy(Pool& pool, absl::Time deadline, absl::Time now, const std::string& name,
                                     int version, const std::string& approved_by) {
  Policy policy;
  RETURN_IF_ERROR(pool.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kRead, Params().Text(name).Int4(version)));
    if (rows.empty()) return Unknown();
    policy = Read(rows, 0);
    RETURN_IF_ERROR(MayApprove(policy, now, approved_by));
    policy.approved_by = approved_by;
    return transaction.Run(kApprove, Params().Text(name).Int4(version).Text(approved_by)).status();
  }));
  return policy;
}

std::vector<Statement> PolicyStatements() { return {kAt, kList, kLock, kPropose, kRead, kApprove}; }

}  // namespace mimamori::platform::postgres
