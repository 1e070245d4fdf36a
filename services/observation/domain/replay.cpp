// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/replay.hpp"

#include <algorithm>

namespace mimamori::observation {
namespace {

bool SeenAlike(const Judgement& a, const Judgement& b) {
  return a.tier == b.tier && std::ranges::equal(a.reasons, b.reasons, [](const Reason& x, const Reason& y) {
           return x.cause == y.cause && x.tier == y.tier && x.what == y.what;
         });
}

}  // namespace

std::vector<std::optional<Judgement>> Replay(const RuleSets& rules, const Patient& patient,
                                             std::span<const Report> reports) {
  std::vector<std::optional<Judgement>> judgements(reports.size());
  Memory memory;
  for (size_t i = 0; i < reports.size(); ++i) {
    const RuleSet* in_force = rules.At(reports[i].time);
    if (in_force == nullptr) continue;
    // At the first, and where other rules begin.
    if (!Fits(memory, *in_force)) memory = MemoryOf(*in_force, reports.first(i));
    judgements[i] = Judge(*in_force, patient, memory, reports[i]);
    Remember(reports[i], memory);
  }
  return judgements;
}

std::vector<size_t> Differences(std::span<const std::optional<Judgement>> before,
                                std::span<const std::optional<Judgement>> after) {
  std::vector<size_t> positions;
  for (size_t i = 0; i < std::min(before.size(), after.size()); ++i) {
    const bool alike = before[i] && after[i] ? SeenAlike(*before[i], *after[i]) : !before[i] && !after[i];
    if (!alike) positions.push_back(i);
  }
  return positions;
}

size_t PlaceOf(std::span<const Report> reports, const Report& late) {
  const auto behind = std::ranges::upper_bound(reports, late.time, {}, &Report::time);
  return static_cast<size_t>(behind - reports.begin());
}

}  // namespace mimamori::observation
