// SPDX-License-Identifier: Apache-2.0
#include "services/platform/crypto/key_file.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/aead.hpp"

namespace mimamori::platform::crypto {

absl::StatusOr<Secret> ReadKeyFile(const std::string& path) {
  ASSIGN_OR_RETURN(const Secret text, ReadSecretFile(path));
  auto bytes = FromBase64Url(text.Reveal());
  if (!bytes.ok() || bytes->size() != kKeyBytes) {
    return Failure(absl::StatusCode::kFailedPrecondition, "MALFORMED_KEY_FILE",
                   path + " does not hold 32 bytes as base64url");
  }
  return Secret(*std::move(bytes));
}

}  // namespace mimamori::platform::crypto
