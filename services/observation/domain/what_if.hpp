// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "services/observation/domain/replay.hpp"

namespace mimamori::observation {

// Half-open, of when reports were so.
struct ReplayWindow {
  absl::Time start = absl::InfinitePast();
  absl::Time end = absl::InfiniteFuture();

  bool Holds(absl::Time time) const { return start <= time && time < end; }
};

// A report that other rules judge otherwise, in what staff would have seen. nullopt: no rules were in force.
struct Otherwise {
  size_t position = 0;  // among the person's reports
  std::optional<Judgement> before = std::nullopt;
  std::optional<Judgement> after = std::nullopt;
};

// What came out, of many people.
struct ReplayTotals {
  int64_t patients = 0;   // of whom a report lies in the window
  int64_t reports = 0;    // in the window
  int64_t otherwise = 0;  // judged otherwise
  int64_t raised = 0;     // to a graver tier
  int64_t lowered = 0;    // to a slighter one
  // By tier, in the order of kTiers; what no rules judged is in neither.
  std::array<int64_t, kTiers.size()> before = {};
  std::array<int64_t, kTiers.size()> after = {};

  friend bool operator==(const ReplayTotals&, const ReplayTotals&) = default;
};

// What if these rules had judged a person's reports of a window, instead of those in force when each was so? `reports`: all
// of hers up to the end of the window, by time: those before it are what the rules remember. Adds to the totals.
std::vector<Otherwise> WhatIf(const RuleSets& in_force, const RuleSets& instead, const Patient& patient,
                              std::span<const Report> reports, const ReplayWindow& window, ReplayTotals& totals);

}  // namespace mimamori::observation
