// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "services/capacity/domain/figures.hpp"
#include "services/platform/core/area_code.hpp"

namespace mimamori::capacity {

// Beds of one class: as they are, and as they were promised for the phase in force.
struct Cell {
  Figures figures = {};
  std::optional<int64_t> planned = std::nullopt;  // nullopt: nothing was promised, or there is no phase

  void Add(const Cell& other);
  void AddPlanned(int64_t beds) { planned = planned.value_or(0) + beds; }

  friend bool operator==(const Cell&, const Cell&) = default;
};
using Cells = std::map<std::string, Cell>;  // by class

struct FigureTable {
  std::map<platform::AreaCode, Cells> areas;   // by the municipality of the facilities
  std::map<platform::AreaCode, int> phases;    // by prefecture; one that is not there has none

  // Sums of their municipalities.
  std::map<platform::AreaCode, Cells> Prefectures() const;
  Cells Total() const;

  friend bool operator==(const FigureTable&, const FigureTable&) = default;
};

// "270008" for any area in it.
platform::AreaCode PrefectureOf(const platform::AreaCode& area);

}  // namespace mimamori::capacity
