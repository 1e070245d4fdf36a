// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace mimamori::visit {

// One time of a usual week at which a venue is open, by the clock on its wall.
struct OpenSpan {
  int16_t day = 0;     // of the opening; 0: Monday
  int16_t opens = 0;   // minutes after midnight, 0–1,439
  int16_t closes = 0;  // minutes after the same midnight; up to 1,800, which is 06:00 of the next day
  friend bool operator==(const OpenSpan&, const OpenSpan&) = default;
};

// Policy `visit.opening_hours`: how much before an opening people may arrive, and how much after a closing, before it is
// remarkable. 0–240 minutes each.
struct HoursTolerance {
  absl::Duration early = {};
  absl::Duration late = {};
};

// Reads what the venue service writes, "18:00-26:00". INVALID_ARGUMENT: BAD_OPENING_HOURS.
absl::StatusOr<OpenSpan> ParseOpenSpan(int day, std::string_view text);

// Whether people may be expected there at that moment; always, when the hours are not known (`hours` is empty).
//
// Half-open, as stays are: [opening − early, closing + late). Each opening and closing is a moment of its own day in the
// venue's zone, so that nights with a change of the clocks are as long as they are. A wall clock's time that comes twice
// opens at its first and closes at its second coming; one that is skipped is the moment of the change. Allocates nothing.
bool IsWithinHours(std::span<const OpenSpan> hours, absl::Time moment, const absl::TimeZone& zone,
                   const HoursTolerance& tolerance);

}  // namespace mimamori::visit
