// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/gateway.hpp"

namespace {

using mimamori::http::GatewayConfig;

void BindFlags(mimamori::platform::Flags& flags, GatewayConfig& config) {
  mimamori::http::BindGatewayFlags(flags, "staff-url", config);
}

absl::StatusOr<int> Run(mimamori::platform::rpc::Process& process, const GatewayConfig& config) {
  return mimamori::http::RunGateway(process, config, mimamori::rpc::v1::DOOR_STAFF);
}

}  // namespace

int main(int argc, char** argv) {
  return mimamori::platform::rpc::Main<GatewayConfig>("gateway_staff",
                                                      "The door of health centres and administrators: HTTP outside, gRPC inside.",
                                                      argc, argv, &BindFlags, &Run);
}
