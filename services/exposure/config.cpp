// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/config.hpp"

namespace mimamori::exposure {

void BindFlags(platform::Flags& flags, Config& config) {
  platform::rpc::BindProcessFlags(flags, config.process);
  flags.Require("vault", &config.vault, "address of the vault service")
      .Require("mail", &config.mail, "address of the mail service")
      .Require("venue", &config.venue, "address of the venue service")
      .Require("registry", &config.registry, "address of the registry service")
      .Require("visit", &config.visit, "address of the visit service")
      .Require("secrets", &config.secrets, "folder with page-token.key");
}

}  // namespace mimamori::exposure
