// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "services/observation/domain/rule_set.hpp"
#include "services/observation/domain/slots.hpp"

namespace mimamori::observation {

// What is done about somebody who doesn't report. Kept as a smallint: never renumber.
enum class Rung : int16_t { kNone = 0, kRemind = 1, kRemindAgain = 2, kCall = 3, kWelfareCheck = 4 };
inline constexpr std::array<std::pair<Rung, std::string_view>, 5> kRungs{{
    {Rung::kNone, "NONE"},
    {Rung::kRemind, "REMIND"},
    {Rung::kRemindAgain, "REMIND_AGAIN"},
    {Rung::kCall, "CALL"},
    {Rung::kWelfareCheck, "WELFARE_CHECK"},
}};

// Minutes after the first untold report was due, rung by rung.
struct Ladder {
  int remind = 0;
  int remind_again = 0;
  int call = 0;
  int welfare_check = 0;

  absl::Duration After(Rung rung) const;
  friend bool operator==(const Ladder&, const Ladder&) = default;
};

// A version of policy `observation.monitoring`.
struct MonitoringRules {
  int version = 1;
  SlotTimes slots = {};
  Ladder ordinary = {};
  Ladder high_risk = {};
  Ladder unwell = {};  // whose last report was above green or told of symptoms

  friend bool operator==(const MonitoringRules&, const MonitoringRules&) = default;
};
// FAILED_PRECONDITION (POLICY_MALFORMED), with the path as the field: as CheckSlotTimes; rungs that don't rise or lie behind
// seven days; a ladder for people at more risk that is slower on any rung than the ordinary one.
absl::Status CheckMonitoringRules(const MonitoringRules& rules);

// What is known of somebody who has to report.
struct Watched {
  Plan plan = {};
  std::optional<absl::Time> last_report = std::nullopt;  // when it was so, of the latest
  Tier last_tier = Tier::kGreen;
  bool symptomatic = false;  // by the latest
  bool high_risk = false;
};

// The ladder of whoever it is: rung by rung the sooner of those that are hers.
Ladder LadderOf(const MonitoringRules& rules, const Watched& watched);

// Silence is never recovery: it grows until she reports or a person ends it, also behind the last day of the plan, when no
// mail leaves any more.
struct Silence {
  Rung rung = Rung::kNone;
  std::optional<Slot> since = std::nullopt;       // the first slot untold; nullopt: there is none
  std::optional<absl::Time> next = std::nullopt;  // when the next rung is reached; nullopt: never
  int missed = 0;                                 // slots of the plan that ended untold since

  friend bool operator==(const Silence&, const Silence&) = default;
};
Silence SilenceOf(const MonitoringRules& rules, const Watched& watched, absl::Time now);

}  // namespace mimamori::observation
