// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/what_if.hpp"

#include <algorithm>

namespace mimamori::observation {
namespace {

void Count(const std::optional<Judgement>& judged, std::array<int64_t, kTiers.size()>& tiers) {
  if (judged) ++tiers[static_cast<size_t>(judged->tier) - 1];
}

}  // namespace

std::vector<Otherwise> WhatIf(const RuleSets& in_force, const RuleSets& instead, const Patient& patient,
                              std::span<const Report> reports, const ReplayWindow& window, ReplayTotals& totals) {
  const auto first = static_cast<size_t>(std::ranges::lower_bound(reports, window.start, {}, &Report::time) - reports.begin());
  const auto end = static_cast<size_t>(std::ranges::lower_bound(reports, window.end, {}, &Report::time) - reports.begin());
  if (first >= end) return {};
  auto before = Replay(in_force, patient, reports.first(end));
  auto after = Replay(instead, patient, reports.first(end));
  ++totals.patients;
  totals.reports += static_cast<int64_t>(end - first);
  for (size_t i = first; i < end; ++i) {
    Count(before[i], totals.before);
    Count(after[i], totals.after);
  }
  std::vector<Otherwise> found;
  for (const size_t i : Differences(std::span(before).subspan(first), std::span(after).subspan(first))) {
    Otherwise other{.position = first + i, .before = std::move(before[first + i]), .after = std::move(after[first + i])};
    ++totals.otherwise;
    if (other.before && other.after) {
      if (other.after->tier > other.before->tier) ++totals.raised;
      if (other.after->tier < other.before->tier) ++totals.lowered;
    }
    found.push_back(std::move(other));
  }
  return found;
}

}  // namespace mimamori::observation
