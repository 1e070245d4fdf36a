// SPDX-License-Identifier: Apache-2.0
#include "services/observation/jobs/silence_watch.hpp"

#include <set>

#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

// A million people in one group are chosen in some four seconds of a busy machine.
constexpr absl::Duration kStepTime = absl::Seconds(60);
// How soon somebody is found whose risk or plan changed behind the moment of her round.
constexpr absl::Duration kClimbAgainAfter = absl::Minutes(5);

absl::StatusOr<absl::TimeZone> ZoneOf(const SlotGroup& group) {
  absl::TimeZone zone;
  if (!absl::LoadTimeZone(group.time_zone, &zone)) return absl::InternalError("a patient's time zone is unknown");
  return zone;
}

Ladder LadderFor(const MonitoringRules& rules, bool high_risk, bool unwell) {
  return LadderOf(rules, {.symptomatic = unwell, .high_risk = high_risk});
}

}  // namespace

absl::StatusOr<int64_t> SilenceWatch::ChooseReminders(absl::Time now) {
  ASSIGN_OR_RETURN(const auto rules, rules_.Current());
  // Whatever day it is anywhere on earth.
  const absl::CivilDay today = absl::ToCivilDay(now, absl::UTCTimeZone());
  ASSIGN_OR_RETURN(const auto groups, reminders_.Groups(absl::Now() + kStepTime, today - 2, today + 1));
  int64_t chosen = 0;
  absl::Status first_failure;
  for (const SlotGroup& group : groups) {
    const auto of_group = ChooseOf(group, rules->monitoring, now);
    first_failure.Update(of_group.status());
    chosen += of_group.value_or(0);
  }
  RETURN_IF_ERROR(first_failure);
  return chosen;
}

// Nobody is reminded of a slot that is over: the present one is the only one.
absl::StatusOr<int64_t> SilenceWatch::ChooseOf(const SlotGroup& group, const MonitoringRules& rules, absl::Time now) {
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(group));
  const Slot slot = SlotAt(rules.slots.For(group.times_a_day), zone, now);
  const Plan plan{.first = slot.name.day, .last = slot.name.day, .times_a_day = group.times_a_day,
                  .from = absl::InfinitePast(), .zone = zone, .remind_from = group.remind_from,
                  .remind_until = group.remind_until};
  int64_t chosen = 0;
  for (const bool high_risk : {false, true}) {
    for (const bool unwell : {false, true}) {
      const Ladder ladder = LadderFor(rules, high_risk, unwell);
      const Reminders mails = RemindersOf(plan, slot, ladder.After(Rung::kRemind), ladder.After(Rung::kRemindAgain));
      Round round{.group = group, .slot = slot, .high_risk = high_risk, .unwell = unwell};
      if (!mails.first || *mails.first > now) continue;
      ASSIGN_OR_RETURN(const int64_t first, reminders_.Choose(absl::Now() + kStepTime, round, now, now));
      chosen += first;
      if (!mails.second || *mails.second > now) continue;
      // Where the first came late, so does the second.
      round.rung = Rung::kRemindAgain;
      ASSIGN_OR_RETURN(const int64_t second, reminders_.Choose(absl::Now() + kStepTime, round,
                                                               now - (*mails.second - *mails.first), now));
      chosen += second;
    }
  }
  return chosen;
}

absl::StatusOr<int64_t> SilenceWatch::ClimbLadders(absl::Time now) {
  ASSIGN_OR_RETURN(const auto rules, rules_.Current());
  // Silence does not end with the plan.
  ASSIGN_OR_RETURN(const auto groups, reminders_.Groups(absl::Now() + kStepTime, absl::CivilDay::min(),
                                                        absl::ToCivilDay(now, absl::UTCTimeZone()) + 1));
  std::set<SlotGroup> together;  // whenever they want to be mailed
  for (const SlotGroup& group : groups) together.insert({.time_zone = group.time_zone, .times_a_day = group.times_a_day});
  int64_t listed = 0;
  absl::Status first_failure;
  for (const SlotGroup& group : together) {
    for (const Rung rung : {Rung::kCall, Rung::kWelfareCheck}) {
      for (const bool high_risk : {false, true}) {
        for (const bool unwell : {false, true}) {
          const auto climbed = ClimbRound({.group = group, .slot = {}, .rung = rung, .high_risk = high_risk,
                                           .unwell = unwell}, *rules, now);
          first_failure.Update(climbed.status());
          listed += climbed.value_or(0);
        }
      }
    }
  }
  RETURN_IF_ERROR(first_failure);
  return listed;
}

absl::StatusOr<int64_t> SilenceWatch::ClimbRound(const Round& wanted, const RulesInForce& rules, absl::Time now) {
  Round round = wanted;
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(round.group));
  const Ladder ladder = LadderFor(rules.monitoring, round.high_risk, round.unwell);
  round.slot = LastDue(rules.monitoring.slots.For(round.group.times_a_day), zone, now - ladder.After(round.rung));
  ASSIGN_OR_RETURN(const bool begun, reminders_.Begin(absl::Now() + kStepTime, round, kClimbAgainAfter, now));
  if (!begun) return 0;
  SilenceStore::Query query{.group = round.group, .rung = round.rung, .high_risk = round.high_risk, .unwell = round.unwell};
  int64_t listed = 0;
  while (true) {
    ASSIGN_OR_RETURN(const SilenceStore::Climbed climbed,
                     silence_.Climb(absl::Now() + kStepTime, {rules.monitoring, rules.work}, query, now));
    if (climbed.last == 0) return listed;
    listed += climbed.listed;
    query.after = climbed.last;
  }
}

}  // namespace mimamori::observation
