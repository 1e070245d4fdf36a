// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "services/platform/core/config.hpp"
#include "services/platform/rpc/server.hpp"

namespace mimamori::admission {

struct Config {
  platform::rpc::ProcessConfig process;
  std::string mail;  // addresses of the services below
  std::string registry;
  std::string observation;
  std::string capacity;
  std::string secrets;  // folder with page-token.key
};

void BindFlags(platform::Flags& flags, Config& config);

}  // namespace mimamori::admission
