// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/text.hpp"

#include <cstdint>
#include <cstring>
#include <optional>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"

namespace mimamori::platform {
namespace {

// Takes one code point off the front; nullopt when the bytes there are not well-formed (Unicode 15, table 3-7).
std::optional<char32_t> TakeCodePoint(std::string_view& text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t first = byte(0);
  const size_t size = first < 0x80                    ? 1
                      : first >= 0xc2 && first < 0xe0 ? 2
                      : first >= 0xe0 && first < 0xf0 ? 3
                      : first >= 0xf0 && first < 0xf5 ? 4
                                                      : 0;
  if (size == 0 || text.size() < size) return std::nullopt;
  char32_t point = size == 1 ? first : first & (0xff >> (size + 1));
  for (size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return std::nullopt;
    point = point << 6 | (byte(i) & 0x3f);
  }
  const bool overlong = (size == 3 && point < 0x800) || (size == 4 && point < 0x10000);
  if (overlong || (point >= 0xd800 && point < 0xe000) || point > 0x10ffff) return std::nullopt;
  text.remove_prefix(size);
  return point;
}

// Control codes, and those of bidirectional text, which make a line show something else than it says.
bool IsControl(char32_t point) {
  return point < 0x20 || (point >= 0x7f && point < 0xa0) || point == 0x2028 || point == 0x2029 ||
         (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069) || point == 0xfeff;
}

constexpr std::string_view kBlanks[] = {" ", "\t", "\r", "\n", "\u3000", "\u00a0"};

std::string_view Trim(std::string_view text) {
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view blank : kBlanks) {
      while (text.starts_with(blank)) text.remove_prefix(blank.size()), again = true;
      while (text.ends_with(blank)) text.remove_suffix(blank.size()), again = true;
    }
  }
  return text;
}

// A browser's form sends a line's end as CR LF.
std::string WithPlainNewlines(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    plain += text[i];
  }
  return plain;
}

}  // namespace

bool IsUtf8(std::string_view text) {
  // Most texts are ASCII from end to end: eight bytes at a step as long as they are.
  for (uint64_t eight; text.size() >= sizeof(eight); text.remove_prefix(sizeof(eight))) {
    std::memcpy(&eight, text.data(), sizeof(eight));
    if ((eight & 0x8080808080808080) != 0) break;
  }
  while (!text.empty()) {
    if (!TakeCodePoint(text)) return false;
  }
  return true;
}

absl::StatusOr<std::string> ParseText(std::string_view field, std::string_view text, size_t min, size_t max,
                                      Lines lines) {
  std::string plain(Trim(text));
  if (lines == Lines::kMany) plain = WithPlainNewlines(plain);
  size_t length = 0;
  for (std::string_view rest = plain; !rest.empty(); ++length) {
    const auto point = TakeCodePoint(rest);
    if (!point || (IsControl(*point) && !(lines == Lines::kMany && *point == '\n'))) {
      return BadField(field, "TEXT_NOT_PLAIN", fmt::format("{} is not plain text", field));
    }
  }
  if (length == 0 && min > 0) return BadField(field, "MISSING_FIELD", fmt::format("{} is required", field));
  if (length < min) {
    return BadField(field, "TEXT_TOO_SHORT", fmt::format("{} needs at least {} characters", field, min));
  }
  if (length > max) {
    return BadField(field, "TEXT_TOO_LONG", fmt::format("{} has more than {} characters", field, max));
  }
  return plain;
}

}  // namespace mimamori::platform
