// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>

#include "absl/status/statusor.h"
#include "services/capacity/domain/duty.hpp"
#include "services/capacity/domain/facility.hpp"

namespace mimamori::capacity {

// What is asked of a kind of facility.
struct KindDuty {
  Duty duty = {};
  int remind_minutes = 0;  // after a deadline its desk is reminded
};
// A version of policy `capacity.duty`: of every kind.
struct DutyRules {
  std::map<FacilityKind, KindDuty> kinds;
};

// How a facility's beds are to be taken at a moment, by its own deadlines where it has some. INTERNAL: its time zone is not known.
absl::StatusOr<Standing> StandingOf(const DutyRules& rules, const Facility& facility, absl::Time now);

// From when on its beds are unknown unless it reports: behind the grace.
absl::Time UnknownFrom(const DutyRules& rules, const Facility& facility, const Standing& standing);

// The first deadline that nothing counts for: neither its latest report nor, as long as it never reported, that it was not listed
// yet. INTERNAL: its time zone is not known.
absl::StatusOr<absl::Time> AwaitedFrom(const DutyRules& rules, const Facility& facility);

// The last deadline that is over for so long that its desk is reminded of it, within a day; nullopt: there is none, or it is not
// awaited yet, or nobody can be written to. INTERNAL: its time zone is not known.
absl::StatusOr<std::optional<absl::Time>> ReminderOf(const DutyRules& rules, const Facility& facility, absl::Time now);

}  // namespace mimamori::capacity
