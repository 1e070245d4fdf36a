// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/capacity/domain/beds.hpp"
#include "services/capacity/domain/duty.hpp"

namespace mimamori::capacity {

// Kept as a smallint: never renumber.
enum class HoldState : int16_t { kLive = 1, kConverted = 2, kReleased = 3, kExpired = 4 };
inline constexpr std::array<std::pair<HoldState, std::string_view>, 4> kHoldStates{{
    {HoldState::kLive, "LIVE"},
    {HoldState::kConverted, "CONVERTED"},
    {HoldState::kReleased, "RELEASED"},
    {HoldState::kExpired, "EXPIRED"},
}};

// A version of policy `capacity.holds`.
struct HoldRules {
  int minutes = 240;         // a hold lasts
  int extension = 120;       // minutes more, once
  bool overdue_may_be_held = true;  // beds of a facility whose report is late, within its grace

  friend bool operator==(const HoldRules&, const HoldRules&) = default;
};
// FAILED_PRECONDITION (POLICY_MALFORMED), with the path as the field: minutes (1–1440), extension (0–1440).
absl::Status CheckHoldRules(const HoldRules& rules);

// A bed that is promised to one holder.
struct Hold {
  HoldState state = HoldState::kLive;
  absl::Time begins = {};
  absl::Time ends = {};
  bool extended = false;
  int version = 1;

  friend bool operator==(const Hold&, const Hold&) = default;
};

// As things are at a moment: a live hold whose time is over has expired, whoever has written that down.
HoldState StateAt(const Hold& hold, absl::Time now);

// One class of beds at a facility, read under its lock.
struct Ward {
  bool accepting = false;
  Freshness freshness = Freshness::kUnknown;
  BedCounts counts = {};
  Since since = {};  // with the live holds of this moment
};

// FAILED_PRECONDITION: NOT_ACCEPTING, BEDS_UNKNOWN (no report, or one too old), NO_BED_FREE.
absl::Status CheckFree(const Ward& ward, const HoldRules& rules);
Hold Begin(const HoldRules& rules, absl::Time now);

// What is done to a hold. `version`: of the hold that was seen. ABORTED: HOLD_CHANGED. FAILED_PRECONDITION: HOLD_ENDED (it was
// released, expired or converted); ALREADY_EXTENDED. The version goes up.
absl::Status Extend(Hold& hold, int version, const HoldRules& rules, absl::Time now);
absl::Status Release(Hold& hold, int version, absl::Time now);
// The patient is there: the bed goes from held to arrived. A hold that is over promises nothing any more.
absl::Status Convert(Hold& hold, int version, absl::Time now);

}  // namespace mimamori::capacity
