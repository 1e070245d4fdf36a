// SPDX-License-Identifier: Apache-2.0
#include "services/platform/postgres/audit.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"
#include "services/platform/postgres/pool.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::platform::postgres {
namespace {

const absl::Time kNoon = absl::FromUnixSeconds(1714564800);  // 2024-05-01T12:00:00Z
constexpr absl::Duration kRetention = absl::Hours(28 * 24);

AuditEntry AnEntry() {
  return {.time = kNoon,
          .actor = "account-1",
          .action = "exposure.Approve",
          .object_type = "exposure_event",
          .object_id = "event-1",
          .area = "270008",
          .reason = "called by the health centre",
          .payload = R"({"people": 12,"kept":[1,2]})",
          .trace_id = "abc"};
}

class AuditTest : public testing::Test {
 protected:
  bool DigestHolds(const char* payload) {
    const auto rows = owner_->Run(
        {"verify", "SELECT digest = sha256(salt || convert_to($1::text::jsonb::text, 'UTF8')) FROM audit_entries"},
        Params().Text(payload));
    return rows.ok() && rows->size() == 1 && rows->Bool(0, 0);
  }

  absl::StatusOr<int64_t> Forget(absl::Time now = kNoon) {
    return ForgetAuditPayloads(pool_, absl::Now() + absl::Seconds(30), now);
  }

  tests::ScratchDatabase database_{"visit", {}};
  Pool pool_{database_.ServiceConninfo(), 1};
  std::unique_ptr<Connection> service_ = *Connection::Open(database_.ServiceConninfo());
  std::unique_ptr<Connection> owner_ = *Connection::Open(database_.OwnerConninfo());
};

TEST_F(AuditTest, KeepsWhoDidWhat) {
  ASSERT_TRUE(AppendAudit(*service_, AnEntry()).ok());
  const auto rows = service_->Run({"read",
                                   "SELECT recorded_at, actor, action, object_type, object_id, area, reason, trace_id, "
                                   "payload FROM audit_entries"});
  ASSERT_EQ(rows->size(), 1);
  EXPECT_EQ(rows->Time(0, 0), kNoon);
  const char* const texts[] = {
      "account-1", "exposure.Approve", "exposure_event", "event-1", "270008", "called by the health centre", "abc"};
  for (int i = 0; i < 7; ++i) EXPECT_EQ(rows->Text(0, i + 1), texts[i]);
  EXPECT_EQ(rows->Json(0, 8), R"({"kept": [1, 2], "people": 12})");
}

TEST_F(AuditTest, CommitsWithTheChangeItTellsOf) {
  Pool pool(database_.ServiceConninfo(), 1);
  (void)pool.Transact(absl::Now() + absl::Seconds(30), [](Connection& t) {
    EXPECT_TRUE(AppendAudit(t, AnEntry()).ok());
    return absl::CancelledError("no");
  });
  EXPECT_TRUE(service_->Run({"any", "SELECT 1 FROM audit_entries"})->empty());
}

TEST_F(AuditTest, LetsTheServiceNeitherChangeNorRemoveAnEntry) {
  ASSERT_TRUE(AppendAudit(*service_, AnEntry()).ok());
  for (const char* sql : {"UPDATE audit_entries SET actor = 'somebody else'", "UPDATE audit_entries SET payload = NULL",
                          "DELETE FROM audit_entries", "TRUNCATE audit_entries", "DROP TABLE audit_entries",
                          "ALTER TABLE audit_entries DISABLE TRIGGER ALL"}) {
    EXPECT_EQ(SqlStateOf(service_->Script(sql)), "42501") << sql;
  }
}

TEST_F(AuditTest, SaltsTheDigestOfEachPayload) {
  ASSERT_TRUE(AppendAudit(*service_, AnEntry()).ok());
  EXPECT_TRUE(DigestHolds(R"({"kept":[1,2],"people":12})"));
  EXPECT_FALSE(DigestHolds(R"({"kept":[1,2],"people":13})"));
  ASSERT_TRUE(AppendAudit(*service_, AnEntry()).ok());
  EXPECT_EQ(
      owner_->Run({"differ", "SELECT count(DISTINCT salt) + count(DISTINCT digest) FROM audit_entries"})->Int8(0, 0),
      4);
}

TEST_F(AuditTest, ForgetsThePayloadsPastRetentionAndNothingElse) {
  for (const auto& [actor, time] : {std::pair{"past", kNoon - kRetention - absl::Seconds(1)},
                                    std::pair{"last day", kNoon - kRetention}, std::pair{"today", kNoon}}) {
    AuditEntry entry = AnEntry();
    entry.actor = actor;
    entry.time = time;
    ASSERT_TRUE(AppendAudit(*service_, entry).ok());
  }
  EXPECT_EQ(Forget().value_or(-1), 1);
  const auto rows = service_->Run({"read", R"(
      SELECT actor, recorded_at, action, object_type, object_id, area, reason, trace_id, payload IS NULL,
             digest = sha256(salt || convert_to('{"kept": [1, 2], "people": 12}', 'UTF8'))
      FROM audit_entries WHERE action = 'exposure.Approve' ORDER BY recorded_at)"});
  ASSERT_EQ(rows->size(), 3);
  EXPECT_EQ(rows->Text(0, 0), "past");
  EXPECT_EQ(rows->Time(0, 1), kNoon - kRetention - absl::Seconds(1));
  const char* const texts[] = {"exposure.Approve", "exposure_event", "event-1", "270008", "called by the health centre",
                               "abc"};
  for (int i = 0; i < 6; ++i) EXPECT_EQ(rows->Text(0, i + 2), texts[i]);
  for (int row = 0; row < 3; ++row) {
    SCOPED_TRACE(rows->Text(row, 0));
    EXPECT_EQ(rows->Bool(row, 8), row == 0);
    EXPECT_TRUE(rows->Bool(row, 9)) << "the digest stays";
  }
}

TEST_F(AuditTest, TellsThatPayloadsWereForgottenOnce) {
  AuditEntry entry = AnEntry();
  entry.time = kNoon - kRetention - absl::Seconds(1);
  ASSERT_TRUE(AppendAudit(*service_, entry).ok());
  EXPECT_EQ(Forget().value_or(-1), 1);
  EXPECT_EQ(Forget().value_or(-1), 0);
  EXPECT_EQ(Forget(kNoon + 2 * kRetention).value_or(-1), 0) << "what it leaves is nothing to forget";
  const auto rows = service_->Run({"read", R"(
      SELECT recorded_at, actor, object_id, payload IS NULL, digest = sha256(salt || convert_to('{}', 'UTF8'))
      FROM audit_entries WHERE action = 'audit.ForgetPayloads')"});
  ASSERT_EQ(rows->size(), 1);
  EXPECT_EQ(rows->Time(0, 0), kNoon);
  EXPECT_EQ(rows->Text(0, 1), "visit");
  EXPECT_EQ(rows->Text(0, 2), "2024-04-03T12:00:00Z");
  EXPECT_TRUE(rows->Bool(0, 3));
  EXPECT_TRUE(rows->Bool(0, 4));
}

TEST_F(AuditTest, ForgetsByThePolicyInForce) {
  AuditEntry entry = AnEntry();
  entry.time = kNoon - kRetention - absl::Seconds(1);
  ASSERT_TRUE(AppendAudit(*service_, entry).ok());
  const struct {
    const char* body;
    const char* reason;
  } cases[] = {{R"({"payload_days": 13})", "POLICY_MALFORMED"}, {R"({"payload_days": 3651})", "POLICY_MALFORMED"},
               {"{}", "POLICY_MALFORMED"}, {R"({"payload_days": 29})", ""}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.body);
    ASSERT_TRUE(owner_->Run({"set", "UPDATE policies SET body = $1 WHERE name = 'audit.retention'"},
                            Params().Json(c.body)).ok());
    EXPECT_EQ(ReasonOf(Forget().status()), c.reason);
    EXPECT_EQ(service_->Run({"kept", "SELECT count(*) FROM audit_entries WHERE payload IS NOT NULL"})->Int8(0, 0), 1);
  }
  EXPECT_EQ(Forget(kNoon + absl::Hours(24)).value_or(-1), 1);
}

TEST_F(AuditTest, TakesOnlyJsonObjects) {
  AuditEntry entry = AnEntry();
  entry.payload = "";
  EXPECT_TRUE(AppendAudit(*service_, entry).ok());
  for (const char* payload : {"[1]", "\"text\"", "{not json", "null"}) {
    entry.payload = payload;
    EXPECT_EQ(AppendAudit(*service_, entry).code(), absl::StatusCode::kInternal) << payload;
  }
}

}  // namespace
}  // namespace mimamori::platform::postgres
