// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/platform/rpc/client.hpp"
#include "services/platform/rpc/status.hpp"

namespace mimamori::platform::rpc {

// Follows another service's changes on a thread of its own: one stream after another, and while that service is away a new
// try after each pause. Ends the running stream when it goes.
class Follower {
 public:
  // One stream, from the position that was kept last to its end; `context` is cancelled when the follower goes.
  using Stream = std::function<absl::Status(grpc::ClientContext& context)>;
  // `what`: whose changes these are, for the log.
  Follower(std::string what, ServiceChannel channel, absl::Duration pause, Stream stream);
  ~Follower();
  Follower(const Follower&) = delete;

 private:
  void Work();
  grpc::ClientContext* Begin();  // null when the follower goes
  bool PauseAndGoOn();

  const std::string what_;
  const ServiceChannel channel_;
  const absl::Duration pause_;
  const Stream stream_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::unique_ptr<grpc::ClientContext> context_;  // of the running stream
  std::thread thread_;
};

// Hands each change to `apply`; the first that can't be kept ends the stream with that failure. A stream whose time was up
// has ended well.
template <class Change, class Apply>
absl::Status ReadChanges(grpc::ClientContext& context, grpc::ClientReader<Change>& reader, const Apply& apply) {
  Change change;
  absl::Status applied;
  while (applied.ok() && reader.Read(&change)) applied = apply(change);
  if (!applied.ok()) context.TryCancel();
  const grpc::Status status = reader.Finish();
  if (!applied.ok()) return applied;
  if (status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED) return absl::OkStatus();
  return FromGrpc(status);
}

}  // namespace mimamori::platform::rpc
