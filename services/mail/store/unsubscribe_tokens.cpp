// SPDX-License-Identifier: Apache-2.0
#include "services/mail/store/unsubscribe_tokens.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/crypto/aead.hpp"
#include "services/platform/crypto/mac.hpp"

namespace mimamori::mail {
namespace {

constexpr std::string_view kPurpose = "mimamori.mail.unsubscribe";

}  // namespace

UnsubscribeTokens::UnsubscribeTokens(const platform::Secret& key) : key_(platform::crypto::DeriveKey(key, kPurpose)) {}

std::string UnsubscribeTokens::Write(std::string_view address_mac) const {
  return platform::crypto::ToBase64Url(platform::crypto::Encrypt(key_, address_mac, kPurpose));
}

absl::StatusOr<std::string> UnsubscribeTokens::Read(std::string_view token) const {
  const auto bytes = platform::crypto::FromBase64Url(token);
  auto mac = bytes.ok() ? platform::crypto::Decrypt(key_, *bytes, kPurpose) : bytes;
  if (!mac.ok()) return platform::NotFound("LINK_UNKNOWN", "this link is not complete");
  return *std::move(mac);
}

}  // namespace mimamori::mail
