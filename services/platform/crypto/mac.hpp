// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "services/platform/core/secret.hpp"

namespace mimamori::platform::crypto {

// HMAC-SHA-256 (RFC 2104) with a domain label, truncated to `bytes` (≤ 32): MAC(key, label ‖ 0 ‖ message). The label
// keeps two uses of one key apart. A Mac keeps the keyed state, so that a call costs only its message. Thread-safe.
class Mac {
 public:
  Mac(const Secret& key, std::string_view label);
  ~Mac();
  Mac(Mac&&) noexcept;
  std::string Of(std::string_view message, size_t bytes = 32) const;
  bool Matches(std::string_view message, std::string_view mac) const;  // constant time; a mac of ≥ 8 bytes

 private:
  alignas(16) unsigned char state_[512];
};

// HKDF-like derivation of a sub-key: HMAC-SHA-256(key, "derive" ‖ 0 ‖ label).
Secret DeriveKey(const Secret& key, std::string_view label);

}  // namespace mimamori::platform::crypto
