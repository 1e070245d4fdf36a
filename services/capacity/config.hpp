// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "services/platform/core/config.hpp"
#include "services/platform/rpc/server.hpp"

namespace mimamori::capacity {

struct Config {
  platform::rpc::ProcessConfig process;
  std::string vault;    // addresses of the services below
  std::string mail;
  std::string secrets;    // folder with page-token.key
  std::string staff_url;  // "https://staff.mimamori.example": where desks log in
};

void BindFlags(platform::Flags& flags, Config& config);

}  // namespace mimamori::capacity
