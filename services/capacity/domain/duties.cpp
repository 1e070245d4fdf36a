// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/domain/duties.hpp"

#include "services/platform/core/status_macros.hpp"

namespace mimamori::capacity {
namespace {

// Where its clocks are, and what is asked of it.
struct Asked {
  absl::TimeZone zone;
  Duty duty;
};
absl::StatusOr<Asked> AskedOf(const DutyRules& rules, const Facility& facility) {
  Asked asked{.zone = {}, .duty = rules.kinds.at(facility.kind).duty};
  if (!absl::LoadTimeZone(facility.facts.time_zone, &asked.zone)) {
    return absl::InternalError("a facility's time zone is not known");
  }
  if (!facility.facts.due_minutes.empty()) asked.duty.due_minutes = facility.facts.due_minutes;
  return asked;
}

// The first deadline behind a moment: that of a report which counts up to it.
absl::Time DeadlineAfter(const Asked& asked, absl::Time time) {
  return StandingOf(asked.duty, asked.zone, time - absl::Minutes(asked.duty.window_minutes), time).due;
}

}  // namespace

absl::StatusOr<Standing> StandingOf(const DutyRules& rules, const Facility& facility, absl::Time now) {
  ASSIGN_OR_RETURN(const Asked asked, AskedOf(rules, facility));
  return StandingOf(asked.duty, asked.zone, facility.reported, now);
}

absl::Time UnknownFrom(const DutyRules& rules, const Facility& facility, const Standing& standing) {
  return standing.due + absl::Minutes(rules.kinds.at(facility.kind).duty.grace_minutes);
}

absl::StatusOr<absl::Time> AwaitedFrom(const DutyRules& rules, const Facility& facility) {
  ASSIGN_OR_RETURN(const Asked asked, AskedOf(rules, facility));
  if (!facility.reported) return DeadlineAfter(asked, facility.listed);
  return StandingOf(asked.duty, asked.zone, facility.reported, *facility.reported).due;
}

absl::StatusOr<std::optional<absl::Time>> ReminderOf(const DutyRules& rules, const Facility& facility, absl::Time now) {
  if (facility.closed || !facility.has_contact) return std::nullopt;
  ASSIGN_OR_RETURN(const Asked asked, AskedOf(rules, facility));
  const absl::Duration pause = absl::Minutes(rules.kinds.at(facility.kind).remind_minutes);
  std::optional<absl::Time> last;
  for (absl::Time due = DeadlineAfter(asked, now - pause - absl::Hours(24)); due + pause <= now;
       due = DeadlineAfter(asked, due)) {
    last = due;
  }
  if (!last) return std::nullopt;
  ASSIGN_OR_RETURN(const absl::Time awaited, AwaitedFrom(rules, facility));
  return awaited <= *last ? last : std::nullopt;
}

}  // namespace mimamori::capacity
