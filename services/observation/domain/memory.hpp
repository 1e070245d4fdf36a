// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <span>

#include "services/observation/domain/rule_set.hpp"

namespace mimamori::observation {

// What a judgement must know of all reports before it, in so few bytes that the next report can be judged without reading
// them again.
struct Memory {
  static constexpr size_t kSaturations = 10;  // CheckRuleSet allows no baseline of more

  absl::Time first = absl::InfiniteFuture();  // report
  absl::Time last = absl::InfinitePast();     // report
  Report told = {};                           // each item as it was told last; the fever reducer of the last temperature
  std::array<absl::Time, kItemNames.size()> told_at;  // when; InfinitePast: never
  std::array<uint8_t, kSaturations> highest = {};     // SpO2, falling
  uint8_t saturations = 0;                            // how many of them there are
  // When the fever began that the last temperature shows, by these figures of the rules; InfiniteFuture: it shows none.
  absl::Time fever_since = absl::InfiniteFuture();
  int fever_from = 0;
  int reducer_allowance = 0;

  explicit Memory(const RuleSet& rules) : fever_from(rules.fever_from), reducer_allowance(rules.reducer_allowance) {
    told_at.fill(absl::InfinitePast());
  }
  // Of nothing, by no rules: fits none.
  Memory() { told_at.fill(absl::InfinitePast()); }

  // What that many readings reached; nullopt: there are not so many.
  std::optional<int> Baseline(int readings) const;
  absl::Time ToldAt(Item item) const { return told_at[static_cast<size_t>(item)]; }
  friend bool operator==(const Memory&, const Memory&) = default;
};

// Whether the memory can be used with these rules; if not, it has to be made anew from the reports.
bool Fits(const Memory& memory, const RuleSet& rules);

// Adds a report that is not before any that the memory has.
void Remember(const Report& report, Memory& memory);

Memory MemoryOf(const RuleSet& rules, std::span<const Report> reports);

// Takes one item over from a report that told it.
void TakeOver(Item item, const Report& from, Report& to);

// With the allowance where a fever reducer was taken; nullopt: not told.
std::optional<int> JudgedTemperature(const Report& report, int reducer_allowance);

}  // namespace mimamori::observation
