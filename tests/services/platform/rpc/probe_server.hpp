// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "probe.grpc.pb.h"
#include "services/platform/observe/log.hpp"
#include "services/platform/rpc/client.hpp"
#include "services/platform/rpc/runner.hpp"
#include "tests/services/platform/rpc/key_ring.hpp"
#include "tests/support/fake_clock.hpp"

namespace mimamori::platform::rpc {

using namespace mimamori::probe::v1;
using mimamori::rpc::v1::ROLE_ANYONE;
using mimamori::rpc::v1::ROLE_HEALTH_OFFICER;

struct Handlers {
  absl::Time wire_deadline;  // of the last Ask, as gRPC has it on the server
  std::function<absl::StatusOr<AskResponse>(const Call&, const AskRequest&)> ask =
      [](const Call&, const AskRequest& request) -> absl::StatusOr<AskResponse> {
    AskResponse response;
    response.set_text(request.text());
    return response;
  };
  std::function<void(const Call&, std::function<void(absl::StatusOr<AskLaterResponse>)>)> later =
      [](const Call&, auto done) { done(AskLaterResponse()); };
  std::function<absl::Status(const Call&, const CountRequest&, Sink<CountResponse>&)> count =
      [](const Call&, const CountRequest& request, Sink<CountResponse>& sink) {
        CountResponse response;
        for (int64_t i = 1; i <= request.until() || request.until() == 0; ++i) {
          response.set_number(i);
          if (!sink.Write(response)) return absl::CancelledError("gone");
        }
        return absl::OkStatus();
      };
};

class Probe final : public ProbeService::CallbackService {
 public:
  Probe(Runner& runner, Handlers& handlers) : runner_(runner), handlers_(handlers) {}
  grpc::ServerUnaryReactor* Ask(grpc::CallbackServerContext* context, const AskRequest* request,
                                AskResponse* response) override {
    handlers_.wire_deadline = absl::FromChrono(context->deadline());
    return runner_.Unary(context, request, response, handlers_.ask);
  }
  grpc::ServerUnaryReactor* AskStaff(grpc::CallbackServerContext* context, const AskStaffRequest* request,
                                     AskStaffResponse* response) override {
    return runner_.Unary(context, request, response, [](const Call&, const AskStaffRequest&) {
      return absl::StatusOr<AskStaffResponse>(AskStaffResponse());
    });
  }
  grpc::ServerUnaryReactor* AskNobody(grpc::CallbackServerContext* context, const AskNobodyRequest* request,
                                      AskNobodyResponse* response) override {
    return runner_.Unary(context, request, response, [](const Call&, const AskNobodyRequest&) {
      return absl::StatusOr<AskNobodyResponse>(AskNobodyResponse());
    });
  }
  grpc::ServerUnaryReactor* AskLater(grpc::CallbackServerContext* context, const AskLaterRequest* request,
                                     AskLaterResponse* response) override {
    return runner_.Later(
        context, request, response,
        [this](const Call& call, const AskLaterRequest&, std::function<void(absl::StatusOr<AskLaterResponse>)> done) {
          handlers_.later(call, std::move(done));
        });
  }
  grpc::ServerWriteReactor<CountResponse>* Count(grpc::CallbackServerContext* context,
                                                 const CountRequest* request) override {
    return runner_.Stream<CountResponse>(context, request, handlers_.count);
  }

 private:
  Runner& runner_;
  Handlers& handlers_;
};

class RunnerTest : public testing::Test {
 protected:
  void SetUp() override { observe::StartLog("probe", "off"); }
  void TearDown() override {
    if (server_) server_->Shutdown(std::chrono::system_clock::now());
  }

  // The handlers are set before.
  void Serve(Runner::Options options = {.threads = 2}) {
    runner_.emplace(options, verifier_, clock_, metrics_);
    service_.emplace(*runner_, handlers_);
    const std::string address = "unix:" + keys_.path() + "/s";
    grpc::ServerBuilder builder;
    builder.AddListeningPort(address, grpc::InsecureServerCredentials());
    builder.RegisterService(&*service_);
    server_ = builder.BuildAndStart();
    channel_.emplace("probe", grpc::CreateChannel(address, grpc::InsecureChannelCredentials()), public_);
    stub_ = ProbeService::NewStub(channel_->channel());
  }

  Call OfOurs(absl::Duration left = absl::Seconds(20)) const {
    return {.now = clock_.Now(), .deadline = absl::Now() + left, .trace = Trace::Fresh()};
  }
  std::unique_ptr<grpc::ClientContext> AsAnyone(absl::Duration left = absl::Seconds(20)) const {
    return channel_->ContextFor(OfOurs(left), {.roles = {ROLE_ANYONE}});
  }
  std::unique_ptr<grpc::ClientContext> WithToken(const std::string& token) const {
    auto context = std::make_unique<grpc::ClientContext>();
    if (!token.empty()) context->AddMetadata("mimamori-caller-bin", token);
    return context;
  }
  absl::StatusOr<AskResponse> Ask(grpc::ClientContext& context, const std::string& text = "") {
    AskRequest request;
    request.set_text(text);
    return rpc::Ask(*stub_, &ProbeService::StubInterface::Ask, context, request);
  }
  absl::Status AskStaff(const std::string& token) {
    return rpc::Ask(*stub_, &ProbeService::StubInterface::AskStaff, *WithToken(token), AskStaffRequest()).status();
  }
  // Yields until the metrics hold `line`.
  void Await(const std::string& line) {
    while (metrics_.Serialize().find(line) == std::string::npos) std::this_thread::yield();
  }

  tests::KeyRing keys_{"gateway_public", "gateway_staff", "visit", "probe"};
  tests::FakeClock clock_{absl::FromUnixSeconds(1795246800)};
  observe::Metrics metrics_;
  CallerVerifier verifier_{"probe", keys_.path(), clock_};
  CallerSigner public_ = keys_.SignerOf("gateway_public", clock_);
  CallerSigner staff_ = keys_.SignerOf("gateway_staff", clock_);
  CallerSigner visit_ = keys_.SignerOf("visit", clock_);
  Handlers handlers_;
  std::optional<Runner> runner_;
  std::optional<Probe> service_;
  std::unique_ptr<grpc::Server> server_;
  std::optional<ServiceChannel> channel_;
  std::unique_ptr<ProbeService::Stub> stub_;
};

}  // namespace mimamori::platform::rpc
