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

constexpr Statement kFind{"find_audit_entries", R"(
    SELECT sequence, recorded_at, actor, action, object_type, object_id, area, reason, trace_id,
           coalesce(payload::text, '')
    FROM audit_entries
    WHERE sequence < $1 AND recorded_at >= $2 AND recorded_at < $3 AND ($4 = '' OR actor = $4)
      AND ($5 = '' OR action = $5) AND ($6 = '' OR object_type = $6) AND ($7 = '' OR object_id = $7)
      AND ($8 OR area = ANY ($9) OR left(area, 2) = ANY ($10))
    ORDER BY sequence DESC LIMIT $11)"};

Params ParamsOf(const AuditQuery& query) {
  std::vector<std::string> codes, prefectures;
  for (const AreaCode& area : query.areas) {
    codes.push_back(area.ToString());
    if (area.IsPrefecture()) prefectures.push_back(area.ToString().substr(0, 2));
  }
  Params params;
  params.Int8(query.before).Time(query.start).Time(query.end).Text(query.actor).Text(query.action);
  params.Text(query.object_type).Text(query.object_id);
  params.Bool(query.areas.empty()).TextArray(codes).TextArray(prefectures).Int8(query.limit);
  return params;
}

RecordedAudit ReadEntry(const Rows& rows, int row) {
  return {.sequence = rows.Int8(row, 0),
          .entry = {.time = rows.Time(row, 1),
                    .actor = std::string(rows.Text(row, 2)),
                    .action = std::string(rows.Text(row, 3)),
                    .object_type = std::string(rows.Text(row, 4)),
                    .object_id = std::string(rows.Text(row, 5)),
                    .area = std::string(rows.Text(row, 6)),
                    .reason = std::string(rows.Text(row, 7)),
                    .payload = std::string(rows.Text(row, 9)),
                    .trace_id = std::string(rows.Text(row, 8))}};
}

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

absl::StatusOr<std::vector<RecordedAudit>> FindAudit(Connection& connection, const AuditQuery& query) {
  ASSIGN_OR_RETURN(const Rows rows, connection.Run(kFind, ParamsOf(query)));
  std::vector<RecordedAudit> found;
  for (int row = 0; row < rows.size(); ++row) found.push_back(ReadEntry(rows, row));
  return found;
}

absl::StatusOr<int> ReadAuditRetention(const std::string& json) {
  return PolicyBody(json).Int("payload_days", kLeastPayloadDays, kMostPayloadDays);
}

absl::StatusOr<int64_t> ForgetAuditPayloads(Pool& pool, absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const Policy policy, PolicyAt(pool, deadline, "audit.retention", now));
  ASSIGN_OR_RETURN(const int days, ReadAuditRetention(policy.body));
  ASSIGN_OR_RETURN(const Rows rows,
                   pool.Run(deadline, kForget, Params().Time(now - days * absl::Hours(24)).Time(now)));
  return rows.Int8(0, 0);
}

std::vector<Statement> AuditStatements() { return {kAppend, kFind, kForget}; }

}  // namespace mimamori::platform::postgres
