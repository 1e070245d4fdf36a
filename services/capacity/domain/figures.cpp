// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/domain/figures.hpp"

#include <algorithm>

namespace mimamori::capacity {

void Figures::Add(const BedsOfOne& one) {
  ++facilities;
  const Count free = Available(one.counts, one.since);
  if (!free || one.freshness == Freshness::kUnknown) return;
  ++known;
  if (one.freshness == Freshness::kOverdue) ++overdue;
  staffed += *one.counts.staffed;
  occupied += *one.counts.occupied;
  blocked += *one.counts.blocked;
  held += one.since.held;
  arrived += one.since.arrived;
  available += *free;
  AddAge(one.reported);
}

void Figures::AddAge(std::optional<absl::Time> reported) {
  if (reported) oldest = oldest ? std::min(*oldest, *reported) : *reported;
}

void Figures::Add(const Figures& others) {
  facilities += others.facilities;
  known += others.known;
  overdue += others.overdue;
  staffed += others.staffed;
  occupied += others.occupied;
  blocked += others.blocked;
  held += others.held;
  arrived += others.arrived;
  available += others.available;
  AddAge(others.oldest);
}

std::optional<double> Figures::Occupancy() const {
  if (staffed == 0) return std::nullopt;
  return static_cast<double>(occupied + arrived) / static_cast<double>(staffed);
}

Figures SumOf(std::span<const BedsOfOne> all) {
  Figures sum;
  for (const BedsOfOne& one : all) sum.Add(one);
  return sum;
}

}  // namespace mimamori::capacity
