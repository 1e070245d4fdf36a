// SPDX-License-Identifier: Apache-2.0
#include "services/platform/postgres/policies.hpp"

#include <fmt/format.h>

#include <optional>

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
    INSERT INTO policies (name, version, valid_from, body, proposed_by, request_id)
    SELECT $1, max(version) + 1, $2, $3, $4, $5 FROM policies WHERE name = $1 HAVING count(*) > 0
    RETURNING name, version, valid_from, body, proposed_by, '')"};

// Column 6: whether it is what is asked for now.
constexpr Statement kProposedBefore{"policy_proposed_before", R"(
    SELECT name, version, valid_from, body, proposed_by, coalesce(approved_by, ''),
           name = $3 AND valid_from = $4 AND body = $5
    FROM policies WHERE proposed_by = $1 AND request_id = $2)"};

constexpr Statement kFind{"find_policies", R"(
    SELECT name, version, valid_from, body, proposed_by, coalesce(approved_by, ''),
           approved_by IS NOT NULL AND valid_from <= $1 AND NOT EXISTS (
             SELECT FROM policies later
             WHERE later.name = policies.name AND later.approved_by IS NOT NULL AND later.valid_from <= $1
               AND (later.valid_from, later.version) > (policies.valid_from, policies.version))
    FROM policies WHERE ($2 = '' OR name = $2) AND (name, version) > ($3, $4) ORDER BY name, version LIMIT $5)"};

constexpr Statement kRead{"read_policy", R"(
    SELECT name, version, valid_from, body, proposed_by, coalesce(approved_by, '') FROM policies
    WHERE name = $1 AND version = $2 FOR UPDATE)"};

constexpr Statement kApprove{"approve_policy", R"(
    UPDATE policies SET approved_by = $3 WHERE name = $1 AND version = $2 AND approved_by IS NULL)"};

constexpr char kTooSoon[] = "a policy starts a minute from now at the earliest";

Policy Read(const Rows& rows, int row) {
  return {.name = std::string(rows.Text(row, 0)),
          .version = rows.Int4(row, 1),
          .valid_from = rows.Time(row, 2),
          .body = rows.Json(row, 3),
          .proposed_by = std::string(rows.Text(row, 4)),
          .approved_by = std::string(rows.Text(row, 5))};
}

absl::Status Reused() {
  return Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED", "request_id was used for another proposal");
}

absl::Status Unknown() { return NotFound("POLICY_UNKNOWN", "there is no such policy"); }

absl::Status MayApprove(const Policy& policy, absl::Time now, const std::string& approved_by) {
  const auto refuse = [](std::string_view reason, std::string_view sentence) {
    return Failure(absl::StatusCode::kFailedPrecondition, reason, sentence);
  };
  if (!policy.approved_by.empty()) return refuse("POLICY_ALREADY_APPROVED", "this version has been approved already");
  if (policy.proposed_by == approved_by) return refuse("SAME_PERSON", "another person must approve what you proposed");
  if (policy.valid_from < now + kPolicyNotice) return refuse("POLICY_STARTS_TOO_SOON", kTooSoon);
  return absl::OkStatus();
}

// What the server says of a request id that came twice at once, and of a body that is not JSON, not an object, or of
// which it can't keep a character or the depth.
absl::Status AboutProposal(const absl::Status& status) {
  if (ConstraintOf(status) == "policies_request_key") return Reused();
  const std::string state = SqlStateOf(status);
  const bool unreadable = state == "22P02" || state == "22P05" || state == "54001";
  if (!unreadable && ConstraintOf(status) != "policies_body_object") return status;
  return BadField("body", "MALFORMED_POLICY", "a policy is a JSON object");
}

// What this request proposed already.
absl::StatusOr<std::optional<Policy>> ProposedBefore(Connection& transaction, const PolicyProposal& proposal) {
  Params params;
  params.Text(proposal.proposed_by).Uuid(proposal.request_id.uuid());
  params.Text(proposal.name).Time(proposal.valid_from).Json(proposal.body);
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kProposedBefore, params));
  if (rows.empty()) return std::nullopt;
  if (!rows.Bool(0, 6)) return Reused();
  return Read(rows, 0);
}

absl::StatusOr<Policy> AddVersion(Connection& transaction, const PolicyProposal& proposal) {
  Params params;
  params.Text(proposal.name).Time(proposal.valid_from).Json(proposal.body).Text(proposal.proposed_by);
  params.Uuid(proposal.request_id.uuid());
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kPropose, params));
  if (rows.empty()) return Unknown();
  return Read(rows, 0);
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

absl::StatusOr<Policy> ProposePolicy(Pool& pool, absl::Time deadline, absl::Time now, const PolicyProposal& proposal,
                                     AuditEntry audit) {
  Policy proposed;
  const absl::Status status = pool.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    // Two proposals get two versions, and a retry waits for the first try.
    RETURN_IF_ERROR(transaction.Run(kLock, Params().Text(proposal.name)).status());
    ASSIGN_OR_RETURN(const std::optional<Policy> before, ProposedBefore(transaction, proposal));
    if (before) {
      proposed = *before;
      return absl::OkStatus();
    }
    if (proposal.valid_from < now + kPolicyNotice) return BadField("valid_from_time", "POLICY_STARTS_TOO_SOON", kTooSoon);
    ASSIGN_OR_RETURN(proposed, AddVersion(transaction, proposal));
    audit.payload = fmt::format(R"({{"version": {}}})", proposed.version);
    return AppendAudit(transaction, audit);
  });
  if (!status.ok()) return AboutProposal(status);
  return proposed;
}

absl::StatusOr<Policy> ApprovePolicy(Pool& pool, absl::Time deadline, absl::Time now, const PolicyApproval& approval,
                                     AuditEntry audit) {
  Policy policy;
  RETURN_IF_ERROR(pool.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kRead, Params().Text(approval.name).Int4(approval.version)));
    if (rows.empty()) return Unknown();
    policy = Read(rows, 0);
    if (policy.approved_by == approval.approved_by) return absl::OkStatus();
    RETURN_IF_ERROR(MayApprove(policy, now, approval.approved_by));
    RETURN_IF_ERROR(approval.check(policy.body));
    policy.approved_by = approval.approved_by;
    Params params;
    params.Text(approval.name).Int4(approval.version).Text(approval.approved_by);
    RETURN_IF_ERROR(transaction.Run(kApprove, params).status());
    audit.payload = fmt::format(R"({{"version": {}}})", approval.version);
    return AppendAudit(transaction, audit);
  }));
  return policy;
}

absl::StatusOr<std::vector<ListedPolicy>> FindPolicies(Pool& pool, absl::Time deadline, absl::Time at,
                                                       const PolicyQuery& query) {
  Params params;
  params.Time(at).Text(query.name).Text(query.after.name).Int4(query.after.version).Int8(query.limit);
  ASSIGN_OR_RETURN(const Rows rows, pool.Run(deadline, kFind, params));
  std::vector<ListedPolicy> policies;
  for (int row = 0; row < rows.size(); ++row) {
    policies.push_back({.policy = Read(rows, row), .in_force = rows.Bool(row, 6)});
  }
  return policies;
}

std::vector<Statement> PolicyStatements() {
  return {kAt, kList, kLock, kPropose, kProposedBefore, kFind, kRead, kApprove};
}

}  // namespace mimamori::platform::postgres
