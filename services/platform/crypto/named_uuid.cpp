// SPDX-License-Identifier: Apache-2.0
#include "services/platform/crypto/named_uuid.hpp"

#include <algorithm>
#include <string>

#include "services/platform/crypto/aead.hpp"

namespace mimamori::platform::crypto {

Uuid NamedUuid(std::string_view name) {
  const std::string digest = Sha256(name);
  Uuid uuid;
  std::copy_n(digest.begin(), uuid.size(), uuid.begin());
  uuid[6] = static_cast<uint8_t>((uuid[6] & 0x0f) | 0x80);
  uuid[8] = static_cast<uint8_t>((uuid[8] & 0x3f) | 0x80);
  return uuid;
}

}  // namespace mimamori::platform::crypto
