// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/time/time.h"
#include "services/platform/rpc/call.hpp"

namespace mimamori::platform::rpc {

// Lets a stream's thread wait for news. False when the stream is over, which it notices within 50 ms: the client is gone,
// the process drains, or the call's time is up.
bool Rest(const Call& call, absl::Duration pause);

}  // namespace mimamori::platform::rpc
