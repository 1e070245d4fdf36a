// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <variant>

#include "absl/time/time.h"
#include "services/identity/domain/account.hpp"
#include "services/platform/core/id.hpp"

namespace mimamori::identity {

struct SessionTag { static constexpr const char* kName = "session_id"; };
using SessionId = platform::Id<SessionTag>;

struct CaseTag { static constexpr const char* kName = "case_id"; };
using CaseId = platform::Id<CaseTag>;

// Policies `identity.sessions` and, for patients, `identity.diaries`.
struct SessionPolicy {
  absl::Duration staff = absl::Hours(12);        // a long shift
  absl::Duration staff_idle = absl::Minutes(60); // a browser left open on a shared desk
  absl::Duration operator_device = absl::Hours(24 * 90);
  absl::Duration patient_device = absl::Hours(24 * 90);
};

// A staff session stands for an account, an operator's for a venue, a patient's device for a case.
enum class SessionKind { kStaff, kOperator, kPatient };

struct Session {
  SessionId id;
  SessionKind kind = SessionKind::kStaff;
  absl::Time created_at;
  absl::Time last_seen_at;  // up to a minute behind
  absl::Time expires_at;    // fixed when it is opened
};

Session OpenSession(SessionId id, SessionKind kind, absl::Time now, const SessionPolicy& policy);

// When the session ends if nothing more is heard of it. A policy that was shortened since it was opened counts.
absl::Time EndOf(const Session& session, const SessionPolicy& policy);
bool IsAlive(const Session& session, absl::Time now, const SessionPolicy& policy);  // now < EndOf

// Whether `last_seen_at` is worth a write: at most one a minute, and none for a device, which has no idle limit.
bool IsSeenDue(const Session& session, absl::Time now);

}  // namespace mimamori::identity
