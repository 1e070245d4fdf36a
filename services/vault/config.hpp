// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "services/platform/core/config.hpp"
#include "services/platform/rpc/server.hpp"

namespace mimamori::vault {

struct Config {
  platform::rpc::ProcessConfig process;
  // Folder of the key rings: outside every database and its backups, on a disk of its own where that can be had.
  std::string keys;
};

void BindFlags(platform::Flags& flags, Config& config);

}  // namespace mimamori::vault
