// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/platform/core/area_code.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::platform::postgres {

// One access to, or change of, a person's data or the system's rules; commits with the change it tells of. The
// service's role may insert and read entries, and have old payloads forgotten; nothing else. Payloads expire (retention); the salted digest of the
// payload stays.
struct AuditEntry {
  absl::Time time;
  std::string actor;        // account id, or the service's name
  std::string action;       // RPC name: "exposure.Approve"
  std::string object_type;  // "exposure_event"
  std::string object_id;    // opaque
  std::string area;         // 6-digit code or empty
  std::string reason;       // what the person gave as a reason, or empty
  std::string payload;      // JSON object; numbers and ids only, never an address
  std::string trace_id;
};

// INTERNAL when the payload is not a JSON object; an empty one is {}.
absl::Status AppendAudit(Connection& transaction, const AuditEntry& entry);

// Entries that an auditor looks for; an empty word is any.
struct AuditQuery {
  std::string actor;
  std::string action;
  std::string object_type;
  std::string object_id;
  absl::Time start = absl::InfinitePast();
  absl::Time end = absl::InfiniteFuture();  // excluded
  std::vector<AreaCode> areas;              // entries of these only, which leaves out those of no area; none: all
  int64_t before = 0;                       // sequence, excluded
  int limit = 0;
};
struct RecordedAudit {
  int64_t sequence = 0;
  AuditEntry entry;  // its payload is empty once it was forgotten
};
// Newest first.
absl::StatusOr<std::vector<RecordedAudit>> FindAudit(Connection& connection, const AuditQuery& query);

// The body of policy "audit.retention": {"payload_days": 28}, from 14 to 3,650. FAILED_PRECONDITION: POLICY_MALFORMED.
absl::StatusOr<int> ReadAuditRetention(const std::string& json);

// Each service's job "forget_audit_payloads": forgets the payloads of entries that are older than policy
// "audit.retention" (payload_days, 14–3,650) says, and leaves an entry that tells so (audit.ForgetPayloads, its object the
// moment before which they went). Returns how many. The rest of each entry stays, the digest with it: SHA-256(salt ‖
// payload as PostgreSQL writes the jsonb). FAILED_PRECONDITION: POLICY_MISSING, POLICY_MALFORMED.
absl::StatusOr<int64_t> ForgetAuditPayloads(Pool& pool, absl::Time deadline, absl::Time now);

std::vector<Statement> AuditStatements();

}  // namespace mimamori::platform::postgres
