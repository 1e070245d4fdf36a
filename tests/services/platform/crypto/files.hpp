// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>

#include <fstream>
#include <string>

#include "tests/support/temp_folder.hpp"

namespace mimamori::platform::crypto {

inline int ModeOf(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 ? static_cast<int>(info.st_mode & 0777) : -1;
}

}  // namespace mimamori::platform::crypto
