// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/silence.hpp"

#include <algorithm>
#include <string>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

constexpr int kMostMinutes = 7 * 24 * 60;
constexpr std::array<Rung, 4> kClimbed{Rung::kRemind, Rung::kRemindAgain, Rung::kCall, Rung::kWelfareCheck};

std::array<int, 4> MinutesOf(const Ladder& ladder) {
  return {ladder.remind, ladder.remind_again, ladder.call, ladder.welfare_check};
}

absl::Status CheckLadder(std::string_view name, const Ladder& ladder, const Ladder* slower) {
  constexpr std::array<std::string_view, 4> kNames{"remind", "remind_again", "call", "welfare_check"};
  const std::array<int, 4> minutes = MinutesOf(ladder);
  for (size_t i = 0; i < minutes.size(); ++i) {
    const int least = i == 0 ? 0 : minutes[i - 1] + 1;
    const int most = slower == nullptr ? kMostMinutes : MinutesOf(*slower)[i];
    if (minutes[i] >= least && minutes[i] <= most) continue;
    const std::string path = fmt::format("ladders.{}.{}", name, kNames[i]);
    return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED",
                             fmt::format("{}: is not from {} to {}", path, least, most), path);
  }
  return absl::OkStatus();
}

Ladder SoonerOf(const Ladder& a, const Ladder& b) {
  return {.remind = std::min(a.remind, b.remind),
          .remind_again = std::min(a.remind_again, b.remind_again),
          .call = std::min(a.call, b.call),
          .welfare_check = std::min(a.welfare_check, b.welfare_check)};
}

}  // namespace

absl::Duration Ladder::After(Rung rung) const {
  if (rung == Rung::kNone) return absl::ZeroDuration();
  return absl::Minutes(MinutesOf(*this)[static_cast<size_t>(rung) - 1]);
}

absl::Status CheckMonitoringRules(const MonitoringRules& rules) {
  RETURN_IF_ERROR(CheckSlotTimes(rules.slots));
  RETURN_IF_ERROR(CheckLadder("ordinary", rules.ordinary, nullptr));
  RETURN_IF_ERROR(CheckLadder("high_risk", rules.high_risk, &rules.ordinary));
  return CheckLadder("unwell", rules.unwell, &rules.ordinary);
}

Ladder LadderOf(const MonitoringRules& rules, const Watched& watched) {
  Ladder ladder = rules.ordinary;
  if (watched.high_risk) ladder = SoonerOf(ladder, rules.high_risk);
  if (watched.symptomatic || watched.last_tier > Tier::kGreen) ladder = SoonerOf(ladder, rules.unwell);
  return ladder;
}

Silence SilenceOf(const MonitoringRules& rules, const Watched& watched, absl::Time now) {
  Silence silence{.since = FirstUntold(watched.plan, rules.slots, watched.last_report)};
  if (!silence.since) return silence;
  const Ladder ladder = LadderOf(rules, watched);
  for (const Rung rung : kClimbed) {
    const absl::Time reached = silence.since->due + ladder.After(rung);
    if (reached <= now) {
      silence.rung = rung;
    } else {
      silence.next = reached;
      break;
    }
  }
  const std::vector<SlotTime>& day = rules.slots.For(watched.plan.times_a_day);
  for (Slot slot = *silence.since; slot.end <= now && slot.name.day <= watched.plan.last;
       slot = SlotAfter(day, watched.plan.zone, slot)) {
    ++silence.missed;
  }
  return silence;
}

}  // namespace mimamori::observation
