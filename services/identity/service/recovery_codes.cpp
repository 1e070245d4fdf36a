// SPDX-License-Identifier: Apache-2.0
#include "services/identity/service/recovery_codes.hpp"

#include <fmt/format.h>

#include "services/platform/core/base32.hpp"

namespace mimamori::identity {
namespace {

// 7.5 bytes are 12 characters; the last half byte is zero.
constexpr size_t kBytes = 8;
constexpr size_t kCharacters = 12;
constexpr size_t kGroup = 4;

}  // namespace

std::vector<std::string> RecoveryCodes::Make(const AccountId& account, const platform::RequestId& request_id) const {
  std::vector<std::string> codes;
  for (int number = 0; number < kCount; ++number) {
    const std::string bytes =
        codes_.Of(fmt::format("{}:{}:{}", account.ToString(), request_id.ToString(), number), kBytes);
    const std::string letters = platform::EncodeBase32(bytes).substr(0, kCharacters);
    std::string code;
    for (size_t i = 0; i < letters.size(); ++i) {
      if (i > 0 && i % kGroup == 0) code.push_back('-');
      code.push_back(letters[i]);
    }
    codes.push_back(std::move(code));
  }
  return codes;
}

std::optional<std::string> RecoveryCodes::MacOf(const AccountId& account, std::string_view typed) const {
  std::string plain;
  for (const char c : typed) {
    if (c != '-' && c != ' ') plain.push_back(c);
  }
  if (plain.size() != kCharacters) return std::nullopt;
  // The 12 characters and one that brings the last four bits up to 8 bytes: reads what can be read, in one form.
  const auto bytes = platform::DecodeBase32(plain + "0", kBytes);
  if (!bytes) return std::nullopt;
  return macs_.Of(account.ToString() + ":" + *bytes, 16);
}

std::vector<std::string> RecoveryCodes::MacsOf(const AccountId& account, const std::vector<std::string>& codes) const {
  std::vector<std::string> macs;
  for (const std::string& code : codes) macs.push_back(MacOf(account, code).value());
  return macs;
}

}  // namespace mimamori::identity
