// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/domain/figure_table.hpp"

namespace mimamori::capacity {
namespace {

void AddCells(const Cells& cells, Cells& sums) {
  for (const auto& [bed_class, cell] : cells) sums[bed_class].Add(cell);
}

}  // namespace

void Cell::Add(const Cell& other) {
  figures.Add(other.figures);
  if (other.planned) AddPlanned(*other.planned);
}

std::map<platform::AreaCode, Cells> FigureTable::Prefectures() const {
  std::map<platform::AreaCode, Cells> sums;
  for (const auto& [area, cells] : areas) AddCells(cells, sums[PrefectureOf(area)]);
  return sums;
}

Cells FigureTable::Total() const {
  Cells sum;
  for (const auto& [area, cells] : areas) AddCells(cells, sum);
  return sum;
}

// One of ten check digits is right.
platform::AreaCode PrefectureOf(const platform::AreaCode& area) {
  const std::string stem = area.ToString().substr(0, 2) + "000";
  for (char digit = '0'; digit <= '9'; ++digit) {
    if (auto code = platform::AreaCode::Parse(stem + digit); code.ok()) return *code;
  }
  return area;
}

}  // namespace mimamori::capacity
