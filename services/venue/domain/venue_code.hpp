// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/platform/core/id.hpp"
#include "services/platform/core/secret.hpp"
#include "services/platform/crypto/mac.hpp"

namespace mimamori::venue {

// What a code on the wall says.
struct VenueCode {
  platform::VenueId venue;
  int32_t space = 0;  // 0 to 2^24 − 1; 0: the venue as a whole
  int epoch = 0;      // 0 to 255: the venue's code epoch modulo 256; another one than the venue's own is a revoked code
  friend bool operator==(const VenueCode&, const VenueCode&) = default;
};

// Characters of a written code.
constexpr size_t kVenueCodeLength = 28;

// Writes and reads the 28 characters of Crockford's base 32 behind "/V/" in the URL on the wall. They hold 140 bits,
// most significant first: version (4, always 1), venue (40), space (24), epoch (8), and the first 64 bits of
// HMAC-SHA-256(key, "mimamori.code.v1" ‖ 0 ‖ the 76 bits before it, zero-padded to 10 bytes).
// A code is checked without a database, and nobody without the key can make one up. Thread-safe.
class CodeBook {
 public:
  // `key`: 32 bytes, `code-mac.key`.
  explicit CodeBook(const platform::Secret& key);

  std::string Write(const VenueCode& code) const;  // canonical: upper case
  // Accepts lower case and Crockford's look-alikes (o, i, l). NOT_FOUND (CODE_UNKNOWN) for everything that Write never
  // wrote: another length, alphabet or version, a wrong MAC.
  absl::StatusOr<VenueCode> Read(std::string_view text) const;

 private:
  platform::crypto::Mac mac_;
};

}  // namespace mimamori::venue
