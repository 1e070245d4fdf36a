// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/time/time.h"

namespace mimamori::platform::rpc {

inline constexpr char kTokenLabel[] = "mimamori.caller.v1";
inline constexpr absl::Duration kTokenLife = absl::Seconds(60);
// How far the clocks of two machines may be apart.
inline constexpr absl::Duration kClockSkew = absl::Seconds(30);

}  // namespace mimamori::platform::rpc
