// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <set>
#include <string>

#include "services/platform/core/config.hpp"
#include "services/platform/rpc/server.hpp"

namespace mimamori::exposure {

struct Config {
  platform::rpc::ProcessConfig process;
  std::string vault;     // addresses of the services below
  std::string mail;
  std::string venue;
  std::string registry;
  std::string visit;
  std::string secrets;   // folder with page-token.key
  std::string contact_hosts;  // "www.pref.example.jp,yoyaku.example.jp"
};

// Those between the commas.
std::set<std::string, std::less<>> HostsIn(const std::string& list);

void BindFlags(platform::Flags& flags, Config& config);

}  // namespace mimamori::exposure
