// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/platform/core/secret.hpp"

namespace mimamori::platform::crypto {

// Ed25519 (RFC 8032) over "label ‖ 0 ‖ message".
class Signer {
 public:
  // `path`: a 0600 file with the 64-byte secret key, base64url, as WriteSigningKey makes it. Fails as ReadSecretFile
  // does, and FAILED_PRECONDITION (MALFORMED_SIGNING_KEY) when it holds something else.
  static absl::StatusOr<Signer> FromFile(const std::string& path);
  std::string Sign(std::string_view label, std::string_view message) const;  // 64 bytes

 private:
  explicit Signer(Secret key) : key_(std::move(key)) {}
  Secret key_;
};

// Makes `<folder>/<name>.key` (0600) and `<folder>/<name>.pub` (0644, the 32-byte public key, base64url). Each appears
// whole or not at all. INVALID_ARGUMENT (MALFORMED_KEY_NAME) unless the name is of a-z, 0-9, - and _; ALREADY_EXISTS
// when there is a key: it is kept, and a missing public half is written again from it.
absl::Status WriteSigningKey(const std::string& folder, const std::string& name);

// The public keys of every process that may sign: `<folder>/<name>.pub`, read when first asked for and again when the
// file changes (one stat per call), so that a rotated key is picked up without a restart, and one whose file is gone is
// no longer trusted. Thread-safe; copies share what they have read.
class Verifier {
 public:
  explicit Verifier(std::string folder);
  // PERMISSION_DENIED: UNKNOWN_ISSUER, BAD_SIGNATURE.
  absl::Status Verify(const std::string& issuer, std::string_view label, std::string_view message,
                      std::string_view signature) const;

 private:
  struct Keys;
  std::shared_ptr<Keys> keys_;
};

}  // namespace mimamori::platform::crypto
