// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/slots.hpp"

#include <algorithm>
#include <string>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

constexpr int kDay = 24 * 60;

absl::Status Malformed(const std::string& path, std::string_view sentence) {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED",
                           fmt::format("{}: {}", path, sentence), path);
}

absl::Status CheckDay(std::string_view name, const std::vector<SlotTime>& times, size_t slots) {
  if (times.size() != slots) return Malformed(std::string(name), fmt::format("has {} slots, not {}", times.size(), slots));
  for (size_t i = 0; i < slots; ++i) {
    const std::string here = fmt::format("{}[{}]", name, i);
    const int least = i == 0 ? 0 : times[i - 1].begins + 1;
    if (times[i].begins < least || times[i].begins >= kDay) return Malformed(here + ".begins", "does not rise in the day");
  }
  for (size_t i = 0; i < slots; ++i) {
    const std::string here = fmt::format("{}[{}]", name, i);
    const int end = i + 1 < slots ? times[i + 1].begins : times[0].begins + kDay;
    if (times[i].due <= times[i].begins || times[i].due >= end) return Malformed(here + ".due", "is outside of its slot");
  }
  return absl::OkStatus();
}

absl::Time OnTheWall(absl::CivilDay day, int minute, const absl::TimeZone& zone) {
  return absl::FromCivil(absl::CivilSecond(day) + minute * 60, zone);
}

Slot Named(const std::vector<SlotTime>& times, const absl::TimeZone& zone, SlotName name) {
  const auto number = static_cast<size_t>(name.number);
  const bool last = number + 1 == times.size();
  const int end = last ? times[0].begins + kDay : times[number + 1].begins;
  Slot slot{.name = name,
            .start = OnTheWall(name.day, times[number].begins, zone),
            .due = {},
            .end = OnTheWall(name.day, end, zone)};
  slot.due = std::clamp(OnTheWall(name.day, times[number].due, zone), slot.start, slot.end);
  return slot;
}

SlotName Next(const std::vector<SlotTime>& times, SlotName name) {
  if (static_cast<size_t>(name.number) + 1 < times.size()) return {.day = name.day, .number = name.number + 1};
  return {.day = name.day + 1, .number = 0};
}

// Into the person's own minutes, if there are any left before `end`.
std::optional<absl::Time> Fitted(const Plan& plan, absl::Time wanted, absl::Time end) {
  const absl::CivilDay today = absl::ToCivilDay(wanted, plan.zone);
  for (const absl::CivilDay day : {today, today + 1}) {
    const absl::Time leaves = std::max(wanted, OnTheWall(day, plan.remind_from, plan.zone));
    if (leaves < OnTheWall(day, plan.remind_until, plan.zone)) return leaves < end ? std::optional(leaves) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

absl::Status CheckSlotTimes(const SlotTimes& times) {
  RETURN_IF_ERROR(CheckDay("once", times.once, 1));
  return CheckDay("twice", times.twice, 2);
}

Slot SlotAt(const std::vector<SlotTime>& times, const absl::TimeZone& zone, absl::Time moment) {
  // Two days back: a zone may have skipped yesterday.
  Slot slot = Named(times, zone, {.day = absl::ToCivilDay(moment, zone) - 2, .number = 0});
  while (slot.end <= moment) slot = Named(times, zone, Next(times, slot.name));
  return slot;
}

Slot SlotAfter(const std::vector<SlotTime>& times, const absl::TimeZone& zone, const Slot& slot) {
  return SlotAt(times, zone, slot.end);
}

Slot LastDue(const std::vector<SlotTime>& times, const absl::TimeZone& zone, absl::Time moment) {
  const Slot slot = SlotAt(times, zone, moment);
  return slot.due <= moment ? slot : SlotAt(times, zone, slot.start - absl::Nanoseconds(1));
}

std::optional<Slot> FirstSlot(const Plan& plan, const SlotTimes& times) {
  const std::vector<SlotTime>& day = times.For(plan.times_a_day);
  const absl::Time begin = std::max(plan.from, OnTheWall(plan.first, day[0].begins, plan.zone));
  Slot slot = SlotAt(day, plan.zone, begin);
  if (slot.due < plan.from) slot = SlotAfter(day, plan.zone, slot);
  if (slot.name.day > plan.last) return std::nullopt;
  return slot;
}

std::optional<Slot> FirstUntold(const Plan& plan, const SlotTimes& times, std::optional<absl::Time> last_report) {
  const std::optional<Slot> first = FirstSlot(plan, times);
  if (!first || !last_report || *last_report < first->start) return first;
  const std::vector<SlotTime>& day = times.For(plan.times_a_day);
  const Slot slot = SlotAfter(day, plan.zone, SlotAt(day, plan.zone, *last_report));
  if (slot.name.day > plan.last) return std::nullopt;
  return slot;
}

std::optional<Slot> NextAsked(const Plan& plan, const SlotTimes& times, std::optional<absl::Time> last_report,
                              absl::Time now) {
  const std::optional<Slot> untold = FirstUntold(plan, times, last_report);
  if (!untold || untold->end > now) return untold;
  const Slot slot = SlotAt(times.For(plan.times_a_day), plan.zone, now);
  if (slot.name.day > plan.last) return std::nullopt;
  return slot;
}

Reminders RemindersOf(const Plan& plan, const Slot& slot, absl::Duration first_after, absl::Duration second_after) {
  Reminders reminders;
  if (slot.name.day < plan.first || slot.name.day > plan.last || slot.due < plan.from) return reminders;
  reminders.first = Fitted(plan, slot.due + first_after, slot.end);
  if (!reminders.first) return reminders;
  reminders.second = Fitted(plan, std::max(slot.due + second_after, *reminders.first), slot.end);
  // Both squeezed into the same moment: one is enough.
  if (reminders.second == reminders.first) reminders.second = std::nullopt;
  return reminders;
}

}  // namespace mimamori::observation
