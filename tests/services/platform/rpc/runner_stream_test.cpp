// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>

#include "services/platform/core/error.hpp"
#include "tests/services/platform/rpc/probe_server.hpp"

namespace mimamori::platform::rpc {
namespace {

TEST_F(RunnerTest, StreamsUntilTheEnd) {
  Serve();
  const auto context = AsAnyone();
  CountRequest request;
  request.set_until(100);
  const auto reader = stub_->Count(context.get(), request);
  CountResponse response;
  int64_t last = 0;
  while (reader->Read(&response)) {
    EXPECT_EQ(response.number(), ++last);
  }
  EXPECT_EQ(last, 100);
  EXPECT_TRUE(reader->Finish().ok());
}

TEST_F(RunnerTest, EndsAStreamWhoseClientIsGone) {
  std::promise<absl::Status> ended;
  const auto count = handlers_.count;
  handlers_.count = [&](const Call& call, const CountRequest& request, Sink<CountResponse>& sink) {
    const absl::Status status = count(call, request, sink);
    ended.set_value(status);
    return status;
  };
  Serve();
  const auto context = AsAnyone();
  const auto reader = stub_->Count(context.get(), CountRequest());
  CountResponse response;
  ASSERT_TRUE(reader->Read(&response));
  context->TryCancel();
  EXPECT_TRUE(absl::IsCancelled(ended.get_future().get()));
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(RunnerTest, GivesStreamsThreadsOfTheirOwn) {
  Serve({.threads = 1, .stream_threads = 1});
  const auto context = AsAnyone();
  const auto reader = stub_->Count(context.get(), CountRequest());
  CountResponse response;
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_TRUE(Ask(*AsAnyone()).ok());

  const auto second_context = AsAnyone();
  const auto second = stub_->Count(second_context.get(), CountRequest());
  EXPECT_FALSE(second->Read(&response));
  EXPECT_EQ(ReasonOf(FromGrpc(second->Finish())), "BUSY");
  context->TryCancel();
  EXPECT_FALSE(reader->Finish().ok());
}

TEST_F(RunnerTest, DrainingEndsStreamsAndRefusesCallsButFinishesWhatRuns) {
  std::latch started(1), go(1);
  handlers_.ask = [&](const Call& call, const AskRequest&) {
    started.count_down();
    go.wait();
    EXPECT_FALSE(call.cancelled());
    return absl::StatusOr<AskResponse>(AskResponse());
  };
  std::atomic<bool> told = false;
  const auto count = handlers_.count;
  handlers_.count = [&](const Call& call, const CountRequest& request, Sink<CountResponse>& sink) {
    const absl::Status status = count(call, request, sink);
    told = call.cancelled();
    return status;
  };
  Serve();
  auto running = std::async(std::launch::async, [&] { return Ask(*AsAnyone()).status(); });
  started.wait();
  const auto context = AsAnyone();
  const auto reader = stub_->Count(context.get(), CountRequest());
  CountResponse response;
  ASSERT_TRUE(reader->Read(&response));

  runner_->Drain();
  while (reader->Read(&response)) {
  }
  EXPECT_FALSE(reader->Finish().ok());
  EXPECT_TRUE(told);
  const absl::Status refused =
      rpc::Ask(*stub_, &ProbeService::StubInterface::AskLater, *AsAnyone(), AskLaterRequest()).status();
  EXPECT_EQ(ReasonOf(refused), "DRAINING");
  go.count_down();
  EXPECT_TRUE(running.get().ok());
}

}  // namespace
}  // namespace mimamori::platform::rpc
