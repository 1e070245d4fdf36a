// SPDX-License-Identifier: Apache-2.0
#include "services/platform/postgres/pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "services/platform/core/error.hpp"
#include "tests/support/scratch_cluster.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::platform::postgres {
namespace {

constexpr Statement kCount{"count", "SELECT count(*) FROM t"};
constexpr Statement kInsert{"insert", "INSERT INTO t (n) VALUES ($1)"};
constexpr Statement kPid{"pid", "SELECT pg_backend_pid()"};
constexpr Statement kEnd{"end", "SELECT pg_terminate_backend($1, 10000)"};

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

class PoolTest : public testing::Test {
 protected:
  PoolTest() {
    EXPECT_TRUE((*Connection::Open(database_.OwnerConninfo()))->Script("CREATE TABLE t (n int PRIMARY KEY)").ok());
  }
  int64_t Count() { return pool_.Run(Soon(), kCount)->Int8(0, 0); }

  tests::EmptyDatabase database_{"visit"};
  Pool pool_{database_.OwnerConninfo(), 2};
};

TEST_F(PoolTest, KeepsItsSessions) {
  const int32_t first = pool_.Run(Soon(), kPid)->Int4(0, 0);
  EXPECT_EQ(pool_.Run(Soon(), kPid)->Int4(0, 0), first);
  EXPECT_EQ(pool_.idle(), 1);
}

TEST_F(PoolTest, LendsNoMoreThanItsSize) {
  auto first = pool_.Borrow(Soon());
  auto second = pool_.Borrow(Soon());
  const auto third = pool_.Borrow(absl::Now() + absl::Milliseconds(30));
  EXPECT_EQ(third.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(third.status()), "DATABASE_BUSY");
}

TEST_F(PoolTest, HandsAFreedSessionToWhoeverWaits) {
  auto first = pool_.Borrow(Soon());
  auto second = std::make_unique<absl::StatusOr<Pool::Lease>>(pool_.Borrow(Soon()));
  auto third = std::async(std::launch::async, [&] { return pool_.Run(Soon(), kPid).status(); });
  second.reset();
  EXPECT_TRUE(third.get().ok());
}

TEST_F(PoolTest, CommitsWhatTheBodyDid) {
  EXPECT_TRUE(pool_.Transact(Soon(), [](Connection& c) { return c.Run(kInsert, Params().Int4(1)).status(); }).ok());
  EXPECT_EQ(Count(), 1);
  EXPECT_TRUE(pool_.Transact(Soon(), [](Connection&) { return absl::OkStatus(); }).ok());
}

TEST_F(PoolTest, RollsBackWhenTheBodyRefuses) {
  const absl::Status status = pool_.Transact(Soon(), [](Connection& c) {
    EXPECT_TRUE(c.Run(kInsert, Params().Int4(1)).ok());
    return Failure(absl::StatusCode::kFailedPrecondition, "NO", "no");
  });
  EXPECT_EQ(ReasonOf(status), "NO");
  EXPECT_EQ(Count(), 0);
  EXPECT_EQ(pool_.idle(), 1);
}

TEST_F(PoolTest, RollsBackAfterAFailedStatementAndKeepsTheSession) {
  int runs = 0;
  const absl::Status status = pool_.Transact(Soon(), [&](Connection& c) {
    ++runs;
    EXPECT_TRUE(c.Run(kInsert, Params().Int4(1)).ok());
    return c.Run(kInsert, Params().Int4(1)).status();
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ConstraintOf(status), "t_pkey");
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(Count(), 0);
  EXPECT_EQ(pool_.idle(), 1);
}

TEST_F(PoolTest, DoesNotPretendThatATransactionWithAFailedStatementWasKept) {
  const absl::Status status = pool_.Transact(Soon(), [](Connection& c) {
    EXPECT_TRUE(c.Run(kInsert, Params().Int4(1)).ok());
    EXPECT_FALSE(c.Run(kInsert, Params().Int4(1)).ok());
    return absl::OkStatus();
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_EQ(Count(), 0);
}

TEST_F(PoolTest, RunsASerializationFailureAgain) {
  ASSERT_TRUE(pool_.Run(Soon(), kInsert, Params().Int4(0)).ok());
  constexpr Statement kBump{"bump", "UPDATE t SET n = n + 1"};
  Pool other(database_.OwnerConninfo(), 1);
  int runs = 0;
  const absl::Status status = pool_.Transact(
      Soon(),
      [&](Connection& c) -> absl::Status {
        RETURN_IF_ERROR(c.Run(kCount).status());  // takes the snapshot
        if (++runs <= 2) {
          EXPECT_TRUE(other.Run(Soon(), kBump).ok());
        }
        return c.Run(kBump).status();
      },
      Isolation::kRepeatableRead);
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(runs, 3);
  EXPECT_EQ(pool_.Run(Soon(), {"n", "SELECT n FROM t"})->Int4(0, 0), 3);
}

TEST_F(PoolTest, RunsADeadlockAgain) {
  ASSERT_TRUE(pool_.Run(Soon(), {"two", "INSERT INTO t VALUES (1), (2)"}).ok());
  constexpr Statement kLock{"lock", "SELECT n FROM t WHERE n = $1 FOR UPDATE"};
  std::atomic<int> holding = 0;
  const auto crosswise = [&](int mine, int theirs) {
    bool first = true;
    return pool_.Transact(Soon(), [&, mine, theirs](Connection& c) -> absl::Status {
      RETURN_IF_ERROR(c.Run(kLock, Params().Int4(mine)).status());
      if (std::exchange(first, false)) ++holding;
      while (holding < 2) std::this_thread::yield();
      return c.Run(kLock, Params().Int4(theirs)).status();
    });
  };
  auto other = std::async(std::launch::async, [&] { return crosswise(2, 1); });
  EXPECT_TRUE(crosswise(1, 2).ok());
  EXPECT_TRUE(other.get().ok());
}

TEST_F(PoolTest, GivesUpAfterFiveRepeats) {
  int runs = 0;
  const absl::Status status = pool_.Transact(Soon(), [&](Connection& c) {
    ++runs;
    return c.Script("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$");
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(runs, 6);
}

TEST_F(PoolTest, RepeatsNothingElse) {
  const struct {
    const char* name;
    absl::Status status;
  } cases[] = {
      {"the body's own ABORTED", absl::AbortedError("not the database's")},
      {"UNAVAILABLE", absl::UnavailableError("down")},
      {"a refusal", absl::FailedPreconditionError("no")},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    int runs = 0;
    EXPECT_EQ(pool_.Transact(Soon(),
                             [&](Connection& t) {
                               ++runs;
                               EXPECT_TRUE(t.Run(kCount).ok());
                               return c.status;
                             }),
              c.status);
    EXPECT_EQ(runs, 1);
  }
}

TEST_F(PoolTest, KnowsTheTimeLimitAfterARollbackHasUndoneIt) {
  constexpr Statement kTimeout{"show_timeout", "SELECT current_setting('statement_timeout')"};
  ASSERT_TRUE(pool_.Run(absl::InfiniteFuture(), kTimeout).ok());
  const absl::Time deadline = absl::Now() + absl::Hours(1);
  (void)pool_.Transact(deadline, [&](Connection& c) {
    EXPECT_NE(c.Run(kTimeout)->Text(0, 0), "0");
    return absl::CancelledError("no");
  });
  EXPECT_NE(pool_.Run(deadline, kTimeout)->Text(0, 0), "0");
}

TEST_F(PoolTest, DoesNotCommitAfterTheDeadline) {
  const absl::Time deadline = absl::Now() + absl::Milliseconds(200);
  const absl::Status status = pool_.Transact(deadline, [&](Connection& c) {
    const absl::Status inserted = c.Run(kInsert, Params().Int4(1)).status();
    while (absl::Now() < deadline) std::this_thread::yield();
    return inserted;
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(Count(), 0);
}

TEST_F(PoolTest, RecoversWhenASessionEndsInTheMiddle) {
  Pool other(database_.Conninfo(), 1);
  int runs = 0;
  const absl::Status status = pool_.Transact(Soon(), [&](Connection& c) {
    ++runs;
    EXPECT_TRUE(c.Run(kInsert, Params().Int4(1)).ok());
    EXPECT_TRUE(other.Run(Soon(), kEnd, Params().Int4(c.Run(kPid)->Int4(0, 0))).ok());
    return c.Run(kInsert, Params().Int4(2)).status();
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(status), "DATABASE_LOST");
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(pool_.idle(), 0);
  EXPECT_EQ(Count(), 0);
}

TEST_F(PoolTest, NoticesThatAnIdleSessionHasEnded) {
  Pool other(database_.Conninfo(), 1);
  ASSERT_TRUE(other.Run(Soon(), kEnd, Params().Int4(pool_.Run(Soon(), kPid)->Int4(0, 0))).ok());
  EXPECT_EQ(pool_.idle(), 1);
  EXPECT_EQ(Count(), 0);  // without a failure
}

TEST(PoolOverARestart, RecoversByItself) {
  tests::ScratchCluster cluster;
  Pool pool(cluster.Conninfo() + " dbname=postgres", 2);
  ASSERT_TRUE(pool.Run(Soon(), kPid).ok());
  cluster.Stop();
  const absl::Status down = pool.Run(Soon(), kPid).status();
  EXPECT_EQ(down.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(down), "DATABASE_UNREACHABLE");
  EXPECT_EQ(down.message().find("/tmp"), std::string::npos);
  cluster.Start();
  EXPECT_TRUE(pool.Run(Soon(), kPid).ok());
}

}  // namespace
}  // namespace mimamori::platform::postgres
