// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "absl/time/time.h"
#include "services/platform/core/id.hpp"

namespace mimamori::vault {

struct EventTag { static constexpr const char* kName = "event_id"; };
// An exposure event, within which contacts may be matched.
using EventId = platform::Id<EventTag>;

// What is remembered of an event's key beside the key: never what it matched.
struct EventKey {
  EventId event;
  absl::Time first_used;
  std::optional<absl::Time> ended;
};

}  // namespace mimamori::vault
