// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
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

// Which codes of a kiosk are read, by their minute beside the reader's.
struct KioskTerms {
  int minutes_ahead = 1;    // 0–10: the kiosk's clock runs faster than ours
  int minutes_behind = 15;  // 0–60: how long ago it may have been shown
};

// What a code says, and when it was shown.
struct ScannedCode {
  VenueCode code;
  std::optional<int64_t> shown_minute = std::nullopt;  // since 1970; nullopt: on the wall, at any time
  friend bool operator==(const ScannedCode&, const ScannedCode&) = default;
};

// The minute since 1970 that a time lies within.
int64_t MinuteOf(absl::Time time);

// Writes and reads the 28 characters of Crockford's base 32 behind "/V/" in the URL on the wall. They hold 140 bits,
// most significant first: version (4), venue (40), space (24), epoch (8), and the first 64 bits of
// HMAC-SHA-256(key, label ‖ 0 ‖ the 76 bits before it, zero-padded to 10 bytes ‖ minute).
// Version 1 is on the wall: label "mimamori.code.v1", no minute. Version 2 is shown by a kiosk: label "mimamori.kiosk.v1",
// and the minute since 1970 in 8 bytes, the most significant first, which the code does not carry: whoever reads it tries
// those that may be. A code is checked without a database, and nobody without the key can make one up. Thread-safe.
class CodeBook {
 public:
  // `key`: 32 bytes, `code-mac.key`.
  explicit CodeBook(const platform::Secret& key);

  std::string Write(const VenueCode& code) const;  // canonical: upper case
  // Accepts lower case and Crockford's look-alikes (o, i, l). NOT_FOUND (CODE_UNKNOWN) for everything that Write never
  // wrote: another length, alphabet or version, a wrong MAC.
  absl::StatusOr<VenueCode> Read(std::string_view text) const;

  // What a kiosk shows in a minute.
  std::string WriteKiosk(const VenueCode& code, int64_t minute) const;
  // What was scanned, in canonical form.
  std::string Rewrite(const ScannedCode& scanned) const;
  // Reads both versions, a kiosk's as seen at `now`. NOT_FOUND (CODE_UNKNOWN) also for a kiosk's code of another minute.
  absl::StatusOr<ScannedCode> Read(std::string_view text, absl::Time now, const KioskTerms& terms) const;

 private:
  platform::crypto::Mac wall_;
  platform::crypto::Mac kiosk_;
};

}  // namespace mimamori::venue
