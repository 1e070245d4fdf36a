// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "services/capacity/domain/beds.hpp"
#include "services/capacity/domain/duty.hpp"

namespace mimamori::capacity {

// One class of beds at one facility, as it is to be added up.
struct BedsOfOne {
  BedCounts counts = {};
  Since since = {};
  Freshness freshness = Freshness::kUnknown;
  std::optional<absl::Time> reported = std::nullopt;  // the moment that the counts speak of
};

// Beds of one class over facilities: counts are sums, and the ratio is one of sums, never a mean of ratios. Sums are over
// those facilities alone that are known (fresh or overdue, with staffed, occupied and blocked): read them with `known` of
// `facilities`. Sums of areas add up to the sum of their prefecture.
struct Figures {
  int facilities = 0;  // that have such beds
  int known = 0;
  int overdue = 0;     // of those that are known
  int64_t staffed = 0;
  int64_t occupied = 0;
  int64_t blocked = 0;
  int64_t held = 0;
  int64_t arrived = 0;  // since their facilities' reports
  int64_t available = 0;  // the sum of each one's: what one has over its beds does not lessen another's
  std::optional<absl::Time> oldest = std::nullopt;  // moment that counts which are added up speak of

  void Add(const BedsOfOne& one);
  void Add(const Figures& others);
  void AddAge(std::optional<absl::Time> reported);
  // Lying and arrived of staffed; over 1 is told as it is. nullopt: nothing is known, or no bed is staffed.
  std::optional<double> Occupancy() const;

  friend bool operator==(const Figures&, const Figures&) = default;
};

Figures SumOf(std::span<const BedsOfOne> all);

}  // namespace mimamori::capacity
