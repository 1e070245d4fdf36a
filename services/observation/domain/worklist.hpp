// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "services/observation/domain/silence.hpp"
#include "services/observation/domain/triage.hpp"

namespace mimamori::observation {

// Kept as a smallint: never renumber.
enum class ItemState : int16_t { kWaiting = 1, kClaimed = 2, kSnoozed = 3, kResolved = 4 };
inline constexpr std::array<std::pair<ItemState, std::string_view>, 4> kItemStates{{
    {ItemState::kWaiting, "WAITING"},
    {ItemState::kClaimed, "CLAIMED"},
    {ItemState::kSnoozed, "SNOOZED"},
    {ItemState::kResolved, "RESOLVED"},
}};

// A version of policy `observation.worklist`. Minutes.
struct WorkRules {
  int version = 1;
  // So many green reports in a row, the last at least so long after the one that raised it, resolve an item of up to this
  // tier; a graver one only a person does.
  Tier resolves_itself = Tier::kYellow;
  int calm_reports = 2;
  int calm_minutes = 600;
  int claim_lapses = 120;        // without a word from who claimed it
  int retry_after = 60;          // where nobody was reached
  int attempts_to_escalate = 3;  // that reached nobody
  int snooze_yellow = 720;       // at most
  int snooze_orange = 60;        // at most; red is never put off
  int call_within = 240;         // from when silence has reached that rung
  int welfare_check_within = 60;

  friend bool operator==(const WorkRules&, const WorkRules&) = default;
};
// FAILED_PRECONDITION (POLICY_MALFORMED), with the path as the field.
absl::Status CheckWorkRules(const WorkRules& rules);

// Somebody who has to be spoken to: one item a person, from the first judgement above green, or from when her silence asks
// for a call, until a person or later reports resolve it. Time alone resolves nothing.
struct WorkItem {
  ItemState state = ItemState::kWaiting;
  Tier tier = Tier::kGreen;      // the gravest since it was opened; green: for silence alone
  Rung rung = Rung::kNone;       // of her silence, from kCall on
  absl::Time opened = {};
  absl::Time raised = absl::InfinitePast();  // when it was so, of the latest report above green
  absl::Time contact_by = {};
  int calm_reports = 0;          // green ones behind that
  std::string claimed_by = {};   // account
  std::optional<absl::Time> claim_ends = std::nullopt;
  std::optional<absl::Time> snoozed_until = std::nullopt;
  std::string handed_to = {};    // account that is to take it, while it waits for anybody
  int attempts = 0;              // that reached nobody
  bool escalated = false;
  int version = 1;

  friend bool operator==(const WorkItem&, const WorkItem&) = default;
};

// As things are at a moment: a claim that lapsed and a snooze that is over leave it waiting.
ItemState StateAt(const WorkItem& item, absl::Time now);

// What a report means for the list. `may_lower`: false from a device that nobody has confirmed (privacy.md 21), and for a
// report of before others.
struct JudgedReport {
  absl::Time time = {};
  absl::Time received = {};
  Tier tier = Tier::kGreen;
  std::optional<absl::Time> contact_by = std::nullopt;
  bool may_lower = true;
};
// True: `item` was opened, raised, calmed or resolved and has to be kept. A worse report wakes what was put off, never
// lengthens a deadline, and leaves a claim with who has it. nullopt: there was none. What is resolved is opened as a new one.
bool Absorb(std::optional<WorkItem>& item, const WorkRules& rules, const JudgedReport& report);

// True: her silence put her on the list, or higher. It takes nothing back: a report does.
bool AbsorbSilence(std::optional<WorkItem>& item, const WorkRules& rules, Rung rung, absl::Time now);

// Two cases were one person: the item of the one that stays, with that of the other. What is open of either is open: the
// graver tier, the sooner deadline, the longer silence. What was settled stays so. Whoever is on it stays; who was on the other
// one is only where nobody was on hers. True: `item` has to be kept.
bool AbsorbItem(std::optional<WorkItem>& item, const std::optional<WorkItem>& other);

// What a person does. `version`: of the item that she saw. ABORTED: ITEM_CHANGED. FAILED_PRECONDITION: ITEM_RESOLVED;
// CLAIMED_BY_ANOTHER, where somebody else's claim holds; NOT_CLAIMED, where she has to have claimed it first.
struct Officer {
  std::string account;
  int version = 0;
};
absl::Status Claim(WorkItem& item, const Officer& officer, const WorkRules& rules, absl::Time now);
// Back on the list, at the end of a shift: for another person, or, empty, for whoever comes. Everybody may take it.
absl::Status HandOver(WorkItem& item, const Officer& officer, const std::string& to, absl::Time now);
absl::Status Resolve(WorkItem& item, const Officer& officer, absl::Time now);
// Tries again later; after policy's number of attempts it is escalated by itself. The deadline stays.
absl::Status NotReached(WorkItem& item, const Officer& officer, const WorkRules& rules, absl::Time now);
// BadField (until_time): SNOOZE_TOO_LONG (for its tier; red and a welfare check: any), SNOOZE_IN_PAST.
absl::Status Snooze(WorkItem& item, const Officer& officer, absl::Time until, const WorkRules& rules, absl::Time now);
// To those who decide beside the list.
absl::Status Escalate(WorkItem& item, const Officer& officer, absl::Time now);

}  // namespace mimamori::observation
