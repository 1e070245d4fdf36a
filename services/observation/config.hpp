// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "services/platform/core/config.hpp"
#include "services/platform/rpc/server.hpp"

namespace mimamori::observation {

struct Config {
  platform::rpc::ProcessConfig process;
  std::string mail;        // addresses of the services below
  std::string identity;
  std::string registry;
  std::string secrets;     // folder with page-token.key and diary-link.key
  std::string public_url;  // "https://mimamori.example.jp": what patients open
};

void BindFlags(platform::Flags& flags, Config& config);

}  // namespace mimamori::observation
