// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <vector>

#include "absl/time/clock.h"
#include "echo.grpc.pb.h"
#include "fmt/format.h"
#include "tests/load/tools/caller.hpp"
#include "tests/load/tools/latencies.hpp"
#include "tests/load/tools/tools.hpp"

namespace mimamori::load {
namespace {

using platform::rpc::Call;
using platform::rpc::Caller;
using platform::rpc::Role;
using Stub = echo::v1::EchoService::Stub;

// One call after another, as one connection of a browser would bring them. All lanes share a completion queue and the
// thread that reads it, as the calls of a gateway do.
class Lane {
 public:
  Lane(Stub& stub, const platform::rpc::ServiceChannel& channel, const std::string& text, grpc::CompletionQueue& queue)
      : stub_(stub), channel_(channel), queue_(queue) {
    request_.set_text(text);
    auto caller = std::make_shared<Caller>();
    caller->issuer = "gateway_public";
    caller->roles = {Role::ROLE_ANYONE};
    call_.caller = std::move(caller);
  }

  void Start() {
    call_.deadline = absl::Now() + absl::Seconds(10);
    call_.trace = platform::rpc::Trace::Fresh();
    context_ = channel_.ContextFor(call_, *call_.caller);
    sent_ = absl::Now();
    reader_ = stub_.PrepareAsyncEcho(context_.get(), request_, &queue_);
    reader_->StartCall();
    reader_->Finish(&answer_, &status_, this);
  }

  void Answered() {
    if (status_.ok() && answer_.text() == request_.text()) {
      latencies.Add(absl::Now() - sent_);
    } else if (refused++ == 0) {
      fmt::print(stderr, "first refusal: {}\n", status_.error_message());
    }
  }

  int64_t refused = 0;
  Latencies latencies;

 private:
  Stub& stub_;
  const platform::rpc::ServiceChannel& channel_;
  grpc::CompletionQueue& queue_;
  Call call_;
  echo::v1::EchoRequest request_;
  echo::v1::EchoResponse answer_;
  grpc::Status status_;
  std::unique_ptr<grpc::ClientContext> context_;
  std::unique_ptr<grpc::ClientAsyncResponseReader<echo::v1::EchoResponse>> reader_;
  absl::Time sent_;
};

}  // namespace

int EchoLoad(const Arguments& arguments) {
  const Colleague gateway("gateway_public", arguments.Get("keys"));
  const platform::rpc::ServiceChannel channel = gateway.Channel("echo", arguments.Get("address"));
  const auto stub = echo::v1::EchoService::NewStub(channel.channel());
  grpc::CompletionQueue queue;
  std::vector<std::unique_ptr<Lane>> lanes;
  for (int i = 0; i < arguments.Int("connections", 64); ++i) {
    lanes.push_back(std::make_unique<Lane>(*stub, channel, arguments.Get("text"), queue));
  }
  const absl::Time start = absl::Now();
  const absl::Time until = start + absl::Seconds(arguments.Int("seconds", 10));
  for (const auto& lane : lanes) lane->Start();
  size_t running = lanes.size();
  void* tag = nullptr;
  for (bool ok = false; running > 0 && queue.Next(&tag, &ok);) {
    auto& lane = *static_cast<Lane*>(tag);
    lane.Answered();
    if (absl::Now() < until) {
      lane.Start();
    } else {
      --running;
    }
  }
  const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
  Latencies all;
  int64_t refused = 0;
  for (const auto& lane : lanes) {
    all.Add(lane->latencies);
    refused += lane->refused;
  }
  fmt::print("acked={} refused={} seconds={:.3f} rate={:.1f} {}\n", all.size(), refused, seconds,
             static_cast<double>(all.size()) / seconds, all.Summary());
  return 0;
}

}  // namespace mimamori::load
