// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/platform/core/secret.hpp"

namespace mimamori::platform::crypto {

// What a sealed text is about. It is part of the plaintext and checked when opening, so that a sealed text can't be
// moved to another row, day or purpose.
struct SealContext {
  std::string ring;     // "visit"
  std::string period;   // "2026-11-21": which of the ring's keys
  std::string subject;  // row it belongs to, at most 64 bytes
  friend bool operator==(const SealContext&, const SealContext&) = default;
};

struct SealingKeyPair {
  std::string public_key;  // X25519, 32 bytes
  Secret private_key;      // 32 bytes
};
SealingKeyPair NewSealingKeyPair();
SealingKeyPair SealingKeyPairOf(Secret private_key);  // the public half of a kept private key (32 bytes)

// Seals texts to a ring's public key with an ephemeral key pair that is made anew every `lifetime` and wiped, its
// shared key precomputed (crypto_box_beforenm: ~1 µs a seal instead of ~58 µs for crypto_box_seal). Nobody, the sealer
// included, can open what it sealed once the ephemeral key is gone. Thread-safe.
//
// Sealed form: version 1 ‖ length (1) and "ring/period" ‖ ephemeral public key (32) ‖ counter (8) ‖ XSalsa20-Poly1305
// (16 more, nonce = counter) over the plaintext padded to 128, 256 or 512 bytes: context, then text. Texts up to 400
// bytes; ring and period together up to 40. An address of usual length in the visit ring makes 202 bytes.
class Sealer {
 public:
  Sealer(std::string ring, std::string period, std::string public_key,
         absl::Duration lifetime = absl::Seconds(1));
  ~Sealer();
  // INVALID_ARGUMENT: TEXT_TOO_LONG (text or context), BAD_SEALING_KEY (the ring's public key is not one).
  absl::StatusOr<std::string> Seal(std::string_view subject, std::string_view text, absl::Time now);
  // Wipes the ephemeral key when its lifetime is over; Seal does it too, but a quiet night brings no Seal. Cheap.
  void WipeExpired(absl::Time now);
  const std::string& ring() const;
  const std::string& period() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

struct Opened {
  SealContext context;
  Secret text;
};

// Opens many texts of one ring and period. Texts of the same second share an ephemeral key: its shared key is computed
// once (~30 µs) and kept until the Opener goes, so that each further text costs ~1 µs. Not thread-safe.
class Opener {
 public:
  explicit Opener(std::string_view private_key);  // X25519, 32 bytes
  ~Opener();
  Opener(Opener&&) noexcept;
  Opener& operator=(Opener&&) noexcept;
  // PERMISSION_DENIED (NOT_AUTHENTIC) for a wrong key or a changed text; INVALID_ARGUMENT (MALFORMED_SEAL). The caller
  // compares the context with the place where it found the text.
  absl::StatusOr<Opened> Open(std::string_view sealed);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Which key a sealed text names; believed only once the text was opened with it. INVALID_ARGUMENT (MALFORMED_SEAL).
struct SealedKeyName {
  std::string ring;
  std::string period;
  friend auto operator<=>(const SealedKeyName&, const SealedKeyName&) = default;
};
absl::StatusOr<SealedKeyName> KeyNameOf(std::string_view sealed);

// One text, as an Opener does it.
absl::StatusOr<Opened> OpenSealed(std::string_view private_key, std::string_view sealed);

}  // namespace mimamori::platform::crypto
