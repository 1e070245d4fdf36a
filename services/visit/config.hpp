// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "services/platform/core/config.hpp"
#include "services/platform/rpc/server.hpp"

namespace mimamori::visit {

struct Config {
  platform::rpc::ProcessConfig process;
  std::string vault;       // addresses of the services below
  std::string mail;
  std::string identity;
  std::string venue;
  std::string registry;
  std::string secrets;     // folder with code-mac.key, visitor-cookie.key and quota.key
  std::string public_url;  // what links in mails begin with
  int commit_queue = 4096;  // check-ins waiting for a commit, half a second's worth; beyond it callers are told BUSY
  int commit_batch = 500;  // rows per commit: PostgreSQL's rate is flat from there on
};

void BindFlags(platform::Flags& flags, Config& config);

}  // namespace mimamori::visit
