// SPDX-License-Identifier: Apache-2.0
#include "services/observation/jobs/silence_watch.hpp"

#include <map>
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

Ladder LadderFor(const MonitoringRules& rules, const Risk& risk) {
  return LadderOf(rules, {.symptomatic = risk.unwell, .high_risk = risk.high_risk});
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
  // Those of all risks who are mailed at one moment are chosen together: each choice looks at everybody.
  Round round{.group = group, .slot = slot, .rung = Rung::kRemind, .risks = {}};
  std::map<absl::Duration, std::vector<Risk>> seconds;  // by how long behind the first
  for (const Risk& risk : kRisks) {
    const Ladder ladder = LadderFor(rules, risk);
    const Reminders mails = RemindersOf(plan, slot, ladder.After(Rung::kRemind), ladder.After(Rung::kRemindAgain));
    if (!mails.first || *mails.first > now) continue;
    round.risks.push_back(risk);
    if (mails.second && *mails.second <= now) seconds[*mails.second - *mails.first].push_back(risk);
  }
  if (round.risks.empty()) return 0;
  ASSIGN_OR_RETURN(int64_t chosen, reminders_.Choose(absl::Now() + kStepTime, round, now, now));
  round.rung = Rung::kRemindAgain;
  for (const auto& [behind, risks] : seconds) {
    round.risks = risks;
    // Where the first came late, so does the second.
    ASSIGN_OR_RETURN(const int64_t second, reminders_.Choose(absl::Now() + kStepTime, round, now - behind, now));
    chosen += second;
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
      for (const Risk& risk : kRisks) {
        const auto climbed = ClimbRound({.group = group, .slot = {}, .rung = rung, .risks = {risk}}, *rules, now);
        first_failure.Update(climbed.status());
        listed += climbed.value_or(0);
      }
    }
  }
  RETURN_IF_ERROR(first_failure);
  return listed;
}

absl::StatusOr<int64_t> SilenceWatch::ClimbRound(const Round& wanted, const RulesInForce& rules, absl::Time now) {
  Round round = wanted;
  const Risk risk = round.risks.front();
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(round.group));
  const Ladder ladder = LadderFor(rules.monitoring, risk);
  round.slot = LastDue(rules.monitoring.slots.For(round.group.times_a_day), zone, now - ladder.After(round.rung));
  ASSIGN_OR_RETURN(const bool begun, reminders_.Begin(absl::Now() + kStepTime, round, kClimbAgainAfter, now));
  if (!begun) return 0;
  SilenceStore::Query query{.group = round.group, .rung = round.rung, .high_risk = risk.high_risk, .unwell = risk.unwell};
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
