// SPDX-License-Identifier: Apache-2.0
#include "services/platform/rpc/workers.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>

namespace mimamori::platform::rpc {
namespace {

TEST(Workers, RunEverythingTheyTook) {
  std::atomic<int> ran = 0;
  {
    Workers workers(3, 1000);
    for (int i = 0; i < 500; ++i) EXPECT_TRUE(workers.Post([&] { ++ran; }));
  }
  EXPECT_EQ(ran, 500);
}

TEST(Workers, WorkAtTheSameTime) {
  std::latch together(4);
  Workers workers(4, 0);
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(workers.Post([&] { together.arrive_and_wait(); }));
}

TEST(Workers, RefuseWhatWouldPileUp) {
  std::latch started(1), go(1);
  Workers workers(1, 2);
  ASSERT_TRUE(workers.Post([&] {
    started.count_down();
    go.wait();
  }));
  started.wait();
  EXPECT_TRUE(workers.Post([] {}));
  EXPECT_TRUE(workers.Post([] {}));
  EXPECT_EQ(workers.waiting(), 2u);
  EXPECT_EQ(workers.busy(), 1u);
  EXPECT_FALSE(workers.Post([] {}));
  go.count_down();
}

TEST(Workers, HaveRoomAgainWhenAJobTellsItsResult) {
  std::latch told(1), go(1), second(1);
  Workers workers(1, 0);
  ASSERT_TRUE(workers.Post([&] {
    workers.Release();
    told.count_down();
    go.wait();
  }));
  told.wait();
  EXPECT_EQ(workers.busy(), 0u);
  EXPECT_TRUE(workers.Post([&] { second.count_down(); }));
  EXPECT_FALSE(workers.Post([] {})) << "one thread takes one job more";
  go.count_down();
  second.wait();
}

TEST(Workers, TakeNothingAfterTheEnd) {
  Workers workers(1, 2);
  workers.Stop();
  EXPECT_FALSE(workers.Post([] {}));
}

}  // namespace
}  // namespace mimamori::platform::rpc
