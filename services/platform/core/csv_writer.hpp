// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace mimamori::platform {

// Before the first row, so that spreadsheets take the file for UTF-8.
inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// What a spreadsheet would run as a formula is told to be text: a cell that begins with = + - @, a tab or a line end, in wide
// forms too, gets an apostrophe in front.
std::string FormulaSafe(std::string_view cell);

// One row of RFC 4180 with its CR LF, each cell made safe.
std::string WriteCsvRow(std::span<const std::string> cells);

}  // namespace mimamori::platform
