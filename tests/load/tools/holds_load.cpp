// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "fmt/format.h"
#include "mimamori/capacity/v1/hold_service.grpc.pb.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/id.hpp"
#include "services/platform/rpc/status.hpp"
#include "tests/load/tools/caller.hpp"
#include "tests/load/tools/latencies.hpp"
#include "tests/load/tools/tools.hpp"

namespace mimamori::load {
namespace {

using Stub = capacity::v1::HoldService::Stub;

// Who asks for a bed somewhere, each time for somebody else. All share a completion queue and the thread that reads it.
class Coordinator {
 public:
  Coordinator(Stub& stub, const platform::rpc::ServiceChannel& channel, const std::vector<std::string>& facilities,
              grpc::CompletionQueue& queue, unsigned seed)
      : stub_(stub), channel_(channel), facilities_(facilities), queue_(queue), random_(seed) {
    request_.set_bed_class("severe");
    request_.set_officer_id(platform::FormatUuid(platform::RandomUuid()));
  }

  void Start() {
    request_.set_request_id(platform::FormatUuid(platform::RandomUuid()));
    request_.set_holder_id(platform::FormatUuid(platform::RandomUuid()));
    request_.set_facility_id(facilities_[random_() % facilities_.size()]);
    context_ = channel_.Context(absl::Now() + absl::Seconds(20));
    sent_ = absl::Now();
    reader_ = stub_.PrepareAsyncCreateHold(context_.get(), request_, &queue_);
    reader_->StartCall();
    reader_->Finish(&answer_, &status_, this);
  }

  void Answered() {
    latencies.Add(absl::Now() - sent_);
    if (status_.ok()) {
      ++given;
    } else if (platform::ReasonOf(platform::rpc::FromGrpc(status_)) == "NO_BED_FREE") {
      ++full;
    } else if (broken++ == 0) {
      fmt::print(stderr, "first failure: {}\n", status_.error_message());
    }
  }

  int64_t given = 0, full = 0, broken = 0;
  Latencies latencies;

 private:
  Stub& stub_;
  const platform::rpc::ServiceChannel& channel_;
  const std::vector<std::string>& facilities_;
  grpc::CompletionQueue& queue_;
  std::minstd_rand random_;
  capacity::v1::CreateHoldRequest request_;
  capacity::v1::Hold answer_;
  grpc::Status status_;
  std::unique_ptr<grpc::ClientContext> context_;
  std::unique_ptr<grpc::ClientAsyncResponseReader<capacity::v1::Hold>> reader_;
  absl::Time sent_;
};

std::vector<std::string> ReadLines(const std::string& file) {
  std::vector<std::string> lines;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  if (lines.empty()) Die("--facilities has no line");
  return lines;
}

}  // namespace

int HoldsLoad(const Arguments& arguments) {
  const Colleague admission("admission", arguments.Get("keys"));
  const platform::rpc::ServiceChannel channel = admission.Channel("capacity", arguments.Get("address"));
  const auto stub = capacity::v1::HoldService::NewStub(channel.channel());
  const std::vector<std::string> facilities = ReadLines(arguments.Get("facilities"));
  grpc::CompletionQueue queue;
  std::vector<std::unique_ptr<Coordinator>> coordinators;
  for (int i = 0; i < arguments.Int("connections", 64); ++i) {
    coordinators.push_back(
        std::make_unique<Coordinator>(*stub, channel, facilities, queue, static_cast<unsigned>(i + 1)));
  }
  const absl::Time start = absl::Now();
  const absl::Time until = start + absl::Seconds(arguments.Int("seconds", 10));
  for (const auto& coordinator : coordinators) coordinator->Start();
  size_t running = coordinators.size();
  void* tag = nullptr;
  for (bool ok = false; running > 0 && queue.Next(&tag, &ok);) {
    auto& coordinator = *static_cast<Coordinator*>(tag);
    coordinator.Answered();
    if (absl::Now() < until) {
      coordinator.Start();
    } else {
      --running;
    }
  }
  const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
  Latencies all;
  int64_t given = 0, full = 0, broken = 0;
  for (const auto& coordinator : coordinators) {
    all.Add(coordinator->latencies);
    given += coordinator->given;
    full += coordinator->full;
    broken += coordinator->broken;
  }
  fmt::print("given={} full={} broken={} seconds={:.3f} rate={:.1f} {}\n", given, full, broken, seconds,
             static_cast<double>(given) / seconds, all.Summary());
  return 0;
}

}  // namespace mimamori::load
