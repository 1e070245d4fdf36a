// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "gateways/http/server.hpp"
#include "mimamori/rpc/v1/annotations.pb.h"
#include "services/platform/rpc/server.hpp"

namespace mimamori::http {

// What a gateway process is told.
struct GatewayConfig {
  platform::rpc::ProcessConfig process;
  std::string http_listen = "127.0.0.1:8080";
  std::string url;  // the door's own address as browsers write it
  std::string web_root;
  std::string tls_cert;
  std::string tls_key;
  int http_threads = 1;
  int connections = 4096;
  int connections_per_network = 1024;
  std::string trusted_proxies;  // addresses and networks, by commas
  std::string cors_origins;     // by commas; empty: none
  // Addresses of the services behind, by name; an empty one's methods answer UNAVAILABLE.
  std::map<std::string, std::string> services;
};

// All flags; the own address is --<url_flag>.
void BindGatewayFlags(platform::Flags& flags, const std::string& url_flag, GatewayConfig& config);

// Serves `door` until the process drains. What it returns instead says what is wrong with the configuration, the web
// root or the routes.
absl::StatusOr<int> RunGateway(platform::rpc::Process& process, const GatewayConfig& config, rpc::v1::Door door);

}  // namespace mimamori::http
