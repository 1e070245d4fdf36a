// SPDX-License-Identifier: Apache-2.0
#include "services/mail/store/bounce_tokens.hpp"

#include <algorithm>

#include "services/platform/core/base32.hpp"
#include "services/platform/core/error.hpp"

namespace mimamori::mail {
namespace {

constexpr size_t kNumberBytes = 8, kMacBytes = 16, kTagBytes = 10;

}  // namespace

BounceTokens::BounceTokens(const platform::Secret& key)
    : tags_(platform::crypto::DeriveKey(key, "bounce"), "mimamori.mail.bounce_tag"),
      keystream_(platform::crypto::DeriveKey(key, "bounce"), "mimamori.mail.bounce_keystream") {}

std::string BounceTokens::Masked(std::string text, std::string_view tag) const {
  const std::string stream = keystream_.Of(tag);
  for (size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>(text[i] ^ stream[i]);
  return text;
}

std::string BounceTokens::Write(const BouncedMail& mail) const {
  std::string text;
  for (size_t i = kNumberBytes; i-- > 0;) text.push_back(static_cast<char>(static_cast<uint64_t>(mail.number) >> (8 * i)));
  text += mail.address_mac.substr(0, kMacBytes);
  text.resize(kNumberBytes + kMacBytes);
  const std::string tag = tags_.Of(text, kTagBytes);
  std::string token = platform::EncodeBase32(tag + Masked(text, tag));
  std::transform(token.begin(), token.end(), token.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return token;
}

absl::StatusOr<BouncedMail> BounceTokens::Read(std::string_view token) const {
  const auto unknown = [] { return platform::NotFound("TOKEN_UNKNOWN", "no mail of ours comes back to this address"); };
  const auto bytes = platform::DecodeBase32(token, kTagBytes + kNumberBytes + kMacBytes);
  if (token.size() != kLength || !bytes) return unknown();
  const std::string_view tag = std::string_view(*bytes).substr(0, kTagBytes);
  const std::string text = Masked(bytes->substr(kTagBytes), tag);
  if (!tags_.Matches(text, tag)) return unknown();
  uint64_t number = 0;
  for (size_t i = 0; i < kNumberBytes; ++i) number = number << 8 | static_cast<unsigned char>(text[i]);
  return BouncedMail{.number = static_cast<int64_t>(number), .address_mac = text.substr(kNumberBytes)};
}

}  // namespace mimamori::mail
