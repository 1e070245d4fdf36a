// SPDX-License-Identifier: Apache-2.0
#include "services/identity/domain/password.hpp"

#include <algorithm>

#include "services/identity/domain/account.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/text.hpp"

namespace mimamori::identity {
namespace {

using platform::BadField;

// Of valid UTF-8: the bytes that don't continue a character.
auto CharactersIn(std::string_view text) {
  return std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

}  // namespace

absl::Status CheckNewPassword(const platform::Secret& password, std::string_view user_name) {
  const std::string_view text = password.Reveal();
  if (!platform::IsUtf8(text)) return BadField("password", "PASSWORD_NOT_TEXT", "a password is text in UTF-8");
  const auto characters = CharactersIn(text);
  if (characters < 12) return BadField("password", "PASSWORD_TOO_SHORT", "a password has at least 12 characters");
  if (characters > 256) return BadField("password", "PASSWORD_TOO_LONG", "a password has at most 256 characters");
  if (FoldUserName(text) == FoldUserName(user_name)) {
    return BadField("password", "PASSWORD_IS_USER_NAME", "a password is not the user name");
  }
  return absl::OkStatus();
}

}  // namespace mimamori::identity
