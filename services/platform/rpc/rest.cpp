// SPDX-License-Identifier: Apache-2.0
#include "services/platform/rpc/rest.hpp"

#include <chrono>
#include <thread>

namespace mimamori::platform::rpc {
namespace {

constexpr absl::Duration kNap = absl::Milliseconds(50);

bool Over(const Call& call) { return call.cancelled() || absl::Now() >= call.deadline; }

}  // namespace

bool Rest(const Call& call, absl::Duration pause) {
  for (absl::Duration rested; rested < pause; rested += kNap) {
    if (Over(call)) return false;
    std::this_thread::sleep_for(absl::ToChronoMilliseconds(kNap));
  }
  return !Over(call);
}

}  // namespace mimamori::platform::rpc
