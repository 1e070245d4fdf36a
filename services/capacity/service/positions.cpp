// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/service/positions.hpp"

#include <charconv>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"

namespace mimamori::capacity {
namespace {

template <class Number>
bool ReadNumber(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

absl::Status BadPosition() {
  return platform::BadField("page_token", "BAD_PAGE_TOKEN", "page_token is not one of this list's");
}

// "1795237200000000 0192f0c1-…".
std::string WritePosition(absl::Time time, const platform::Uuid& id) {
  return fmt::format("{} {}", absl::ToUnixMicros(time), platform::FormatUuid(id));
}

absl::Status ReadPosition(std::string_view text, absl::Time& time, platform::Uuid& id) {
  if (text.empty()) return absl::OkStatus();
  const size_t blank = text.find(' ');
  int64_t micros = 0;
  if (blank == std::string_view::npos || !ReadNumber(text.substr(0, blank), micros)) return BadPosition();
  const auto read = platform::ParseUuid(text.substr(blank + 1));
  if (!read) return BadPosition();
  time = absl::FromUnixMicros(micros);
  id = *read;
  return absl::OkStatus();
}

absl::Status ReadOffset(std::string_view text, size_t& offset) {
  return text.empty() || ReadNumber(text, offset) ? absl::OkStatus() : BadPosition();
}

}  // namespace mimamori::capacity
