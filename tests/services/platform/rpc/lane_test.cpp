// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <optional>
#include <vector>

#include "services/platform/core/error.hpp"
#include "services/platform/rpc/answer_together.hpp"
#include "services/platform/rpc/lane.hpp"
#include "services/platform/rpc/lane_service.hpp"
#include "tests/services/platform/rpc/probe_server.hpp"

namespace mimamori::platform::rpc {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kAsk[] = "mimamori.probe.v1.ProbeService/Ask";
constexpr char kAskStaff[] = "mimamori.probe.v1.ProbeService/AskStaff";
constexpr char kAskLater[] = "mimamori.probe.v1.ProbeService/AskLater";

class LaneTest : public RunnerTest {
 protected:
  using Answered = std::function<void(absl::StatusOr<AskResponse>)>;

  void TearDown() override {
    lane_.reset();
    RunnerTest::TearDown();
  }

  // Offers Ask, answered by `hold` when it is set, else by handlers_.ask at once, and AskStaff.
  void ServeLane() {
    if (!runner_) runner_.emplace(Runner::Options{.threads = 1}, verifier_, clock_, metrics_);
    lanes_.emplace(*runner_, metrics_);
    lanes_->Offer<AskRequest, AskResponse>([this](const Call& call, const AskRequest& request, Answered done) {
      if (hold_) return hold_(call, request, std::move(done));
      done(handlers_.ask(call, request));
    });
    lanes_->Offer<AskStaffRequest, AskStaffResponse>(
        [](const Call&, const AskStaffRequest&, const auto& done) { done(AskStaffResponse()); });
    grpc::ServerBuilder builder;
    builder.AddListeningPort(Address(), grpc::InsecureServerCredentials());
    builder.RegisterService(&*lanes_);
    server_ = builder.BuildAndStart();
    if (!channel_) channel_.emplace("probe", grpc::CreateChannel(Address(), grpc::InsecureChannelCredentials()), public_);
  }
  std::string Address() const { return "unix:" + keys_.path() + "/s"; }
  void EndServer() {
    server_->Shutdown(std::chrono::system_clock::now());
    server_->Wait();
    server_.reset();
  }

  Lane& OpenLane() {
    if (!lane_) lane_.emplace(*channel_, Lane::Options{.between_tries = absl::ZeroDuration(), .defer = defer_});
    while (!lane_->Carries(kAsk)) std::this_thread::yield();
    return *lane_;
  }

  struct Answer {
    absl::Status status;
    std::string bytes;
    std::string text() const {
      AskResponse response;
      return response.ParseFromString(bytes) ? response.text() : "unreadable";
    }
  };
  std::future<Answer> Send(const Call& call, const Caller& caller, const std::string& text,
                           const char* method = kAsk) {
    auto promise = std::make_shared<std::promise<Answer>>();
    AskRequest request;
    request.set_text(text);
    lane_->Send(method, call, caller, request, [promise](const absl::Status& status, const std::string& bytes) {
      promise->set_value({status, bytes});
    });
    return promise->get_future();
  }
  std::future<Answer> Send(const std::string& text) { return Send(OfOurs(), kAnyone, text); }

  const Caller kAnyone{.roles = {ROLE_ANYONE}};
  std::function<void(const Call&, const AskRequest&, Answered)> hold_;
  std::function<void(std::function<void()>)> defer_;
  std::optional<LaneService> lanes_;
  std::optional<Lane> lane_;
};

TEST_F(LaneTest, AnswersEveryCallWithItsOwnAnswer) {
  ServeLane();
  OpenLane();
  std::vector<std::future<Answer>> answers;
  for (int i = 0; i < 500; ++i) answers.push_back(Send(fmt::to_string(i)));
  for (int i = 0; i < 500; ++i) {
    const Answer answer = answers[static_cast<size_t>(i)].get();
    EXPECT_TRUE(answer.status.ok()) << answer.status;
    EXPECT_EQ(answer.text(), fmt::to_string(i));
  }
  Await("mimamori_rpc_requests_total{code=\"OK\",method=\"mimamori.probe.v1.ProbeService/Ask\",reason=\"\"} 500");
}

TEST_F(LaneTest, SendsTogetherWhatCameInOneGo) {
  std::vector<std::function<void()>> deferred;
  defer_ = [&](std::function<void()> work) { deferred.push_back(std::move(work)); };
  ServeLane();
  OpenLane();
  std::vector<std::future<Answer>> answers;
  for (int i = 0; i < 50; ++i) answers.push_back(Send(fmt::to_string(i)));
  ASSERT_EQ(deferred.size(), 1u);
  deferred[0]();
  for (auto& answer : answers) EXPECT_TRUE(answer.get().status.ok());
  Await("mimamori_rpc_lane_batches_total 1");
}

TEST_F(LaneTest, SendsWhatIsAnsweredTogether) {
  std::mutex mutex;
  std::vector<Answered> held;
  hold_ = [&](const Call&, const AskRequest&, Answered done) {
    const std::lock_guard lock(mutex);
    held.push_back(std::move(done));
  };
  ServeLane();
  OpenLane();
  std::vector<std::future<Answer>> answers;
  for (int i = 0; i < 20; ++i) answers.push_back(Send(fmt::to_string(i)));
  const auto all_came = [&] {
    const std::lock_guard lock(mutex);
    return held.size() == answers.size();
  };
  while (!all_came()) std::this_thread::yield();
  AnswerTogether([&] {
    for (const Answered& done : held) done(AskResponse());
  });
  for (auto& answer : answers) EXPECT_TRUE(answer.get().status.ok());
  // Afterwards each goes at once again.
  answers.push_back(Send("one more"));
  while (!all_came()) std::this_thread::yield();
  held.back()(AskResponse());
  EXPECT_TRUE(answers.back().get().status.ok());
}

TEST_F(LaneTest, TellsTheHandlerWhoWhenAndFromWhere) {
  std::vector<Call> seen;
  handlers_.ask = [&](const Call& call, const AskRequest&) {
    seen.push_back(call);
    EXPECT_FALSE(call.cancelled());
    return absl::StatusOr<AskResponse>(AskResponse());
  };
  ServeLane();
  OpenLane();
  Call ours = OfOurs(absl::Seconds(10));
  ours.network = "203.0.113.0/24";
  ASSERT_TRUE(Send(ours, {.subject = "operator-1", .roles = {ROLE_ANYONE}}, "").get().status.ok());
  ASSERT_TRUE(Send(ours, {.subject = "operator-1", .roles = {ROLE_ANYONE}}, "").get().status.ok());
  ASSERT_TRUE(Send(ours, {.subject = "operator-2", .roles = {ROLE_ANYONE}}, "").get().status.ok());
  ASSERT_EQ(seen.size(), 3u);
  const char* subjects[] = {"operator-1", "operator-1", "operator-2"};
  for (size_t i = 0; i < 3; ++i) {
    SCOPED_TRACE(i);
    EXPECT_EQ(seen[i].now, clock_.Now());
    EXPECT_EQ(seen[i].caller->issuer, "gateway_public");
    EXPECT_EQ(seen[i].caller->subject, subjects[i]);
    EXPECT_EQ(seen[i].network, "203.0.113.0/24");
    EXPECT_EQ(seen[i].trace.trace_id, ours.trace.trace_id);
    EXPECT_NE(seen[i].trace.parent_id, ours.trace.parent_id);
    EXPECT_LT(seen[i].deadline, ours.deadline);
    EXPECT_GT(seen[i].deadline, ours.deadline - absl::Seconds(5));
  }
}

TEST_F(LaneTest, RefusesWhomTheMethodDoesNotAdmit) {
  ServeLane();
  OpenLane();
  struct Case {
    const char* name;
    Caller caller;
    const char* method;
    absl::StatusCode code;
    const char* reason;
  };
  const Case cases[] = {
      {"an officer of the public gateway's making", {.roles = {ROLE_HEALTH_OFFICER}}, kAsk,
       absl::StatusCode::kUnauthenticated, "CALLER_NOT_TRUSTED"},
      {"anyone at the staff's method", kAnyone, kAskStaff, absl::StatusCode::kPermissionDenied, "ACCESS_DENIED"},
      {"a service at the people's method", {.service = true}, kAsk, absl::StatusCode::kPermissionDenied, "ACCESS_DENIED"},
      {"a method that is not offered", kAnyone, kAskLater, absl::StatusCode::kUnimplemented, "METHOD_NOT_ON_LANE"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const absl::Status status = Send(OfOurs(), c.caller, "", c.method).get().status;
    EXPECT_EQ(status.code(), c.code);
    EXPECT_EQ(ReasonOf(status), c.reason);
  }
  EXPECT_FALSE(lane_->Carries(kAskLater));
}

TEST_F(LaneTest, IsOpenToGatewaysOnly) {
  ServeLane();
  for (const auto* signer : {&visit_, &public_}) {
    const auto stub = mimamori::rpc::v1::LaneService::NewStub(channel_->channel());
    const auto context = WithToken(signer->ForService("probe"));
    const auto stream = stub->Carry(context.get());
    stream->WritesDone();
    EXPECT_EQ(ReasonOf(FromGrpc(stream->Finish())), signer == &visit_ ? "ACCESS_DENIED" : "");
  }
}

TEST_F(LaneTest, CarriesReasonAndFieldAndKeepsInternalDetails) {
  handlers_.ask = [](const Call&, const AskRequest& request) -> absl::StatusOr<AskResponse> {
    if (request.text() == "ours") return absl::InternalError("column \"left_at\" is missing");
    return BadField("venue.code", "MALFORMED_CODE", "the code can't be read");
  };
  ServeLane();
  OpenLane();
  const absl::Status theirs = Send("theirs").get().status;
  EXPECT_EQ(theirs.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(theirs), "MALFORMED_CODE");
  EXPECT_EQ(FieldOf(theirs), "venue.code");
  EXPECT_EQ(theirs.message(), "the code can't be read");
  const absl::Status ours = Send("ours").get().status;
  EXPECT_EQ(ours.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(ours.message()), Not(HasSubstr("left_at")));
}

TEST_F(LaneTest, GivesUpWhatIsNotAnsweredInTimeAndGoesOn) {
  std::vector<Answered> held;
  std::mutex mutex;
  hold_ = [&](const Call&, const AskRequest& request, Answered done) {
    if (request.text() == "quick") return done(AskResponse());
    const std::lock_guard lock(mutex);
    held.push_back(std::move(done));
  };
  ServeLane();
  OpenLane();
  const absl::Status late = Send(OfOurs(absl::ZeroDuration()), kAnyone, "slow").get().status;
  EXPECT_EQ(late.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(ReasonOf(late), "TIME_IS_UP");
  while (true) {
    const std::lock_guard lock(mutex);
    if (!held.empty()) break;
  }
  held.front()(AskResponse());  // nobody waits for it any more
  EXPECT_TRUE(Send("quick").get().status.ok());
}

TEST_F(LaneTest, FailsWhatWasUnderWayWhenTheServiceGoesAndOpensAgain) {
  std::promise<Answered> taken;
  hold_ = [&](const Call&, const AskRequest&, Answered done) { taken.set_value(std::move(done)); };
  ServeLane();
  OpenLane();
  auto answer = Send("lost");
  const Answered held = taken.get_future().get();
  std::thread ender([this] { EndServer(); });
  const absl::Status lost = answer.get().status;
  EXPECT_EQ(lost.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(lost), "SERVICE_UNREACHABLE");
  EXPECT_FALSE(lane_->Carries(kAsk));
  EXPECT_EQ(ReasonOf(Send("nobody is there").get().status), "SERVICE_UNREACHABLE");
  held(AskResponse());  // the server ends only when its calls have
  ender.join();
  hold_ = nullptr;
  ServeLane();
  OpenLane();
  EXPECT_EQ(Send("back").get().text(), "back");
}

TEST_F(LaneTest, AnswersWhatItHasBeforeItEnds) {
  std::promise<Answered> taken;
  hold_ = [&](const Call&, const AskRequest&, Answered done) { taken.set_value(std::move(done)); };
  ServeLane();
  OpenLane();
  auto answer = Send("last");
  const Answered held = taken.get_future().get();
  runner_->Drain();
  lanes_->Drain();
  EXPECT_EQ(ReasonOf(Send("too late").get().status), "DRAINING");
  held(AskResponse());
  EXPECT_TRUE(answer.get().status.ok());
  server_->Shutdown();  // without a deadline: comes back only when the lane has ended
  server_->Wait();
}

}  // namespace
}  // namespace mimamori::platform::rpc
