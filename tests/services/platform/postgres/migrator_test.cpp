// SPDX-License-Identifier: Apache-2.0
#include "services/platform/postgres/migrator.hpp"

#include <gtest/gtest.h>

#include <future>

#include "services/platform/core/error.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/change_log.hpp"
#include "services/platform/postgres/follower.hpp"
#include "services/platform/postgres/policies.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::platform::postgres {
namespace {

using Files = std::vector<EmbeddedFile>;

const EmbeddedFile kFirst{"0001_create_cats.sql", "CREATE TABLE cats (name text); GRANT SELECT ON cats TO visit;"};
const EmbeddedFile kSecond{"0002_add_age.sql", "ALTER TABLE cats ADD age int;"};
const EmbeddedFile kThird{"0003_add_owner.sql", "ALTER TABLE cats ADD owner text;"};

class MigratorTest : public testing::Test {
 protected:
  absl::Status Bring(const Files& files) { return Migrate(database_.OwnerConninfo(), "visit", files); }
  int64_t Columns() {
    const auto connection = *Connection::Open(database_.Conninfo());
    return connection->Run({"columns", "SELECT count(*) FROM information_schema.columns WHERE table_name = 'cats'"})
        ->Int8(0, 0);
  }
  int64_t Applied() {
    const auto connection = *Connection::Open(database_.Conninfo());
    return connection->Run({"applied", "SELECT count(*) FROM schema_migrations WHERE house = 'visit'"})->Int8(0, 0);
  }

  tests::EmptyDatabase database_{"visit"};
};

TEST_F(MigratorTest, AppliesWhatIsMissingInNumberOrder) {
  ASSERT_TRUE(Bring({kFirst}).ok());
  EXPECT_EQ(Columns(), 1);
  ASSERT_TRUE(Bring({kThird, kFirst, kSecond}).ok());
  EXPECT_EQ(Columns(), 3);
  EXPECT_TRUE(Bring({kFirst, kSecond, kThird}).ok());
  EXPECT_EQ(Applied(), 3);
}

TEST_F(MigratorTest, RefusesWhatIsNotASequence) {
  const struct {
    const char* name;
    Files files;
    const char* reason;
  } cases[] = {
      {"a gap", {kFirst, kThird}, "MIGRATION_GAP"},
      {"no first", {kSecond}, "MIGRATION_GAP"},
      {"a number twice", {kFirst, {"0001_create_dogs.sql", ""}}, "MIGRATION_GAP"},
      {"no number", {{"create_cats.sql", ""}}, "MIGRATION_NAME"},
      {"not SQL", {{"0001_create_cats.txt", ""}}, "MIGRATION_NAME"},
      {"its own commit", {{"0001_commit.sql", "CREATE TABLE cats (n int); COMMIT;"}}, "MIGRATION_COMMITS"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const absl::Status status = Bring(c.files);
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(ReasonOf(status), c.reason);
  }
}

TEST_F(MigratorTest, RefusesAnAppliedFileThatChanged) {
  ASSERT_TRUE(Bring({kFirst, kSecond}).ok());
  const absl::Status status = Bring({kFirst, {"0002_add_age.sql", "ALTER TABLE cats ADD age bigint;"}, kThird});
  EXPECT_EQ(ReasonOf(status), "MIGRATION_CHANGED");
  EXPECT_EQ(Columns(), 2);
}

TEST_F(MigratorTest, RefusesADatabaseThatLacksOneInBetween) {
  ASSERT_TRUE(Bring({kFirst, kSecond, kThird}).ok());
  ASSERT_TRUE((*Connection::Open(database_.Conninfo()))
                  ->Script("DELETE FROM schema_migrations WHERE house = 'visit' AND number = 2")
                  .ok());
  EXPECT_EQ(ReasonOf(Bring({kFirst, kSecond, kThird})), "MIGRATION_GAP");
}

TEST_F(MigratorTest, AcceptsADatabaseThatIsNewer) {
  ASSERT_TRUE(Bring({kFirst, kSecond, kThird}).ok());
  EXPECT_TRUE(Bring({kFirst}).ok());
  EXPECT_EQ(Columns(), 3);
}

TEST_F(MigratorTest, LeavesNothingOfAFileThatFails) {
  const absl::Status status = Bring({kFirst, {"0002_fail.sql", "ALTER TABLE cats ADD age int; SELECT missing;"}});
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_NE(status.message().find("visit 0002_fail.sql"), std::string::npos) << status;
  EXPECT_EQ(Columns(), 1);
  EXPECT_EQ(Applied(), 1);
  EXPECT_TRUE(Bring({kFirst, kSecond}).ok());
}

TEST_F(MigratorTest, LetsReplicasStartAtOnce) {
  std::vector<std::future<absl::Status>> replicas;
  for (int i = 0; i < 4; ++i) {
    replicas.push_back(std::async(std::launch::async, [this] { return Bring({kFirst, kSecond, kThird}); }));
  }
  for (auto& replica : replicas) EXPECT_TRUE(replica.get().ok());
  EXPECT_EQ(Applied(), 3);
}

TEST_F(MigratorTest, GivesTheServiceNoMoreThanItNeeds) {
  ASSERT_TRUE(Bring({kFirst}).ok());
  const auto connection = *Connection::Open(database_.ServiceConninfo());
  EXPECT_TRUE(connection->Script("SELECT * FROM cats").ok());
  for (const char* sql : {"INSERT INTO cats VALUES ('tama')", "DROP TABLE changes", "CREATE TABLE mine (n int)",
                          "TRUNCATE audit_entries", "UPDATE policies SET body = '{}'", "DELETE FROM policies",
                          "DELETE FROM schema_migrations", "SELECT setval('changes_sequence', 1)"}) {
    EXPECT_EQ(SqlStateOf(connection->Script(sql)), "42501") << sql;
  }
}

TEST_F(MigratorTest, MakesWhatEveryPlatformStatementNeeds) {
  ASSERT_TRUE(Bring({}).ok());
  const auto connection = *Connection::Open(database_.ServiceConninfo());
  for (const auto& statements : {ChangeStatements(), AuditStatements(), PolicyStatements(), FollowerStatements()}) {
    for (const Statement& statement : statements) {
      const absl::Status status = connection->Prepare(statement);
      EXPECT_TRUE(status.ok()) << status;
    }
  }
}

}  // namespace
}  // namespace mimamori::platform::postgres
