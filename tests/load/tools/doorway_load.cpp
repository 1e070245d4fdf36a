// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/time/clock.h"
#include "fmt/format.h"
#include "mimamori/visit/v1/visit_service.grpc.pb.h"
#include "tests/load/tools/caller.hpp"
#include "tests/load/tools/latencies.hpp"
#include "tests/load/tools/tools.hpp"

namespace mimamori::load {
namespace {

using platform::rpc::Call;
using platform::rpc::Caller;
using platform::rpc::Role;

// One call after another, as one connection of a browser would bring them; answers come on gRPC's threads.
class Lane {
 public:
  Lane(visit::v1::VisitService::Stub& stub, const platform::rpc::ServiceChannel& channel, const std::string& code,
       absl::Time until)
      : stub_(stub), channel_(channel), until_(until) {
    request_.set_code(code);
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
    stub_.async()->GetDoorway(context_.get(), &request_, &answer_, [this](const grpc::Status& status) { Answered(status); });
  }

  void Wait() {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return finished_; });
  }

  int64_t refused = 0;
  Latencies latencies;

 private:
  void Answered(const grpc::Status& status) {
    const absl::Time now = absl::Now();
    if (status.ok()) {
      latencies.Add(now - sent_);
    } else if (refused++ == 0) {
      fmt::print(stderr, "first refusal: {}\n", status.error_message());
    }
    if (now < until_) return Start();
    const std::lock_guard lock(mutex_);
    finished_ = true;
    done_.notify_all();
  }

  visit::v1::VisitService::Stub& stub_;
  const platform::rpc::ServiceChannel& channel_;
  const absl::Time until_;
  Call call_;
  visit::v1::GetDoorwayRequest request_;
  visit::v1::Doorway answer_;
  std::unique_ptr<grpc::ClientContext> context_;
  absl::Time sent_;
  std::mutex mutex_;
  std::condition_variable done_;
  bool finished_ = false;
};

}  // namespace

int DoorwayLoad(const Arguments& arguments) {
  const Colleague gateway("gateway_public", arguments.Get("keys"));
  const platform::rpc::ServiceChannel channel = gateway.Channel("visit", arguments.Get("address"));
  const auto stub = visit::v1::VisitService::NewStub(channel.channel());
  const absl::Time start = absl::Now();
  const absl::Time until = start + absl::Seconds(arguments.Int("seconds", 10));
  std::vector<std::unique_ptr<Lane>> lanes;
  for (int i = 0; i < arguments.Int("connections", 64); ++i) {
    lanes.push_back(std::make_unique<Lane>(*stub, channel, arguments.Get("code"), until));
  }
  for (const auto& lane : lanes) lane->Start();
  for (const auto& lane : lanes) lane->Wait();
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
