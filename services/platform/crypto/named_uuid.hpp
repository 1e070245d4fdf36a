// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "services/platform/core/id.hpp"

namespace mimamori::platform::crypto {

// Made of a name's SHA-256, version 8 (RFC 9562): whoever knows the name makes the same, for requests that a retry repeats.
Uuid NamedUuid(std::string_view name);

}  // namespace mimamori::platform::crypto
