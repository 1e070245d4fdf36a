// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "services/platform/core/config.hpp"
#include "services/platform/rpc/server.hpp"

namespace mimamori::venue {

struct Config {
  platform::rpc::ProcessConfig process;
  std::string vault;  // addresses of the services below
  std::string mail;
  std::string identity;
  std::string secrets;                               // folder with code-mac.key, page-token.key, quota.key
  std::string public_url = "http://127.0.0.1:8080";  // codes, posters and mailed links lead under it
};

void BindFlags(platform::Flags& flags, Config& config);

}  // namespace mimamori::venue
