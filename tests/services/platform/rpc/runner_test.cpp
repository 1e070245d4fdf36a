// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>

#include "services/platform/core/error.hpp"
#include "tests/services/platform/rpc/probe_server.hpp"

namespace mimamori::platform::rpc {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST_F(RunnerTest, AnswersWhomTheMethodAdmits) {
  Serve();
  EXPECT_EQ(Ask(*AsAnyone(), "hello")->text(), "hello");
  EXPECT_TRUE(AskStaff(staff_.For("probe", {.roles = {ROLE_HEALTH_OFFICER}})).ok());
  EXPECT_TRUE(AskStaff(visit_.ForService("probe")).ok());
}

TEST_F(RunnerTest, RefusesEverybodyElse) {
  Serve();
  const std::string old = staff_.For("probe", {.roles = {ROLE_HEALTH_OFFICER}});
  clock_.Advance(absl::Seconds(60));
  struct Case {
    const char* name;
    std::string token;
    absl::StatusCode code;
    const char* reason;
  };
  const Case cases[] = {
      {"no token", "", absl::StatusCode::kUnauthenticated, "CALLER_MISSING"},
      {"an expired token", old, absl::StatusCode::kUnauthenticated, "CALLER_EXPIRED"},
      {"a token for another service", staff_.For("visit", {.roles = {ROLE_HEALTH_OFFICER}}),
       absl::StatusCode::kUnauthenticated, "CALLER_FOR_ANOTHER_SERVICE"},
      {"the public gateway's officer", public_.For("probe", {.roles = {ROLE_HEALTH_OFFICER}}),
       absl::StatusCode::kUnauthenticated, "CALLER_NOT_TRUSTED"},
      {"another role", staff_.For("probe", {.roles = {mimamori::rpc::v1::ROLE_AUDITOR}}),
       absl::StatusCode::kPermissionDenied, "ACCESS_DENIED"},
      {"another service", staff_.ForService("probe"), absl::StatusCode::kPermissionDenied, "ACCESS_DENIED"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const absl::Status status = AskStaff(c.token);
    EXPECT_EQ(status.code(), c.code);
    EXPECT_EQ(ReasonOf(status), c.reason);
  }
  const auto nobody = rpc::Ask(*stub_, &ProbeService::StubInterface::AskNobody,
                               *WithToken(staff_.For("probe", {.roles = {ROLE_HEALTH_OFFICER}})), AskNobodyRequest());
  EXPECT_EQ(ReasonOf(nobody.status()), "ACCESS_DENIED");
}

TEST_F(RunnerTest, TellsTheHandlerWhoWhenAndFromWhere) {
  Call seen;
  handlers_.ask = [&](const Call& call, const AskRequest&) {
    seen = call;
    EXPECT_FALSE(call.cancelled());
    return absl::StatusOr<AskResponse>(AskResponse());
  };
  Serve();
  Call ours = OfOurs();
  ours.network = "203.0.113.0/24";
  ASSERT_TRUE(Ask(*channel_->ContextFor(ours, {.subject = "operator-1", .roles = {ROLE_ANYONE}})).ok());
  EXPECT_EQ(seen.now, clock_.Now());
  EXPECT_EQ(seen.caller->issuer, "gateway_public");
  EXPECT_EQ(seen.caller->subject, "operator-1");
  EXPECT_EQ(seen.network, "203.0.113.0/24");
  EXPECT_EQ(seen.trace.trace_id, ours.trace.trace_id);
  EXPECT_NE(seen.trace.parent_id, ours.trace.parent_id);
}

TEST_F(RunnerTest, StopsALittleBeforeTheCallerGivesUp) {
  absl::Time seen;
  absl::Time passed_down;
  handlers_.ask = [&](const Call& call, const AskRequest&) {
    seen = call.deadline;
    passed_down = absl::FromChrono(channel_->Context(call)->deadline());
    return absl::StatusOr<AskResponse>(AskResponse());
  };
  Serve();
  const Call ours = OfOurs(absl::Seconds(10));
  ASSERT_TRUE(Ask(*channel_->ContextFor(ours, {})).ok());
  // gRPC reads two clocks each time it tells a deadline, so that two answers differ a little.
  EXPECT_LT(seen, handlers_.wire_deadline - absl::Milliseconds(10));
  EXPECT_LT(seen, absl::Now() + absl::Seconds(10));
  EXPECT_LE(absl::AbsDuration(passed_down - seen), absl::Milliseconds(10));

  const absl::Time before = absl::Now();
  ASSERT_TRUE(Ask(*channel_->ContextFor({.deadline = absl::InfiniteFuture()}, {})).ok());
  EXPECT_GE(seen, before + absl::Seconds(30));
  EXPECT_LE(seen, absl::Now() + absl::Seconds(30));
}

TEST_F(RunnerTest, CarriesReasonAndFieldAcrossTheWire) {
  handlers_.ask = [](const Call&, const AskRequest&) -> absl::StatusOr<AskResponse> {
    return BadField("venue.code", "MALFORMED_CODE", "the code can't be read");
  };
  Serve();
  const absl::Status status = Ask(*AsAnyone()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), "MALFORMED_CODE");
  EXPECT_EQ(FieldOf(status), "venue.code");
  EXPECT_EQ(status.message(), "the code can't be read");
}

TEST_F(RunnerTest, KeepsInternalDetailsInTheLogAndTheRequestOutOfIt) {
  handlers_.ask = [](const Call&, const AskRequest&) -> absl::StatusOr<AskResponse> {
    return absl::InternalError("column \"left_at\" is missing");
  };
  Serve();
  observe::StartLog("probe", "info");
  testing::internal::CaptureStderr();
  const Call ours = OfOurs();
  const absl::Status status = Ask(*channel_->ContextFor(ours, {}), "hanako@example.jp").status();
  const std::string log = testing::internal::GetCapturedStderr();
  observe::StartLog("probe", "off");
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_EQ(status.message(), "internal error");
  EXPECT_THAT(log, HasSubstr("left_at"));
  EXPECT_THAT(log, HasSubstr("\"level\":\"error\""));
  EXPECT_THAT(log, HasSubstr("\"method\":\"mimamori.probe.v1.ProbeService/Ask\""));
  EXPECT_THAT(log, HasSubstr("\"trace\":\"" + ours.trace.trace_id + "\""));
  EXPECT_THAT(log, Not(HasSubstr("hanako")));
}

TEST_F(RunnerTest, CountsAndTimesEveryCall) {
  Serve();
  ASSERT_TRUE(Ask(*AsAnyone()).ok());
  ASSERT_FALSE(AskStaff("").ok());
  const std::string text = metrics_.Serialize();
  EXPECT_THAT(text, HasSubstr("mimamori_rpc_requests_total{code=\"OK\",method=\"mimamori.probe.v1.ProbeService/Ask\","
                              "reason=\"\"} 1"));
  EXPECT_THAT(text, HasSubstr("mimamori_rpc_requests_total{code=\"UNAUTHENTICATED\",method=\"mimamori.probe.v1."
                              "ProbeService/AskStaff\",reason=\"CALLER_MISSING\"} 1"));
  EXPECT_THAT(text, HasSubstr("mimamori_rpc_seconds_count{method=\"mimamori.probe.v1.ProbeService/Ask\"} 1"));
}

TEST_F(RunnerTest, SaysBusyInsteadOfLettingCallsPileUp) {
  std::latch started(1), go(1);
  handlers_.ask = [&](const Call&, const AskRequest&) {
    started.count_down(started.try_wait() ? 0 : 1);
    go.wait();
    return absl::StatusOr<AskResponse>(AskResponse());
  };
  Serve({.threads = 1, .queue_limit = 1});
  auto running = std::async(std::launch::async, [&] { return Ask(*AsAnyone()).status(); });
  started.wait();
  auto waiting = std::async(std::launch::async, [&] { return Ask(*AsAnyone()).status(); });
  Await("mimamori_rpc_waiting_calls 1\n");
  const absl::Status refused = Ask(*AsAnyone()).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(refused), "BUSY");
  go.count_down();
  EXPECT_TRUE(running.get().ok());
  EXPECT_TRUE(waiting.get().ok());
}

TEST_F(RunnerTest, DoesNotBeginWhatNobodyWaitsForAnyMore) {
  std::latch started(1), go(1);
  std::atomic<int> begun = 0;
  handlers_.ask = [&](const Call&, const AskRequest&) {
    if (++begun == 1) started.count_down();
    go.wait();
    return absl::StatusOr<AskResponse>(AskResponse());
  };
  Serve({.threads = 1});
  auto running = std::async(std::launch::async, [&] { return Ask(*AsAnyone()).status(); });
  started.wait();
  EXPECT_EQ(Ask(*AsAnyone(absl::Milliseconds(100))).status().code(), absl::StatusCode::kDeadlineExceeded);
  go.count_down();
  EXPECT_TRUE(running.get().ok());
  EXPECT_TRUE(Ask(*AsAnyone()).ok());  // behind the late one
  EXPECT_EQ(begun, 2);
}

TEST_F(RunnerTest, LetsAHandlerAnswerLaterFromAnotherThread) {
  std::promise<std::function<void(absl::StatusOr<AskLaterResponse>)>> handed;
  handlers_.later = [&](const Call&, auto done) { handed.set_value(std::move(done)); };
  Serve();
  auto answer = std::async(std::launch::async, [&] {
    return rpc::Ask(*stub_, &ProbeService::StubInterface::AskLater, *AsAnyone(), AskLaterRequest()).status();
  });
  handed.get_future().get()(BadField("stay", "NO_STAY", "none"));
  EXPECT_EQ(ReasonOf(answer.get()), "NO_STAY");
}

}  // namespace
}  // namespace mimamori::platform::rpc
