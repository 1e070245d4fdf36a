// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"

namespace mimamori::capacity {

inline constexpr int kMostPhase = 9;

// Beds that a facility has promised to keep ready, by phase (1–9) and class.
using PlanBeds = std::map<std::pair<int, std::string>, int>;

struct PlanEntry {
  int phase = 0;
  std::string bed_class = {};
  int beds = 0;
};

// BadField, by its path: UNKNOWN_PHASE, UNKNOWN_CLASS, OUT_OF_RANGE (0–999), DUPLICATE_CLASS (of a phase).
absl::StatusOr<PlanBeds> ParsePlan(const std::vector<PlanEntry>& entries, const std::set<std::string>& classes);

// From which day on: not one that has passed. BadField (`field`): MISSING_FIELD, MALFORMED_DATE, DATE_IN_PAST.
absl::StatusOr<absl::CivilDay> ParseValidFrom(std::string_view text, absl::CivilDay today,
                                              std::string_view field = "valid_from_date");

// BadField (phase): UNKNOWN_PHASE.
absl::StatusOr<int> ParsePhase(int phase);

}  // namespace mimamori::capacity
