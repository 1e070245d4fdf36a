// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "services/platform/core/secret.hpp"

namespace mimamori::identity {

// Whether a password may be chosen: 12–256 characters of valid UTF-8, not the user name. No rule about kinds of
// characters (NIST SP 800-63B §5.1.1.2: length is what helps). BadField "password": PASSWORD_TOO_SHORT,
// PASSWORD_TOO_LONG, PASSWORD_NOT_TEXT, PASSWORD_IS_USER_NAME.
absl::Status CheckNewPassword(const platform::Secret& password, std::string_view user_name);

}  // namespace mimamori::identity
