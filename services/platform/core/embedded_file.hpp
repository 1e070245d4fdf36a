// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace mimamori::platform {

// A file compiled into the binary (infra/cmake/Embed.cmake).
struct EmbeddedFile {
  std::string_view name;  // without its folder
  std::string_view content;
};

}  // namespace mimamori::platform
