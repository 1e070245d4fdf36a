// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/csv_writer.hpp"

#include <algorithm>
#include <array>

namespace mimamori::platform {
namespace {

constexpr std::array<std::string_view, 11> kFormulas{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"};

}  // namespace

std::string FormulaSafe(std::string_view cell) {
  const bool formula = std::ranges::any_of(kFormulas, [&](std::string_view sign) { return cell.starts_with(sign); });
  return (formula ? "'" : "") + std::string(cell);
}

std::string WriteCsvRow(std::span<const std::string> cells) {
  std::string row;
  for (const std::string& cell : cells) {
    if (&cell != cells.data()) row += ',';
    const std::string safe = FormulaSafe(cell);
    if (safe.find_first_of(",\"\r\n") == std::string::npos) {
      row += safe;
      continue;
    }
    row += '"';
    for (const char c : safe) {
      if (c == '"') row += '"';
      row += c;
    }
    row += '"';
  }
  return row + "\r\n";
}

}  // namespace mimamori::platform
