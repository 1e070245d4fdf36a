// SPDX-License-Identifier: Apache-2.0
// The public gateway as it is, with one more service behind it.
#include "gateways/http/gateway.hpp"

namespace {

using mimamori::http::GatewayConfig;

void BindFlags(mimamori::platform::Flags& flags, GatewayConfig& config) {
  mimamori::http::BindGatewayFlags(flags, "public-url", config);
  flags.Require("echo", &config.services["echo"], "address of the echo service");
}

absl::StatusOr<int> Run(mimamori::platform::rpc::Process& process, const GatewayConfig& config) {
  return mimamori::http::RunGateway(process, config, mimamori::rpc::v1::DOOR_PUBLIC);
}

}  // namespace

int main(int argc, char** argv) {
  return mimamori::platform::rpc::Main<GatewayConfig>("gateway_public", "The public door, with an echo behind it.", argc,
                                                      argv, &BindFlags, &Run);
}
