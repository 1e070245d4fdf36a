// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/gateway.hpp"

namespace {

using mimamori::http::GatewayConfig;

void BindFlags(mimamori::platform::Flags& flags, GatewayConfig& config) {
  mimamori::http::BindGatewayFlags(flags, "public-url", config);
}

absl::StatusOr<int> Run(mimamori::platform::rpc::Process& process, const GatewayConfig& config) {
  return mimamori::http::RunGateway(process, config, mimamori::rpc::v1::DOOR_PUBLIC);
}

}  // namespace

int main(int argc, char** argv) {
  return mimamori::platform::rpc::Main<GatewayConfig>("gateway_public",
                                                      "The door of visitors, venue operators and the public: HTTP outside, gRPC inside.",
                                                      argc, argv, &BindFlags, &Run);
}
