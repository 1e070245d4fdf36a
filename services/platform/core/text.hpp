// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace mimamori::platform {

bool IsUtf8(std::string_view text);

// A person's text: valid UTF-8, no control characters (those of bidirectional text included) but newline when `lines`
// allows it (CR LF becomes one), trimmed, between `min` and `max` code points. Reasons: MISSING_FIELD (empty but
// min > 0), TEXT_TOO_SHORT, TEXT_TOO_LONG, TEXT_NOT_PLAIN.
enum class Lines { kOne, kMany };
absl::StatusOr<std::string> ParseText(std::string_view field, std::string_view text, size_t min, size_t max,
                                      Lines lines = Lines::kOne);

}  // namespace mimamori::platform
