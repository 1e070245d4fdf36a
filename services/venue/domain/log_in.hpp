// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/time/time.h"
#include "services/platform/core/id.hpp"

namespace mimamori::venue {

struct LogInTag {
  static constexpr const char* kName = "log_in_id";
};
using LogInId = platform::Id<LogInTag>;

// How long the mailed link of a log-in works.
constexpr absl::Duration kLogInLifetime = absl::Hours(1);

}  // namespace mimamori::venue
