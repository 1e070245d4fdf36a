// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/platform/core/secret.hpp"

namespace mimamori::platform::crypto {

constexpr size_t kKeyBytes = 32;

// Must run once before anything else here; idempotent. Aborts when libsodium can't start.
void Initialise();

std::string RandomBytes(size_t count);
Secret RandomKey();
bool EqualInConstantTime(std::string_view a, std::string_view b);

// XChaCha20-Poly1305 (IETF) with a random nonce in front: 24 + length + 16 bytes. `bound` is authenticated, not kept.
std::string Encrypt(const Secret& key, std::string_view plaintext, std::string_view bound);
// PERMISSION_DENIED (reason NOT_AUTHENTIC) when key, ciphertext or `bound` is not the one.
absl::StatusOr<std::string> Decrypt(const Secret& key, std::string_view ciphertext, std::string_view bound);

std::string Sha256(std::string_view bytes);
std::string ToHex(std::string_view bytes);
std::string ToBase64Url(std::string_view bytes);                         // RFC 4648 §5, no padding
absl::StatusOr<std::string> FromBase64Url(std::string_view text);        // MALFORMED_BASE64

}  // namespace mimamori::platform::crypto
