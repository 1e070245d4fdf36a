// SPDX-License-Identifier: Apache-2.0
#include "services/identity/domain/session.hpp"

#include <gtest/gtest.h>

namespace mimamori::identity {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'800'000'000);

TEST(Session, EndsAfterItsLifeOrWhenNobodyIsThere) {
  const SessionPolicy policy;
  const struct {
    const char* name;
    SessionKind kind;
    absl::Duration seen;  // after the start
    absl::Duration now;
    bool alive;
  } cases[] = {
      {"just opened", SessionKind::kStaff, absl::ZeroDuration(), absl::ZeroDuration(), true},
      {"59 minutes of silence", SessionKind::kStaff, absl::ZeroDuration(), absl::Minutes(59), true},
      {"60 minutes of silence", SessionKind::kStaff, absl::ZeroDuration(), absl::Minutes(60), false},
      {"busy all day", SessionKind::kStaff, absl::Hours(11.9), absl::Hours(11.99), true},
      {"busy longer than a shift", SessionKind::kStaff, absl::Hours(11.9), absl::Hours(12), false},
      {"an operator's device at rest", SessionKind::kOperator, absl::ZeroDuration(), absl::Hours(24 * 89), true},
      {"an operator's device after 90 days", SessionKind::kOperator, absl::Hours(24 * 89), absl::Hours(24 * 90), false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    Session session = OpenSession(SessionId::Random(), c.kind, kStart, policy);
    session.last_seen_at = kStart + c.seen;
    EXPECT_EQ(IsAlive(session, kStart + c.now, policy), c.alive);
  }
}

TEST(Session, IsShortenedByAShorterPolicy) {
  const Session session = OpenSession(SessionId::Random(), SessionKind::kOperator, kStart, {});
  SessionPolicy shorter;
  shorter.operator_device = absl::Hours(24);
  EXPECT_EQ(EndOf(session, shorter), kStart + absl::Hours(24));
  SessionPolicy longer;
  longer.operator_device = absl::Hours(24 * 365);
  EXPECT_EQ(EndOf(session, longer), session.expires_at);
}

TEST(Session, IsMarkedAsSeenAtMostOnceAMinute) {
  Session session = OpenSession(SessionId::Random(), SessionKind::kStaff, kStart, {});
  EXPECT_FALSE(IsSeenDue(session, kStart + absl::Seconds(59)));
  EXPECT_TRUE(IsSeenDue(session, kStart + absl::Seconds(60)));
  session.kind = SessionKind::kOperator;
  EXPECT_FALSE(IsSeenDue(session, kStart + absl::Hours(1)));
}

}  // namespace
}  // namespace mimamori::identity
