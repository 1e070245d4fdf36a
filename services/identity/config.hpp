// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "services/platform/core/config.hpp"
#include "services/platform/rpc/server.hpp"

namespace mimamori::identity {

struct Config {
  platform::rpc::ProcessConfig process;
  std::string vault;  // addresses of the services below
  std::string mail;
  std::string staff_url = "http://127.0.0.1:8081";  // mailed links of staff lead under it
  std::string secrets;       // folder with staff-totp.key and page-token.key
  std::string admin_socket;  // unix socket for the administrator's commands; none when empty
  bool demo = false;         // demo accounts, without a second factor, may be made and used
};

void BindFlags(platform::Flags& flags, Config& config);

}  // namespace mimamori::identity
