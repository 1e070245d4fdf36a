// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace mimamori::platform {

// Of the names of protocols, which are ASCII; other bytes stay as they are.
std::string LowerCased(std::string_view text);
bool EqualsIgnoringCase(std::string_view left, std::string_view right);

}  // namespace mimamori::platform
