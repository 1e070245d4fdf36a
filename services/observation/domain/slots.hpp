// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace mimamori::observation {

// When a slot of a day begins and when its report is due, in minutes after midnight on the wall of where the person stays.
// `due` may lie behind midnight (1500 is 01:00 of the next day).
struct SlotTime {
  int begins = 0;
  int due = 0;

  friend bool operator==(const SlotTime&, const SlotTime&) = default;
};

// Part of policy `observation.monitoring`. A slot ends where the next begins, the last of a day with the first of the next:
// every moment belongs to exactly one.
struct SlotTimes {
  std::vector<SlotTime> once = {};
  std::vector<SlotTime> twice = {};

  const std::vector<SlotTime>& For(int times_a_day) const { return times_a_day == 1 ? once : twice; }
  friend bool operator==(const SlotTimes&, const SlotTimes&) = default;
};
// FAILED_PRECONDITION (POLICY_MALFORMED), with the path as the field: not one and two slots a day, times that don't rise
// within the day, a due time outside its slot.
absl::Status CheckSlotTimes(const SlotTimes& times);

// Kept by (day, number): never twice the same.
struct SlotName {
  absl::CivilDay day = {};
  int number = 0;  // of the day, from 0

  friend bool operator==(const SlotName&, const SlotName&) = default;
  friend bool operator<(const SlotName& a, const SlotName& b) {
    return std::tie(a.day, a.number) < std::tie(b.day, b.number);
  }
};

// Half-open.
struct Slot {
  SlotName name = {};
  absl::Time start = {};
  absl::Time due = {};
  absl::Time end = {};

  friend bool operator==(const Slot&, const Slot&) = default;
};

// A monitoring plan, as the registry keeps it.
struct Plan {
  absl::CivilDay first = {};  // both days belong to it
  absl::CivilDay last = {};
  int times_a_day = 2;        // 1 or 2
  absl::Time from = {};       // when it was made: nothing that was due before is asked for
  absl::TimeZone zone = absl::UTCTimeZone();
  // Within which minutes of the day she wants to be reminded, half-open.
  int remind_from = 0;
  int remind_until = 24 * 60;

  friend bool operator==(const Plan&, const Plan&) = default;
};

// The slot of a moment. What the clocks skip belongs to the moment at which they do; of a time that comes twice a slot begins
// with the first. A slot that the clocks skip as a whole doesn't exist.
Slot SlotAt(const std::vector<SlotTime>& times, const absl::TimeZone& zone, absl::Time moment);
Slot SlotAfter(const std::vector<SlotTime>& times, const absl::TimeZone& zone, const Slot& slot);
// The latest slot that is due by then.
Slot LastDue(const std::vector<SlotTime>& times, const absl::TimeZone& zone, absl::Time moment);

// The slot that is asked for first; nullopt: none is, the plan is over before anything is due.
std::optional<Slot> FirstSlot(const Plan& plan, const SlotTimes& times);
// The first slot from which on nothing was told, whose latest report (by when it was so) was at `last_report`; nullopt: all
// was told that was asked for.
std::optional<Slot> FirstUntold(const Plan& plan, const SlotTimes& times, std::optional<absl::Time> last_report);

// The slot whose report is asked for next at `now`: what ended untold is asked for no more. nullopt: none is, all was told or
// the plan is over.
std::optional<Slot> NextAsked(const Plan& plan, const SlotTimes& times, std::optional<absl::Time> last_report,
                              absl::Time now);

// When the mails of a slot may leave; nullopt: not at all. Never before it is due, never outside of the person's own minutes,
// never when it or the plan is over, the second never before the first.
struct Reminders {
  std::optional<absl::Time> first = std::nullopt;
  std::optional<absl::Time> second = std::nullopt;

  friend bool operator==(const Reminders&, const Reminders&) = default;
};
Reminders RemindersOf(const Plan& plan, const Slot& slot, absl::Duration first_after, absl::Duration second_after);

}  // namespace mimamori::observation
