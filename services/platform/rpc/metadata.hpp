// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace mimamori::platform::rpc {

// What a call carries beside its request.
inline constexpr char kCallerKey[] = "mimamori-caller-bin";  // a SignedCallerToken
inline constexpr char kNetworkKey[] = "mimamori-network";    // Call::network
inline constexpr char kTraceKey[] = "traceparent";           // https://www.w3.org/TR/trace-context/

// Initial metadata of a lane: the methods that it takes, one entry each.
inline constexpr char kLaneKey[] = "mimamori-lane";

}  // namespace mimamori::platform::rpc
