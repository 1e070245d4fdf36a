// SPDX-License-Identifier: Apache-2.0
#include "services/visit/domain/crowd.hpp"

#include "services/platform/core/error.hpp"

namespace mimamori::visit {

using platform::BadField;

Headcount Tell(int people, const CrowdPolicy& policy) {
  if (people < policy.least) return {.people = 0, .fewer_than = policy.least};
  return {.people = people - people % policy.round_to, .fewer_than = 0};
}

absl::Time LastStep(absl::Time now, const CrowdPolicy& policy) {
  return absl::UnixEpoch() + absl::Floor(now - absl::UnixEpoch(), policy.step);
}

bool IsFull(int people, int capacity, const CrowdPolicy& policy) {
  return capacity >= policy.least && people >= capacity;
}

absl::Status CheckHistory(absl::Time start, absl::Time end, CrowdStep step) {
  if (start >= end) return BadField("end_time", "EMPTY_WINDOW", "the window must end after it starts");
  const int most = step == CrowdStep::kHour ? 7 : 31;
  if (end - start > absl::Hours(24 * most)) {
    return BadField("end_time", "WINDOW_TOO_LONG", "the window is longer than 7 days by the hour, or 31 by the day");
  }
  return absl::OkStatus();
}

}  // namespace mimamori::visit
