// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string_view>

namespace mimamori::platform::print {

// Takes the next bytes of a file; false when nobody wants more.
using ByteSink = std::function<bool(std::string_view bytes)>;

}  // namespace mimamori::platform::print
