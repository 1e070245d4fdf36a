// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/domain/duty.hpp"

#include <algorithm>

#include "services/platform/core/error.hpp"

namespace mimamori::capacity {
namespace {

constexpr int kMinutesOfADay = 24 * 60;
constexpr size_t kMostDeadlines = 4;

absl::Status Malformed(std::string_view field, std::string_view sentence) {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED", sentence, field);
}

absl::Time DeadlineOn(const absl::CivilDay& day, int minutes, const absl::TimeZone& zone) {
  const auto info = zone.At(absl::CivilMinute(day) + minutes);
  return info.kind == absl::TimeZone::TimeInfo::SKIPPED ? info.trans : info.pre;
}

// The first deadline behind `time`.
absl::Time Next(const Duty& duty, const absl::TimeZone& zone, absl::Time time) {
  for (absl::CivilDay day = absl::ToCivilDay(time, zone);; ++day) {
    for (const int minutes : duty.due_minutes) {
      const absl::Time deadline = DeadlineOn(day, minutes, zone);
      if (deadline > time) return deadline;
    }
  }
}

}  // namespace

absl::Status CheckDuty(const Duty& duty) {
  const auto& due = duty.due_minutes;
  if (due.empty() || due.size() > kMostDeadlines) return Malformed("due_minutes", "there are 1 to 4 deadlines a day");
  // Of two that are alike, the second is not behind the first.
  if (!std::ranges::is_sorted(due, std::ranges::less_equal{})) return Malformed("due_minutes", "deadlines go upwards");
  if (due.front() < 0 || due.back() >= kMinutesOfADay) return Malformed("due_minutes", "a deadline is within the day");
  if (duty.window_minutes < 1 || duty.window_minutes > kMinutesOfADay) {
    return Malformed("window_minutes", "a report counts for 1 to 1,440 minutes");
  }
  if (duty.grace_minutes < 0 || duty.grace_minutes > kMinutesOfADay) {
    return Malformed("grace_minutes", "the grace is 0 to 1,440 minutes");
  }
  return absl::OkStatus();
}

Standing StandingOf(const Duty& duty, const absl::TimeZone& zone, std::optional<absl::Time> reported, absl::Time now) {
  if (!reported) return {.freshness = Freshness::kUnknown, .due = Next(duty, zone, now)};
  const absl::Time due = Next(duty, zone, *reported + absl::Minutes(duty.window_minutes));
  if (now < due) return {.freshness = Freshness::kFresh, .due = due};
  const bool late = now < due + absl::Minutes(duty.grace_minutes);
  return {.freshness = late ? Freshness::kOverdue : Freshness::kUnknown, .due = due};
}

}  // namespace mimamori::capacity
