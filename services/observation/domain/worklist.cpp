// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/worklist.hpp"

#include <algorithm>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

absl::Status Refused(absl::StatusCode code, std::string_view reason, std::string_view sentence) {
  return platform::Failure(code, reason, sentence);
}

void Free(WorkItem& item) {
  item.state = ItemState::kWaiting;
  item.claimed_by.clear();
  item.claim_ends = std::nullopt;
  item.snoozed_until = std::nullopt;
  item.handed_to.clear();
}

// What time has done since somebody touched it.
void Settle(WorkItem& item, absl::Time now) {
  if (item.state != ItemState::kWaiting && StateAt(item, now) == ItemState::kWaiting) Free(item);
}

absl::Status CheckSeen(WorkItem& item, const Officer& officer, absl::Time now) {
  if (item.state == ItemState::kResolved) {
    return Refused(absl::StatusCode::kFailedPrecondition, "ITEM_RESOLVED", "this is resolved already");
  }
  if (item.version != officer.version) {
    return Refused(absl::StatusCode::kAborted, "ITEM_CHANGED", "this changed since you looked at it; look again");
  }
  Settle(item, now);
  if (!item.claimed_by.empty() && item.claimed_by != officer.account) {
    return Refused(absl::StatusCode::kFailedPrecondition, "CLAIMED_BY_ANOTHER", "somebody else is on it");
  }
  return absl::OkStatus();
}

absl::Status CheckHers(WorkItem& item, const Officer& officer, absl::Time now) {
  RETURN_IF_ERROR(CheckSeen(item, officer, now));
  if (item.claimed_by == officer.account) return absl::OkStatus();
  return Refused(absl::StatusCode::kFailedPrecondition, "NOT_CLAIMED", "claim it first");
}

void GiveTo(WorkItem& item, const std::string& account, const WorkRules& rules, absl::Time now) {
  Free(item);
  item.state = ItemState::kClaimed;
  item.claimed_by = account;
  item.claim_ends = now + absl::Minutes(rules.claim_lapses);
}

int LongestSnooze(const WorkItem& item, const WorkRules& rules) {
  if (item.tier == Tier::kRed || item.rung == Rung::kWelfareCheck) return 0;
  return item.tier == Tier::kOrange ? rules.snooze_orange : rules.snooze_yellow;
}

bool IsOpen(const std::optional<WorkItem>& item) { return item && item->state != ItemState::kResolved; }

// The open one as its next version, or a new one.
void Open(std::optional<WorkItem>& item, absl::Time now) {
  if (IsOpen(item)) {
    ++item->version;
  } else {
    item = WorkItem{.opened = now, .contact_by = absl::InfiniteFuture()};
  }
}

bool Raise(std::optional<WorkItem>& item, const JudgedReport& report) {
  Open(item, report.received);
  const bool graver = report.tier > item->tier;
  item->tier = std::max(item->tier, report.tier);
  item->raised = std::max(item->raised, report.time);
  item->contact_by = std::min(item->contact_by, report.contact_by.value_or(item->contact_by));
  item->calm_reports = 0;
  if (graver && item->state == ItemState::kSnoozed) Free(*item);
  return true;
}

}  // namespace

absl::Status CheckWorkRules(const WorkRules& rules) {
  constexpr int kDay = 24 * 60;
  const struct {
    std::string_view path;
    int value;
    int least;
    int most;
  } figures[] = {{"resolves_itself", static_cast<int>(rules.resolves_itself), 1, 3},
                 {"calm_reports", rules.calm_reports, 1, 20},
                 {"calm_minutes", rules.calm_minutes, 0, 7 * kDay},
                 {"claim_lapses", rules.claim_lapses, 5, kDay},
                 {"retry_after", rules.retry_after, 5, kDay},
                 {"attempts_to_escalate", rules.attempts_to_escalate, 1, 20},
                 {"snooze_yellow", rules.snooze_yellow, 1, 2 * kDay},
                 {"snooze_orange", rules.snooze_orange, 1, rules.snooze_yellow},
                 {"call_within", rules.call_within, 1, kDay},
                 {"welfare_check_within", rules.welfare_check_within, 1, rules.call_within}};
  for (const auto& figure : figures) {
    if (figure.value >= figure.least && figure.value <= figure.most) continue;
    return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED",
                             fmt::format("{}: is not from {} to {}", figure.path, figure.least, figure.most), figure.path);
  }
  return absl::OkStatus();
}

ItemState StateAt(const WorkItem& item, absl::Time now) {
  const bool lapsed = item.state == ItemState::kClaimed && item.claim_ends && *item.claim_ends <= now;
  const bool awake = item.state == ItemState::kSnoozed && item.snoozed_until && *item.snoozed_until <= now;
  return lapsed || awake ? ItemState::kWaiting : item.state;
}

bool Absorb(std::optional<WorkItem>& item, const WorkRules& rules, const JudgedReport& report) {
  if (report.tier > Tier::kGreen) return Raise(item, report);
  // Only what is told of later than the worst can be better news.
  if (!IsOpen(item) || !report.may_lower || report.time <= item->raised) return false;
  ++item->version;
  item->rung = Rung::kNone;  // she isn't silent any more
  ++item->calm_reports;
  const bool calm = item->tier == Tier::kGreen ||
                    (item->calm_reports >= rules.calm_reports && item->tier <= rules.resolves_itself &&
                     report.time - item->raised >= absl::Minutes(rules.calm_minutes));
  // Whoever is on it sees it through.
  if (!calm || StateAt(*item, report.received) == ItemState::kClaimed) return true;
  Free(*item);
  item->state = ItemState::kResolved;
  return true;
}

bool AbsorbSilence(std::optional<WorkItem>& item, const WorkRules& rules, Rung rung, absl::Time now) {
  if (rung < Rung::kCall) return false;
  if (IsOpen(item) && item->rung >= rung) return false;
  Open(item, now);
  item->rung = rung;
  const int within = rung == Rung::kCall ? rules.call_within : rules.welfare_check_within;
  item->contact_by = std::min(item->contact_by, now + absl::Minutes(within));
  if (item->state == ItemState::kSnoozed) Free(*item);
  return true;
}

bool AbsorbItem(std::optional<WorkItem>& item, const std::optional<WorkItem>& other) {
  if (!other || (item && !IsOpen(other))) return false;
  if (!IsOpen(item)) {
    const int version = item ? item->version : 0;
    item = other;
    item->version = std::max(version, other->version) + 1;
    return true;
  }
  const bool graver = other->tier > item->tier || other->rung > item->rung;
  item->tier = std::max(item->tier, other->tier);
  item->rung = std::max(item->rung, other->rung);
  item->opened = std::min(item->opened, other->opened);
  item->raised = std::max(item->raised, other->raised);
  item->contact_by = std::min(item->contact_by, other->contact_by);
  item->calm_reports = std::min(item->calm_reports, other->calm_reports);
  item->attempts = std::max(item->attempts, other->attempts);
  item->escalated = item->escalated || other->escalated;
  const bool put_off = item->state == ItemState::kSnoozed && (graver || other->state == ItemState::kWaiting);
  if (put_off) Free(*item);
  if (item->state != ItemState::kClaimed && other->state == ItemState::kClaimed) {
    item->state = ItemState::kClaimed;
    item->claimed_by = other->claimed_by;
    item->claim_ends = other->claim_ends;
    item->snoozed_until = std::nullopt;
    item->handed_to.clear();
  }
  if (item->state == ItemState::kWaiting && item->handed_to.empty()) item->handed_to = other->handed_to;
  ++item->version;
  return true;
}

absl::Status Claim(WorkItem& item, const Officer& officer, const WorkRules& rules, absl::Time now) {
  RETURN_IF_ERROR(CheckSeen(item, officer, now));
  GiveTo(item, officer.account, rules, now);
  ++item.version;
  return absl::OkStatus();
}

absl::Status HandOver(WorkItem& item, const Officer& officer, const std::string& to, absl::Time now) {
  RETURN_IF_ERROR(CheckHers(item, officer, now));
  Free(item);
  item.handed_to = to;
  ++item.version;
  return absl::OkStatus();
}

absl::Status Resolve(WorkItem& item, const Officer& officer, absl::Time now) {
  RETURN_IF_ERROR(CheckHers(item, officer, now));
  Free(item);
  item.state = ItemState::kResolved;
  ++item.version;
  return absl::OkStatus();
}

absl::Status NotReached(WorkItem& item, const Officer& officer, const WorkRules& rules, absl::Time now) {
  RETURN_IF_ERROR(CheckHers(item, officer, now));
  Free(item);
  ++item.attempts;
  item.escalated = item.escalated || item.attempts >= rules.attempts_to_escalate;
  item.state = ItemState::kSnoozed;
  item.snoozed_until = now + absl::Minutes(rules.retry_after);
  // A retry that would come too late comes when it is due.
  if (item.contact_by > now) item.snoozed_until = std::min(*item.snoozed_until, item.contact_by);
  ++item.version;
  return absl::OkStatus();
}

absl::Status Snooze(WorkItem& item, const Officer& officer, absl::Time until, const WorkRules& rules, absl::Time now) {
  RETURN_IF_ERROR(CheckHers(item, officer, now));
  if (until <= now) return platform::BadField("until_time", "SNOOZE_IN_PAST", "that time is over");
  if (until > now + absl::Minutes(LongestSnooze(item, rules))) {
    return platform::BadField("until_time", "SNOOZE_TOO_LONG", "this can't be put off so long");
  }
  Free(item);
  item.state = ItemState::kSnoozed;
  item.snoozed_until = until;
  ++item.version;
  return absl::OkStatus();
}

absl::Status Escalate(WorkItem& item, const Officer& officer, absl::Time now) {
  RETURN_IF_ERROR(CheckHers(item, officer, now));
  item.escalated = true;
  ++item.version;
  return absl::OkStatus();
}

}  // namespace mimamori::observation
