// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mimamori::platform {

// Crockford's base 32 (https://www.crockford.com/base32.html): 0-9 A-Z without I, L, O, U; most significant bits first;
// the last character is padded with zero bits. Five bits a character, all of them in QR's alphanumeric set.
std::string EncodeBase32(std::string_view bytes);

// Accepts lower case and the look-alikes o→0, i→1, l→1; ignores hyphens. nullopt for any other character, for a text
// whose padding bits are not zero, and for one that does not hold exactly `size` bytes.
std::optional<std::string> DecodeBase32(std::string_view text, size_t size);

}  // namespace mimamori::platform
