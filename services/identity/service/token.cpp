// SPDX-License-Identifier: Apache-2.0
#include "services/identity/service/token.hpp"

#include "services/platform/crypto/aead.hpp"

namespace mimamori::identity {
namespace {

constexpr size_t kTokenBytes = 16;

}  // namespace

Token NewToken() {
  const std::string bytes = platform::crypto::RandomBytes(kTokenBytes);
  return {.text = platform::crypto::ToBase64Url(bytes), .hash = platform::crypto::Sha256(bytes)};
}

std::optional<std::string> HashOfToken(std::string_view text) {
  const auto bytes = platform::crypto::FromBase64Url(text);
  if (!bytes.ok() || bytes->size() != kTokenBytes) return std::nullopt;
  return platform::crypto::Sha256(*bytes);
}

}  // namespace mimamori::identity
