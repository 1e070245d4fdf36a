// SPDX-License-Identifier: Apache-2.0
#include "services/platform/postgres/audit.hpp"

#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/digest.hpp"
#include "services/platform/postgres/policies.hpp"
#include "services/platform/postgres/policy_body.hpp"

namespace mimamori::platform::postgres {
namespace {

constexpr size_t kSaltBytes = 16;
constexpr int kLeastPayloadDays = 14;  // a visitor is shown who asked 14 days later at the latest
constexpr int kMostPayloadDays = 3650;

// The digest is made where the canonical text of the jsonb is known.
constexpr Statement kAppend{"append_audit_entry", R"(
    INSERT INTO audit_entries
      (recorded_at, actor, action, object_type, object_id, area, reason, trace_id, salt, payload, digest)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, sha256($9 || convert_to(($10::jsonb)::text, 'UTF8'))))"};

constexpr Statement kForget{"forget_audit_payloads", "SELECT forget_audit_payloads($1, $2)"};

}  // namespace

absl::Status AppendAudit(Connection& transaction, const AuditEntry& entry) {
  Params params;
  params.Time(entry.time).Text(entry.actor).Text(entry.action).Text(entry.object_type).Text(entry.object_id);
  params.Text(entry.area).Text(entry.reason).Text(entry.trace_id).Bytes(RandomBytes(kSaltBytes));
  params.Json(entry.payload.empty() ? std::string_view("{}") : std::string_view(entry.payload));
  const absl::Status status = transaction.Run(kAppend, params).status();
  if (ConstraintOf(status) == "audit_entries_payload_object") {
    return absl::InternalError("the payload of an audit entry is not a JSON object");
  }
  return status;
}

absl::StatusOr<int64_t> ForgetAuditPayloads(Pool& pool, absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const Policy policy, PolicyAt(pool, deadline, "audit.retention", now));
  ASSIGN_OR_RETURN(const int days, PolicyBody(policy.body).Int("payload_days", kLeastPayloadDays, kMostPayloadDays));
  ASSIGN_OR_RETURN(const Rows rows,
                   pool.Run(deadline, kForget, Params().Time(now - days * absl::Hours(24)).Time(now)));
  return rows.Int8(0, 0);
}

std::vector<Statement> AuditStatements() { return {kAppend, kForget}; }

}  // namespace mimamori::platform::postgres
