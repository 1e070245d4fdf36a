// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <google/protobuf/message.h>

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "services/platform/rpc/client.hpp"

namespace mimamori::platform::rpc {

// A gateway's end of a lane (lane.proto; LaneService is the service's): one stream, opened when it is first wanted and
// again after it broke. Goes after the last answer came, and before its channel.
class Lane {
 public:
  // Called once, from gRPC's threads. A call that was under way when the stream broke fails with UNAVAILABLE
  // (SERVICE_UNREACHABLE), one without an answer in time with DEADLINE_EXCEEDED (TIME_IS_UP), as by itself.
  using Done = std::function<void(const absl::Status& status, const std::string& response)>;

  struct Options {
    absl::Duration between_tries = absl::Seconds(1);
    // Runs a piece of work on this thread a little later: what many requests send in one go then travels as one message.
    // Null: at once.
    std::function<void(std::function<void()>)> defer = nullptr;
  };
  Lane(ServiceChannel channel, Options options);
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  // Whether `method` ("mimamori.visit.v1.VisitService/CheckIn") may go over it now. Starts opening the lane when it is not
  // open, at most once in `between_tries`: what can't wait goes by itself.
  bool Carries(std::string_view method);
  // After Carries; for `caller`, on behalf of `call`: its deadline, trace and network. `request` may go when this returns.
  void Send(const std::string& method, const Call& call, const Caller& caller, const google::protobuf::Message& request,
            Done done);

 private:
  class Stream;
  std::shared_ptr<Stream> Current();

  const ServiceChannel channel_;
  const Options options_;
  std::mutex mutex_;
  std::shared_ptr<Stream> stream_;
  absl::Time next_try_ = absl::InfinitePast();
};

}  // namespace mimamori::platform::rpc
