// SPDX-License-Identifier: Apache-2.0
#include "services/registry/domain/day.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::registry {

using platform::BadField;

absl::StatusOr<std::optional<absl::CivilDay>> ParseDay(std::string_view field, std::string_view text) {
  if (text.empty()) return std::nullopt;
  absl::CivilDay day;
  // Abseil also reads "2026-1-5" and "2026-11-31": what it would write must be what was read.
  if (!absl::ParseCivilTime(absl::string_view(text.data(), text.size()), &day) ||
      absl::FormatCivilTime(day) != absl::string_view(text.data(), text.size()) || day.year() < 2000 ||
      day.year() > 2999) {
    return BadField(field, "MALFORMED_DATE", "a date is written as 2026-11-21");
  }
  return day;
}

absl::StatusOr<std::optional<absl::CivilDay>> ParsePastDay(std::string_view field, std::string_view text,
                                                           absl::CivilDay today) {
  ASSIGN_OR_RETURN(const std::optional<absl::CivilDay> day, ParseDay(field, text));
  if (day && *day > today) return BadField(field, "DATE_IN_FUTURE", "this date has not come yet");
  return day;
}

}  // namespace mimamori::registry
