// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/domain/hold.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::capacity {
namespace {

constexpr int kDay = 24 * 60;

absl::Status Refused(std::string_view reason, std::string_view sentence) {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, reason, sentence);
}

absl::Status Malformed(std::string_view field, std::string_view sentence) {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED", sentence, field);
}

// Whatever is done, is done to the live hold that was seen.
absl::Status CheckSeen(const Hold& hold, int version, absl::Time now) {
  if (StateAt(hold, now) != HoldState::kLive) return Refused("HOLD_ENDED", "this bed is not held any more");
  if (hold.version == version) return absl::OkStatus();
  return platform::Failure(absl::StatusCode::kAborted, "HOLD_CHANGED", "somebody else changed it; read it again");
}

absl::Status End(Hold& hold, int version, HoldState state, absl::Time now) {
  RETURN_IF_ERROR(CheckSeen(hold, version, now));
  hold.state = state;
  hold.ends = now;
  ++hold.version;
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckHoldRules(const HoldRules& rules) {
  if (rules.minutes < 1 || rules.minutes > kDay) return Malformed("minutes", "a hold lasts 1 to 1,440 minutes");
  if (rules.extension < 0 || rules.extension > kDay) return Malformed("extension", "it lasts 0 to 1,440 minutes more");
  return absl::OkStatus();
}

HoldState StateAt(const Hold& hold, absl::Time now) {
  return hold.state == HoldState::kLive && now >= hold.ends ? HoldState::kExpired : hold.state;
}

absl::Status CheckFree(const Ward& ward, const HoldRules& rules) {
  if (!ward.accepting) return Refused("NOT_ACCEPTING", "the facility takes nobody at present");
  const Count free = Available(ward.counts, ward.since);
  const bool known = ward.freshness == Freshness::kFresh ||
                     (ward.freshness == Freshness::kOverdue && rules.overdue_may_be_held);
  if (!free || !known) return Refused("BEDS_UNKNOWN", "the facility has not told lately what is free");
  return *free > 0 ? absl::OkStatus() : Refused("NO_BED_FREE", "no bed of this class is free");
}

Hold Begin(const HoldRules& rules, absl::Time now) {
  return {.state = HoldState::kLive, .begins = now, .ends = now + absl::Minutes(rules.minutes)};
}

absl::Status Extend(Hold& hold, int version, const HoldRules& rules, absl::Time now) {
  RETURN_IF_ERROR(CheckSeen(hold, version, now));
  if (hold.extended || rules.extension == 0) return Refused("ALREADY_EXTENDED", "a hold is extended once");
  hold.ends += absl::Minutes(rules.extension);
  hold.extended = true;
  ++hold.version;
  return absl::OkStatus();
}

absl::Status Release(Hold& hold, int version, absl::Time now) { return End(hold, version, HoldState::kReleased, now); }
absl::Status Convert(Hold& hold, int version, absl::Time now) { return End(hold, version, HoldState::kConverted, now); }

}  // namespace mimamori::capacity
