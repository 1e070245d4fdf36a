// SPDX-License-Identifier: Apache-2.0
#include "services/identity/domain/session.hpp"

#include <algorithm>

namespace mimamori::identity {
namespace {

absl::Duration LongestLife(SessionKind kind, const SessionPolicy& policy) {
  switch (kind) {
    case SessionKind::kStaff: return policy.staff;
    case SessionKind::kOperator: return policy.operator_device;
    case SessionKind::kPatient: return policy.patient_device;
  }
  return absl::ZeroDuration();
}

}  // namespace

Session OpenSession(SessionId id, SessionKind kind, absl::Time now, const SessionPolicy& policy) {
  return {.id = id, .kind = kind, .created_at = now, .last_seen_at = now, .expires_at = now + LongestLife(kind, policy)};
}

absl::Time EndOf(const Session& session, const SessionPolicy& policy) {
  const absl::Time longest = std::min(session.expires_at, session.created_at + LongestLife(session.kind, policy));
  if (session.kind != SessionKind::kStaff) return longest;
  return std::min(longest, session.last_seen_at + policy.staff_idle);
}

bool IsAlive(const Session& session, absl::Time now, const SessionPolicy& policy) {
  return now < EndOf(session, policy);
}

bool IsSeenDue(const Session& session, absl::Time now) {
  return session.kind == SessionKind::kStaff && now - session.last_seen_at >= absl::Minutes(1);
}

}  // namespace mimamori::identity
