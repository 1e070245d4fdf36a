// SPDX-License-Identifier: Apache-2.0
#include "services/platform/rpc/follower.hpp"

#include <fmt/format.h>

#include <chrono>

#include "services/platform/observe/log.hpp"

namespace mimamori::platform::rpc {
namespace {

constexpr absl::Duration kStreamTime = absl::Minutes(30);  // then anew: a stream that silently died is noticed

}  // namespace

Follower::Follower(std::string what, ServiceChannel channel, absl::Duration pause, Stream stream)
    : what_(std::move(what)), channel_(std::move(channel)), pause_(pause), stream_(std::move(stream)),
      thread_([this] { Work(); }) {}

Follower::~Follower() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    if (context_) context_->TryCancel();
  }
  wake_.notify_all();
  thread_.join();
}

void Follower::Work() {
  do {
    grpc::ClientContext* const context = Begin();
    if (context == nullptr) return;
    const absl::Status ended = stream_(*context);
    const bool left = [this] {
      const std::lock_guard lock(mutex_);
      context_.reset();
      return stopping_;
    }();
    if (left) return;
    if (!ended.ok()) observe::Log(spdlog::level::warn, fmt::format("{} changes interrupted", what_), {observe::Of(ended)});
  } while (PauseAndGoOn());
}

grpc::ClientContext* Follower::Begin() {
  const std::lock_guard lock(mutex_);
  if (stopping_) return nullptr;
  context_ = channel_.Context(absl::Now() + kStreamTime);
  return context_.get();
}

bool Follower::PauseAndGoOn() {
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, absl::ToChronoMilliseconds(pause_), [this] { return stopping_; });
}

}  // namespace mimamori::platform::rpc
