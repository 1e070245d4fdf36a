// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/capacity/domain/hold.hpp"

namespace mimamori::capacity {

// Kept as a smallint: never renumber.
enum class StayEnd : int16_t { kDischarged = 1, kTransferred = 2, kDied = 3 };

// Somebody in a bed.
struct Stay {
  std::optional<absl::Time> began = std::nullopt;  // none: before anybody can tell
  std::optional<absl::Time> ended = std::nullopt;  // none: still there
  std::optional<StayEnd> end = std::nullopt;
  int version = 1;

  friend bool operator==(const Stay&, const Stay&) = default;
};

// The times of a stay that is told of. INVALID_ARGUMENT: TIME_IN_FUTURE, EMPTY_WINDOW (end_time: not behind the begin).
absl::Status CheckTimes(const Stay& stay, absl::Time now);

// When a holder came, by the hold that she came with. INVALID_ARGUMENT (begin_time): TIME_IN_FUTURE, TIME_BEFORE_HOLD.
absl::Status CheckArrival(const Hold& hold, absl::Time began, absl::Time now);

// She left. `version`: of the stay that was seen. FAILED_PRECONDITION: STAY_ENDED. ABORTED: STAY_CHANGED. And as CheckTimes.
absl::Status End(Stay& stay, int version, StayEnd end, absl::Time ended, absl::Time now);

}  // namespace mimamori::capacity
