// SPDX-License-Identifier: Apache-2.0
#include "services/registry/config.hpp"

namespace mimamori::registry {

void BindFlags(platform::Flags& flags, Config& config) {
  platform::rpc::BindProcessFlags(flags, config.process);
  flags.Require("vault", &config.vault, "address of the vault service")
      .Require("secrets", &config.secrets, "folder with page-token.key and consent.key");
}

}  // namespace mimamori::registry
