// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace mimamori::visit {

// Policy `visit.crowds`: how numbers of people are told to operators (privacy.md 22).
struct CrowdPolicy {
  int least = 5;         // fewer people than that are not told
  int round_to = 5;      // others are rounded down to a multiple
  absl::Duration step = absl::Minutes(5);  // the live number is of the last full step
};

// A number as it is told.
struct Headcount {
  int people = 0;
  int fewer_than = 0;  // above 0: the number is below this, and `people` says nothing
  friend bool operator==(const Headcount&, const Headcount&) = default;
};
Headcount Tell(int people, const CrowdPolicy& policy);

// The end of the last step that is over: everybody who asks within one step gets the same answer, so that asking again and
// again shows nobody's arrival.
absl::Time LastStep(absl::Time now, const CrowdPolicy& policy);

// Whether a venue has as many people as room. Never told where the room is for fewer than the least.
bool IsFull(int people, int capacity, const CrowdPolicy& policy);

enum class CrowdStep { kHour = 1, kDay = 2 };
// EMPTY_WINDOW, WINDOW_TOO_LONG (over 7 days by the hour, 31 by the day).
absl::Status CheckHistory(absl::Time start, absl::Time end, CrowdStep step);

}  // namespace mimamori::visit
