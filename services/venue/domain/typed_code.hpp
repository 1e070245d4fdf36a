// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mimamori::venue {

// For people who can't scan: ten random characters of Crockford's base 32 (50 bits), kept with the venue. They say
// nothing about the venue, so they are looked up, at a limited rate per network.
constexpr size_t kTypedCodeLength = 10;

std::string NewTypedCode();  // canonical: "K7QP2M9XD4"

// "K7QP2-M9XD4": how it is shown and printed.
std::string DisplayTypedCode(std::string_view canonical);

// What people really type: lower case, o for 0, i and l for 1, blanks, hyphens and their Japanese forms, full-width
// letters and digits of an input method. nullopt when it isn't a typed code.
std::optional<std::string> NormaliseTypedCode(std::string_view text);

// The code in what a scanner read or somebody pasted: what follows "/V/" in a URL, up to its end; else the text as it is.
// Blanks around it are left out.
std::string_view CodeWithin(std::string_view text);

}  // namespace mimamori::venue
