// SPDX-License-Identifier: Apache-2.0
#include "services/platform/postgres/change_log.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "services/platform/core/error.hpp"
#include "services/platform/postgres/follower.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::platform::postgres {
namespace {

const absl::Time kNoon = absl::FromUnixSeconds(1714564800);

absl::Time Soon() { return absl::Now() + absl::Seconds(60); }

class ChangeLogTest : public testing::Test {
 protected:
  absl::Status Append(const std::string& key, absl::Time at = kNoon) {
    return pool_.Transact(Soon(), [&](Connection& t) { return AppendChange(t, at, "venue", key, "proto\0bytes"); });
  }
  std::string KeysAfter(int64_t sequence, int limit = 100) {
    std::string keys;
    const auto changes = ReadChanges(pool_, Soon(), sequence, limit);
    for (const Change& change : *changes) keys += change.key;
    return keys;
  }

  tests::ScratchDatabase database_{"visit", {}};
  Pool pool_{database_.ServiceConninfo(), 6};
};

TEST_F(ChangeLogTest, TellsWhatChangedInOrder) {
  ASSERT_TRUE(Append("a").ok());
  ASSERT_TRUE(Append("b", kNoon + absl::Seconds(1)).ok());
  const auto changes = ReadChanges(pool_, Soon(), 0, 10);
  ASSERT_EQ(changes->size(), 2u);
  EXPECT_EQ((*changes)[1].topic, "venue");
  EXPECT_EQ((*changes)[1].key, "b");
  EXPECT_EQ((*changes)[1].payload, "proto\0bytes");
  EXPECT_EQ((*changes)[1].time, kNoon + absl::Seconds(1));
  EXPECT_EQ(KeysAfter((*changes)[0].sequence), "b");
  EXPECT_EQ(KeysAfter(0, 1), "a");
  EXPECT_EQ(*LastSequence(pool_, Soon()), (*changes)[1].sequence);
}

TEST_F(ChangeLogTest, SaysNothingOfWhatWasRolledBack) {
  (void)pool_.Transact(Soon(), [](Connection& t) {
    EXPECT_TRUE(AppendChange(t, kNoon, "venue", "x", "").ok());
    return absl::CancelledError("no");
  });
  ASSERT_TRUE(Append("a").ok());
  EXPECT_EQ(KeysAfter(0), "a");
}

TEST_F(ChangeLogTest, NeverShowsASequenceBeforeALowerOne) {
  constexpr int kWriters = 4, kEach = 60;
  std::atomic<int> writing = kWriters;
  std::vector<std::thread> writers;
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([&] {
      for (int i = 0; i < kEach; ++i) EXPECT_TRUE(Append("k").ok());
      --writing;
    });
  }
  // A follower that reads while they write sees every change once: nothing commits behind its back.
  int64_t position = 0;
  int seen = 0;
  for (bool last = false; !last;) {
    last = writing == 0;
    const auto changes = ReadChanges(pool_, Soon(), position, 7);
    for (const Change& change : *changes) {
      EXPECT_GT(change.sequence, position);
      position = change.sequence;
      ++seen;
    }
    last = last && changes->empty();
  }
  for (auto& writer : writers) writer.join();
  EXPECT_EQ(seen, kWriters * kEach);
}

TEST_F(ChangeLogTest, DropsTheOldestAndTellsFollowersThatFellBehind) {
  ASSERT_TRUE(Append("a").ok());
  ASSERT_TRUE(Append("b", kNoon + absl::Hours(2)).ok());
  ASSERT_TRUE(Append("c", kNoon).ok());  // from a clock that is behind: stays, since b stays
  const std::vector<Change> all = ReadChanges(pool_, Soon(), 0, 10).value();
  EXPECT_EQ(*DropChanges(pool_, Soon(), kNoon), 0);
  EXPECT_EQ(*DropChanges(pool_, Soon(), kNoon + absl::Hours(1)), 1);
  const absl::Status behind = ReadChanges(pool_, Soon(), 0, 10).status();
  EXPECT_EQ(behind.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(ReasonOf(behind), "CHANGES_DROPPED");
  EXPECT_EQ(KeysAfter(all[0].sequence), "bc");
  EXPECT_EQ(*DropChanges(pool_, Soon(), absl::InfiniteFuture()), 2);
  EXPECT_EQ(*LastSequence(pool_, Soon()), all[2].sequence);
  EXPECT_EQ(KeysAfter(all[2].sequence), "");
}

TEST_F(ChangeLogTest, WakesWhoeverListens) {
  const auto listener = *Connection::Open(database_.ServiceConninfo());
  ASSERT_TRUE(ListenForChanges(*listener).ok());
  EXPECT_FALSE(*WaitForChange(*listener, absl::Now() + absl::Milliseconds(10)));
  ASSERT_TRUE(Append("a").ok());
  EXPECT_TRUE(*WaitForChange(*listener, Soon()));
  EXPECT_FALSE(*WaitForChange(*listener, absl::Now()));
}

TEST_F(ChangeLogTest, ListenersHearThatTheirSessionEnded) {
  const auto listener = *Connection::Open(database_.ServiceConninfo());
  ASSERT_TRUE(ListenForChanges(*listener).ok());
  const int32_t pid = listener->Run({"pid", "SELECT pg_backend_pid()"})->Int4(0, 0);
  Pool admin(database_.Conninfo(), 1);
  ASSERT_TRUE(admin.Run(Soon(), {"end", "SELECT pg_terminate_backend($1, 10000)"}, Params().Int4(pid)).ok());
  EXPECT_EQ(ReasonOf(WaitForChange(*listener, Soon()).status()), "DATABASE_LOST");
}

TEST_F(ChangeLogTest, KeepsAPositionThatOnlyMovesForward) {
  const auto keep = [&](int64_t sequence) {
    return pool_.Transact(Soon(), [&](Connection& t) { return KeepPosition(t, "venue", sequence); });
  };
  EXPECT_EQ(*LoadPosition(pool_, Soon(), "venue"), 0);
  EXPECT_TRUE(keep(5).ok());
  EXPECT_EQ(*LoadPosition(pool_, Soon(), "venue"), 5);
  EXPECT_EQ(*LoadPosition(pool_, Soon(), "registry"), 0);
  for (const int64_t behind : {5, 4}) {
    EXPECT_EQ(keep(behind).code(), absl::StatusCode::kAborted);
    EXPECT_EQ(ReasonOf(keep(behind)), "POSITION_TAKEN");
  }
  EXPECT_TRUE(keep(6).ok());
  EXPECT_EQ(*LoadPosition(pool_, Soon(), "venue"), 6);
}

TEST_F(ChangeLogTest, LetsOneOfTwoReplicasActOnAChange) {
  ASSERT_TRUE((*Connection::Open(database_.OwnerConninfo()))
                  ->Script("CREATE TABLE effects (n bigint); GRANT INSERT, SELECT ON effects TO visit")
                  .ok());
  const auto follow = [&] {
    for (int64_t sequence = 1; sequence <= 40; ++sequence) {
      (void)pool_.Transact(Soon(), [&](Connection& t) -> absl::Status {
        RETURN_IF_ERROR(t.Run({"effect", "INSERT INTO effects VALUES ($1)"}, Params().Int8(sequence)).status());
        return KeepPosition(t, "venue", sequence);
      });
    }
  };
  std::thread replica(follow);
  follow();
  replica.join();
  const auto rows = pool_.Run(Soon(), {"effects", "SELECT count(*), count(DISTINCT n) FROM effects"});
  EXPECT_EQ(rows->Int8(0, 0), 40);
  EXPECT_EQ(rows->Int8(0, 1), 40);
}

}  // namespace
}  // namespace mimamori::platform::postgres
