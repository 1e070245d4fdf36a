// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"

namespace mimamori::registry {

// "2026-11-21"; none for empty text. BadField: MALFORMED_DATE (not a day of 2000–2999 in canonical form).
absl::StatusOr<std::optional<absl::CivilDay>> ParseDay(std::string_view field, std::string_view text);

// The same, of what has happened. BadField: DATE_IN_FUTURE, too.
absl::StatusOr<std::optional<absl::CivilDay>> ParsePastDay(std::string_view field, std::string_view text,
                                                           absl::CivilDay today);

}  // namespace mimamori::registry
