// SPDX-License-Identifier: Apache-2.0
#include "services/observation/config.hpp"

namespace mimamori::observation {

void BindFlags(platform::Flags& flags, Config& config) {
  platform::rpc::BindProcessFlags(flags, config.process);
  flags.Require("mail", &config.mail, "address of the mail service")
      .Require("identity", &config.identity, "address of the identity service")
      .Require("registry", &config.registry, "address of the registry service")
      .Require("secrets", &config.secrets, "folder with page-token.key and diary-link.key")
      .Require("public-url", &config.public_url, "the public door, without a trailing slash; what patients are given leads there");
}

}  // namespace mimamori::observation
