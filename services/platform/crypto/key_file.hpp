// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/platform/core/secret.hpp"

namespace mimamori::platform::crypto {

// A key of its own file ("<secrets>/page-token.key"): 32 bytes as base64url without padding. Fails as ReadSecretFile
// does, and FAILED_PRECONDITION (MALFORMED_KEY_FILE) when it holds something else; the sentence names the file.
absl::StatusOr<Secret> ReadKeyFile(const std::string& path);

}  // namespace mimamori::platform::crypto
