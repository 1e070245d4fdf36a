// SPDX-License-Identifier: Apache-2.0
#include "services/platform/postgres/audit.hpp"

#include <gtest/gtest.h>

#include "services/platform/postgres/pool.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::platform::postgres {
namespace {

const absl::Time kNoon = absl::FromUnixSeconds(1714564800);

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

  tests::ScratchDatabase database_{"visit", {}};
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

TEST_F(AuditTest, ForgetsAPayloadButNotItsDigest) {
  ASSERT_TRUE(AppendAudit(*service_, AnEntry()).ok());
  EXPECT_EQ(*ForgetAuditPayloads(*owner_, kNoon), 0);
  EXPECT_EQ(*ForgetAuditPayloads(*owner_, kNoon + absl::Seconds(1)), 1);
  EXPECT_TRUE(owner_->Run({"payload", "SELECT payload FROM audit_entries"})->IsNull(0, 0));
  EXPECT_TRUE(DigestHolds(R"({"kept":[1,2],"people":12})"));
  EXPECT_EQ(SqlStateOf(ForgetAuditPayloads(*service_, absl::InfiniteFuture()).status()), "42501");
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
