// SPDX-License-Identifier: Apache-2.0
// Commits that wait for a standby which never answers: the one place where a commit's result is really unknown.
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "services/platform/core/error.hpp"
#include "services/platform/postgres/pool.hpp"
#include "tests/support/scratch_cluster.hpp"

namespace mimamori::platform::postgres {
namespace {

constexpr Statement kInsert{"insert", "INSERT INTO t (n) VALUES (1)"};
constexpr Statement kCount{"count", "SELECT count(*) FROM t"};

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

class CommitTest : public testing::Test {
 protected:
  CommitTest() { EXPECT_TRUE(admin_->Script("CREATE TABLE t (n int)").ok()); }

  // What `pool` does when its commit hangs and somebody calls `function` (pg_cancel_backend, …) on its session.
  absl::Status TransactDisturbedBy(const std::string& function) {
    auto result = std::async(std::launch::async, [this] {
      return pool_.Transact(Soon(), [this](Connection& c) {
        ++runs_;
        return c.Run(kInsert).status();
      });
    });
    const std::string sql = "SELECT " + function + "(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
    while (admin_->Run({"disturb", sql.c_str()})->empty()) std::this_thread::yield();
    return result.get();
  }
  int64_t Count() { return admin_->Run(kCount)->Int8(0, 0); }

  tests::ScratchCluster cluster_{{"synchronous_standby_names=nobody", "synchronous_commit=local"}};
  const std::string conninfo_ = cluster_.Conninfo() + " dbname=postgres";
  std::unique_ptr<Connection> admin_ = *Connection::Open(conninfo_);
  Pool pool_{conninfo_ + " options='-c synchronous_commit=on'", 1};
  int runs_ = 0;
};

TEST_F(CommitTest, IsUnknownWhenTheWaitForAStandbyIsCancelled) {
  const absl::Status status = TransactDisturbedBy("pg_cancel_backend");
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(status), "COMMIT_UNKNOWN");
  EXPECT_EQ(runs_, 1);
  EXPECT_EQ(Count(), 1);  // here it was kept, though nobody may promise so
}

TEST_F(CommitTest, IsUnknownWhenTheSessionIsLostInIt) {
  EXPECT_EQ(ReasonOf(TransactDisturbedBy("pg_terminate_backend")), "COMMIT_UNKNOWN");
  EXPECT_EQ(runs_, 1);
  EXPECT_EQ(pool_.idle(), 0);
}

TEST_F(CommitTest, IsUnknownAndNotCancelledWhenTheDeadlinePassesInIt) {
  const absl::Time deadline = absl::Now() + absl::Milliseconds(150);
  const absl::Status status = pool_.Transact(deadline, [](Connection& c) { return c.Run(kInsert).status(); });
  EXPECT_EQ(ReasonOf(status), "COMMIT_UNKNOWN");
  EXPECT_FALSE(admin_->Run({"waits", "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'"})->empty());
}

TEST_F(CommitTest, OfASingleStatementIsUnknownToo) {
  auto result = std::async(std::launch::async, [this] { return pool_.Run(Soon(), kInsert).status(); });
  constexpr Statement kCancel{"cancel",
                              "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"};
  while (admin_->Run(kCancel)->empty()) std::this_thread::yield();
  EXPECT_EQ(ReasonOf(result.get()), "COMMIT_UNKNOWN");
}

TEST_F(CommitTest, IsKnownToHaveFailedWhenADeferredConstraintRefusesIt) {
  ASSERT_TRUE(admin_->Script("CREATE TABLE u (n int CONSTRAINT once UNIQUE DEFERRABLE INITIALLY DEFERRED)").ok());
  Pool pool(conninfo_, 1);
  const absl::Status status = pool.Transact(Soon(), [](Connection& c) {
    return c.Run({"twice", "INSERT INTO u VALUES (1), (1)"}).status();
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ConstraintOf(status), "once");
  EXPECT_EQ(pool.idle(), 1);
}

}  // namespace
}  // namespace mimamori::platform::postgres
