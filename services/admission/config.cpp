// SPDX-License-Identifier: Apache-2.0
#include "services/admission/config.hpp"

namespace mimamori::admission {

void BindFlags(platform::Flags& flags, Config& config) {
  platform::rpc::BindProcessFlags(flags, config.process);
  flags.Require("mail", &config.mail, "address of the mail service")
      .Require("registry", &config.registry, "address of the registry service")
      .Require("observation", &config.observation, "address of the observation service")
      .Require("capacity", &config.capacity, "address of the capacity service")
      .Require("secrets", &config.secrets, "folder with page-token.key");
}

}  // namespace mimamori::admission
