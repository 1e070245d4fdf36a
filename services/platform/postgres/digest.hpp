// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace mimamori::platform::postgres {

std::string Sha256Hex(std::string_view bytes);
std::string RandomBytes(size_t size);  // from OpenSSL's generator; aborts when it has none

}  // namespace mimamori::platform::postgres
