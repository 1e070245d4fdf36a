// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace mimamori::platform {

// The languages that we write to people in (BCP 47): those of the house first, then those that most people who live in
// Japan or visit it read.
inline constexpr std::array<std::string_view, 14> kLanguages{"ja", "en", "zh-Hans", "zh-Hant", "ko", "vi", "th",
                                                             "id", "tl", "ne",      "my",      "pt", "es", "fr"};

// Exactly one of them.
bool IsLanguage(std::string_view tag);

// The one of them for what a browser or a contact names, in any case: "ko" for "ko-KR", "zh-Hant" for "zh-TW",
// "zh-Hans" for "zh", "tl" for "fil". Empty: none of them.
std::string_view LanguageFor(std::string_view tag);

// As it stands in a request: one of them, "ja" for none. INVALID_ARGUMENT: UNKNOWN_LANGUAGE.
absl::StatusOr<std::string> ParseLanguage(std::string_view tag, std::string_view field = "language");

}  // namespace mimamori::platform
