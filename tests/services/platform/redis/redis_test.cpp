// SPDX-License-Identifier: Apache-2.0
#include "services/platform/redis/redis.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "services/platform/core/error.hpp"
#include "tests/support/scratch_redis.hpp"

namespace mimamori::platform::redis {
namespace {

const absl::Time kNoon = absl::FromUnixSeconds(1714564800);
constexpr absl::Duration kPatient = absl::Seconds(30);  // for a machine under load; no test waits for it

class RedisTest : public testing::Test {
 protected:
  tests::ScratchRedis redis_;
  Pool pool_{redis_.Address(), 2, kPatient, absl::ZeroDuration()};
};

TEST_F(RedisTest, KeepsValuesForAWhile) {
  EXPECT_TRUE(pool_.Ping().ok());
  EXPECT_EQ(pool_.Get("k").status().code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(pool_.Set("k", std::string("a\0b", 3), absl::Hours(1)).ok());
  EXPECT_EQ(*pool_.Get("k"), std::string("a\0b", 3));
  const auto ttl = pool_.Run({"ttl", "return redis.call('PTTL', KEYS[1])"}, {"k"}, {});
  EXPECT_GT(ttl->front(), 3'500'000);
  EXPECT_LE(ttl->front(), 3'600'000);
  EXPECT_TRUE(pool_.Publish("channel", "message").ok());
}

TEST_F(RedisTest, RunsScriptsAlsoAfterTheServerForgotThem) {
  constexpr Script kAdd{"add", "return {tonumber(ARGV[1]) + tonumber(ARGV[2]), redis.call('INCR', KEYS[1])}"};
  EXPECT_EQ(*pool_.Run(kAdd, {"n"}, {"2", "3"}), (std::vector<int64_t>{5, 1}));
  EXPECT_EQ(*pool_.Run(kAdd, {"n"}, {"2", "3"}), (std::vector<int64_t>{5, 2}));
  ASSERT_TRUE(pool_.Run({"flush", "redis.call('SET', KEYS[1], 1) return nil"}, {"x"}, {})->empty());
  redis_.Stop();
  redis_.Start();
  (void)pool_.Ping();  // finds the old connections closed
  EXPECT_EQ(*pool_.Run(kAdd, {"n"}, {"2", "3"}), (std::vector<int64_t>{5, 1}));
}

TEST_F(RedisTest, RefusesAnswersThatAreNotNumbers) {
  EXPECT_EQ(pool_.Run({"text", "return 'text'"}, {}, {}).status().code(), absl::StatusCode::kInternal);
  EXPECT_EQ(pool_.Run({"mixed", "return {1, 'text'}"}, {}, {}).status().code(), absl::StatusCode::kInternal);
}

TEST_F(RedisTest, QuotesNoKeyInAFailure) {
  const absl::Status status =
      pool_.Run({"fails", "return redis.call('INCR', KEYS[1], KEYS[1])"}, {"hanako@example.jp"}, {}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_EQ(status.ToString().find("hanako"), std::string::npos);
}

TEST_F(RedisTest, FailsAtOnceWhileItIsDown) {
  Pool pool(redis_.Address(), 2, kPatient, absl::Hours(1));
  ASSERT_TRUE(pool.Ping().ok());
  redis_.Stop();
  EXPECT_EQ(pool.Ping().code(), absl::StatusCode::kUnavailable);
  redis_.Start();
  // It is back, and isn't even asked: the pause is not over.
  EXPECT_EQ(ReasonOf(pool.Ping()), "REDIS_UNREACHABLE");
  EXPECT_EQ(TakeToken(pool, "b", 1, 1, kNoon), Allowance::kUnknown);
}

TEST_F(RedisTest, ComesBackWhenThePauseIsOver) {
  ASSERT_TRUE(pool_.Ping().ok());
  redis_.Stop();
  EXPECT_EQ(pool_.Ping().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(pool_.Ping().code(), absl::StatusCode::kUnavailable);
  redis_.Start();
  EXPECT_TRUE(pool_.Ping().ok());
}

TEST(Redis, DoesWithout) {
  Pool pool("", 2);
  EXPECT_EQ(pool.Ping().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(TakeToken(pool, "b", 1, 1, kNoon), Allowance::kUnknown);
}

TEST(Redis, IsNotWaitedForLong) {
  // A socket that accepts (its backlog does) and never answers.
  const tests::TempFolder folder;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  folder.File("s").copy(address.sun_path, sizeof(address.sun_path) - 1);
  const int silent = socket(AF_UNIX, SOCK_STREAM, 0);
  ASSERT_EQ(bind(silent, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  ASSERT_EQ(listen(silent, 8), 0);
  Pool pool(folder.File("s"), 1, absl::Milliseconds(20), absl::Hours(1));
  EXPECT_EQ(ReasonOf(pool.Ping()), "REDIS_UNREACHABLE");
  close(silent);
}

TEST_F(RedisTest, ServesManyThreadsOverFewConnections) {
  constexpr Script kCount{"count", "return redis.call('INCR', KEYS[1])"};
  std::vector<std::thread> threads;
  for (int t = 0; t < 6; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 100; ++i) EXPECT_TRUE(pool_.Run(kCount, {"n"}, {}).ok());
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(pool_.Run(kCount, {"n"}, {})->front(), 601);
}

TEST_F(RedisTest, TakesTokensUntilTheBucketIsEmptyAndRefillsIt) {
  const struct {
    const char* name;
    absl::Duration at;
    Allowance allowance;
  } cases[] = {
      {"first", absl::ZeroDuration(), Allowance::kAllowed},
      {"second", absl::ZeroDuration(), Allowance::kAllowed},
      {"third", absl::ZeroDuration(), Allowance::kAllowed},
      {"empty", absl::ZeroDuration(), Allowance::kExceeded},
      {"not yet refilled", absl::Milliseconds(499), Allowance::kExceeded},
      {"one came back", absl::Milliseconds(500), Allowance::kAllowed},
      {"and is gone", absl::Milliseconds(500), Allowance::kExceeded},
      {"a clock that is behind", -absl::Hours(1), Allowance::kExceeded},
      {"long after: one", absl::Hours(1), Allowance::kAllowed},
      {"two", absl::Hours(1), Allowance::kAllowed},
      {"three", absl::Hours(1), Allowance::kAllowed},
      {"never more than the burst", absl::Hours(1), Allowance::kExceeded},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(TakeToken(pool_, "b", 3, 2, kNoon + c.at), c.allowance);
  }
  EXPECT_EQ(TakeToken(pool_, "another", 3, 2, kNoon), Allowance::kAllowed);
}

TEST_F(RedisTest, ForgetsABucketThatIsFullAgain) {
  ASSERT_EQ(TakeToken(pool_, "b", 10, 0.5, kNoon), Allowance::kAllowed);
  const int64_t ttl = pool_.Run({"ttl", "return redis.call('PTTL', KEYS[1])"}, {"rate:b"}, {})->front();
  EXPECT_GT(ttl, 0);
  EXPECT_LE(ttl, 3000);
}

}  // namespace
}  // namespace mimamori::platform::redis
