// SPDX-License-Identifier: Apache-2.0
#include "services/platform/postgres/connection.hpp"

#include <gtest/gtest.h>
#include <signal.h>

#include "services/platform/core/error.hpp"
#include "tests/support/scratch_cluster.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::platform::postgres {
namespace {

constexpr Statement kTimeout{"show_timeout", "SELECT current_setting('statement_timeout')"};
constexpr Statement kSleep{"sleep", "SELECT 1 FROM pg_sleep(600)"};

class ConnectionTest : public testing::Test {
 protected:
  tests::EmptyDatabase database_{"visit"};
  std::unique_ptr<Connection> connection_ = *Connection::Open(database_.OwnerConninfo());
};

TEST_F(ConnectionTest, OpensInUtcUnderTheProgramsName) {
  const auto rows =
      connection_->Run({"show", "SELECT current_setting('TimeZone'), current_setting('application_name')"});
  EXPECT_EQ(rows->Text(0, 0), "UTC");
  EXPECT_EQ(rows->Text(0, 1), "platform_postgres_test");
}

TEST_F(ConnectionTest, SaysThatNobodyAnswers) {
  const auto nobody = Connection::Open("host=/nonexistent dbname=x user=y");
  EXPECT_EQ(nobody.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(nobody.status()), "DATABASE_UNREACHABLE");
  const auto malformed = Connection::Open("no conninfo at all");
  EXPECT_EQ(ReasonOf(malformed.status()), "DATABASE_UNREACHABLE");
}

TEST_F(ConnectionTest, StopsAStatementBeforeItsDeadline) {
  connection_->SetDeadline(absl::Now() + absl::Milliseconds(150));
  const absl::Status status = connection_->Run(kSleep).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(SqlStateOf(status), "57014");
  EXPECT_FALSE(connection_->broken());
  connection_->SetDeadline(absl::InfiniteFuture());
  EXPECT_EQ(connection_->Run(kTimeout)->Text(0, 0), "0");
}

TEST_F(ConnectionTest, AsksNothingWhenNoTimeIsLeft) {
  connection_->SetDeadline(absl::Now() + absl::Milliseconds(19));
  const absl::Status status = connection_->Run({"never", "this is not even SQL"}).status();
  EXPECT_EQ(ReasonOf(status), "DATABASE_TIMEOUT");
}

TEST_F(ConnectionTest, GivesTheServerWhatIsLeftOfTheDeadline) {
  const auto shown = [&](absl::Duration left) {
    connection_->SetDeadline(absl::Now() + left);
    std::string text(connection_->Run(kTimeout)->Text(0, 0));
    connection_->SetDeadline(absl::InfiniteFuture());
    return text;
  };
  EXPECT_EQ(shown(absl::Hours(1) + absl::Seconds(10)), "3407872ms");  // 13 · 2^18, at most an eighth less than 3,610 s
  EXPECT_EQ(shown(absl::InfiniteDuration()), "0");
}

TEST_F(ConnectionTest, KnowsTheTimeLimitAfterAFailureHasUndoneIt) {
  constexpr Statement kFails{"fails", "SELECT 1 / 0"};
  for (const Statement& statement : {kFails, kTimeout}) ASSERT_TRUE(connection_->Prepare(statement).ok());
  connection_->SetDeadline(absl::Now() + absl::Hours(1));
  EXPECT_FALSE(connection_->Run(kFails).ok());
  EXPECT_NE(connection_->Run(kTimeout)->Text(0, 0), "0");
  connection_->SetDeadline(absl::InfiniteFuture());
  EXPECT_FALSE(connection_->Run(kFails).ok());
  EXPECT_EQ(connection_->Run(kTimeout)->Text(0, 0), "0");
}

TEST_F(ConnectionTest, RefusesTwoStatementsOfOneName) {
  ASSERT_TRUE(connection_->Prepare({"twin", "SELECT 1"}).ok());
  EXPECT_TRUE(connection_->Prepare({"twin", "SELECT 1"}).ok());
  EXPECT_EQ(connection_->Prepare({"twin", "SELECT 2"}).code(), absl::StatusCode::kInternal);
}

TEST_F(ConnectionTest, RunsAScriptOfManyCommands) {
  ASSERT_TRUE(connection_->Script("CREATE TABLE t (n int); INSERT INTO t VALUES (1), (2); -- end").ok());
  EXPECT_EQ(connection_->Run({"count", "SELECT count(*) FROM t"})->Int8(0, 0), 2);
  EXPECT_EQ(connection_->Run({"update", "UPDATE t SET n = n + 1 WHERE n > 1"})->affected(), 1);
  EXPECT_FALSE(connection_->Script("INSERT INTO t VALUES (3); SELECT missing").ok());
  EXPECT_EQ(connection_->Run({"count", "SELECT count(*) FROM t"})->Int8(0, 0), 2);
}

TEST_F(ConnectionTest, TakesARollbackAfterAFailure) {
  ASSERT_TRUE(connection_->Script("BEGIN").ok());
  EXPECT_FALSE(connection_->Script("SELECT missing").ok());
  EXPECT_TRUE(connection_->Script("ROLLBACK").ok());
  EXPECT_TRUE(connection_->Script("SELECT 1").ok());
}

TEST_F(ConnectionTest, CarriesMoreThanASocketHolds) {
  const std::string large(4 << 20, 'x');
  const auto rows = connection_->Run({"echo", "SELECT $1::text"}, Params().Text(large));
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_EQ(rows->Text(0, 0), large);
}

TEST_F(ConnectionTest, IsLostWhenTheServerEndsTheSession) {
  const auto other = *Connection::Open(database_.Conninfo());
  const int32_t pid = connection_->Run({"pid", "SELECT pg_backend_pid()"})->Int4(0, 0);
  ASSERT_TRUE(other->Run({"end", "SELECT pg_terminate_backend($1, 10000)"}, Params().Int4(pid)).ok());
  const absl::Status status = connection_->Run(kTimeout).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_TRUE(connection_->broken());
  EXPECT_EQ(ReasonOf(connection_->Run(kTimeout).status()), "DATABASE_LOST");
  EXPECT_EQ(ReasonOf(connection_->Script("SELECT 1")), "DATABASE_LOST");
}

TEST_F(ConnectionTest, IsGivenUpWhenTheServerStaysSilent) {
  const int32_t pid = connection_->Run({"pid", "SELECT pg_backend_pid()"})->Int4(0, 0);
  ASSERT_EQ(kill(pid, SIGSTOP), 0);
  connection_->SetDeadline(absl::Now() + absl::Milliseconds(50));
  const absl::Status status = connection_->Run(kTimeout).status();
  kill(pid, SIGCONT);
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_TRUE(connection_->broken());
}

}  // namespace
}  // namespace mimamori::platform::postgres
