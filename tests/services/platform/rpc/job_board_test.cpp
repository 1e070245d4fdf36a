// SPDX-License-Identifier: Apache-2.0
#include "services/platform/rpc/job_board.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>

#include "services/platform/core/error.hpp"
#include "tests/support/fake_clock.hpp"

namespace mimamori::platform::rpc {
namespace {

class Jobs : public testing::Test {
 protected:
  static absl::Time Soon() { return absl::Now() + absl::Seconds(20); }
  tests::FakeClock clock_{absl::FromUnixSeconds(1795246800)};
  observe::Metrics metrics_;
  JobBoard board_{clock_, metrics_};
};

TEST_F(Jobs, RunAtTheStartAndWhenWoken) {
  std::atomic<int> runs = 0;
  std::latch first(1), second(1);
  board_.Add("retention", absl::Hours(1), [&](absl::Time now) {
    EXPECT_EQ(now, clock_.Now());
    ++runs == 1 ? first.count_down() : second.count_down();
    return absl::OkStatus();
  });
  board_.Start();
  first.wait();
  board_.Wake("retention");
  board_.Wake("unknown");
  second.wait();
  board_.Stop();  // no run may outlive what it captured; so in each test here
}

TEST_F(Jobs, RunEveryPeriod) {
  std::latch three(3);
  std::atomic<int> runs = 0;
  board_.Add("relay", absl::Milliseconds(1), [&](absl::Time) {
    if (++runs <= 3) three.count_down();
    return absl::OkStatus();
  });
  board_.Start();
  three.wait();
  board_.Stop();
}

TEST_F(Jobs, ARunOnDemandStartsAfterItWasAskedFor) {
  std::latch running(1), go(1);
  std::atomic<int> runs = 0;
  board_.Add("retention", absl::Hours(1), [&](absl::Time) {
    if (++runs == 1) {
      running.count_down();
      go.wait();
    }
    return absl::OkStatus();
  });
  board_.Start();
  running.wait();  // the first run has begun: it may have passed what we want done
  auto asked = std::async(std::launch::async, [&] { return board_.RunNow("retention", Soon()); });
  go.count_down();
  const auto report = asked.get();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->last_end, clock_.Now());
  EXPECT_GE(runs, 1);
  EXPECT_EQ(board_.RunNow("retention", Soon())->runs, runs);
  board_.Stop();
}

TEST_F(Jobs, TellHowARunFailed) {
  board_.Add("relay", absl::Hours(1), [](absl::Time) { return NotFound("KEY_DESTROYED", "gone"); });
  board_.Start();
  EXPECT_EQ(ReasonOf(board_.RunNow("relay", Soon()).status()), "KEY_DESTROYED");
  EXPECT_EQ(ReasonOf(board_.RunNow("other", Soon()).status()), "JOB_UNKNOWN");
  EXPECT_EQ(ReasonOf(board_.List().at(0).last), "KEY_DESTROYED");
  EXPECT_THAT(metrics_.Serialize(), testing::HasSubstr("mimamori_job_runs_total{code=\"NOT_FOUND\",job=\"relay\"}"));
}

TEST_F(Jobs, AreNotWaitedForBeyondTheDeadline) {
  std::latch go(1);
  board_.Add("slow", absl::Hours(1), [&](absl::Time) {
    go.wait();
    return absl::OkStatus();
  });
  board_.Start();
  EXPECT_EQ(ReasonOf(board_.RunNow("slow", absl::Now()).status()), "JOB_STILL_RUNNING");
  go.count_down();
  board_.Stop();
}

TEST_F(Jobs, StartNoMoreOnceStopped) {
  board_.Add("relay", absl::Hours(1), [](absl::Time) { return absl::OkStatus(); });
  board_.Start();
  board_.Stop();
  EXPECT_EQ(ReasonOf(board_.RunNow("relay", Soon()).status()), "DRAINING");
}

}  // namespace
}  // namespace mimamori::platform::rpc
