// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mimamori::identity {

// A bearer token: 128 random bits, 22 characters of base64url. The server keeps its SHA-256 only; with that much entropy
// no salt is needed.
struct Token {
  std::string text;  // for the person who gets it; kept nowhere
  std::string hash;  // 32 bytes
};
Token NewToken();

// The hash to look for; nullopt when `text` can't be a token.
std::optional<std::string> HashOfToken(std::string_view text);

}  // namespace mimamori::identity
