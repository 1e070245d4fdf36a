// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace mimamori::platform {

// Read once per request, at the edge. The domain takes `now` as an argument; SQL never says now().
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
};

// The system's clock. With a `clock_file` (only in builds with MIMAMORI_MOVABLE_CLOCK), the system's clock moved by
// the number of seconds that the file holds ("-3600", "86400"), read again on each call, so that a journey moves the
// time of every process at once without sleeping. FAILED_PRECONDITION when a release build is given a clock file,
// INVALID_ARGUMENT when the file does not hold a number.
absl::StatusOr<std::unique_ptr<Clock>> MakeClock(const std::string& clock_file);

}  // namespace mimamori::platform
