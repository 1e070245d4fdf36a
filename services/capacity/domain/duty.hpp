// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace mimamori::capacity {

// By when a facility reports, each day on its own clock.
struct Duty {
  std::vector<int> due_minutes;  // of the day, upwards; 1–4, "15:00" is 900
  int window_minutes = 0;        // before a deadline, in which a report counts for it: what was told earlier is too old by then
  int grace_minutes = 0;         // that a report may be late; behind them its beds are unknown
};
// FAILED_PRECONDITION (POLICY_MALFORMED), with the path as the field: due_minutes (none, over 4, outside 0–1439, not upwards),
// window_minutes (1–1440), grace_minutes (0–1440).
absl::Status CheckDuty(const Duty& duty);

enum class Freshness { kFresh, kOverdue, kUnknown };

// How a facility's beds are to be taken at a moment.
struct Standing {
  Freshness freshness = Freshness::kUnknown;
  absl::Time due = {};  // the first deadline that its latest report does not count for
};

// `reported`: the moment that its latest report speaks of. Overdue from `due` on until the grace is over, then unknown: not
// free, and not zero. nullopt: it never reported; it is unknown. Where a clock change skips a deadline, the moment of the
// change takes its place.
Standing StandingOf(const Duty& duty, const absl::TimeZone& zone, std::optional<absl::Time> reported, absl::Time now);

}  // namespace mimamori::capacity
