// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "services/platform/core/config.hpp"
#include "services/platform/rpc/server.hpp"

namespace mimamori::registry {

struct Config {
  platform::rpc::ProcessConfig process;
  std::string vault;    // address
  std::string secrets;  // folder with page-token.key and consent.key
};

void BindFlags(platform::Flags& flags, Config& config);

}  // namespace mimamori::registry
