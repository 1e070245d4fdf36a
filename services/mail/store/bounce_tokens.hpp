// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/platform/core/secret.hpp"
#include "services/platform/crypto/mac.hpp"

namespace mimamori::mail {

// Which mail came back, and whose.
struct BouncedMail {
  int64_t number = 0;       // of the message in the outbox
  std::string address_mac;  // the stop list's
  friend bool operator==(const BouncedMail&, const BouncedMail&) = default;
};

// What stands in the address that a mail comes back to, so that nothing about its reader is kept meanwhile: number and MAC (24
// bytes) under a keystream that is made of their own MAC (10 bytes), which is also what the token is known by (a synthetic
// initialization vector, as in RFC 5297). The same mail has the same token each time that it is tried: receivers that want to
// see a sender twice (greylisting) do. In Crockford's base 32 and small letters, since mail systems fold local parts. Thread-safe.
class BounceTokens {
 public:
  static constexpr size_t kLength = 55;
  // `key`: mail-outbox.key.
  explicit BounceTokens(const platform::Secret& key);
  std::string Write(const BouncedMail& mail) const;
  // NOT_FOUND: TOKEN_UNKNOWN.
  absl::StatusOr<BouncedMail> Read(std::string_view token) const;

 private:
  std::string Masked(std::string text, std::string_view tag) const;
  const platform::crypto::Mac tags_;
  const platform::crypto::Mac keystream_;
};

}  // namespace mimamori::mail
