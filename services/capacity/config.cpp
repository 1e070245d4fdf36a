// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/config.hpp"

namespace mimamori::capacity {

void BindFlags(platform::Flags& flags, Config& config) {
  platform::rpc::BindProcessFlags(flags, config.process);
  flags.Require("vault", &config.vault, "address of the vault service")
      .Require("mail", &config.mail, "address of the mail service")
      .Require("secrets", &config.secrets, "folder with page-token.key")
      .Require("staff-url", &config.staff_url, "the staff door, without a trailing slash; where reminded desks log in");
}

}  // namespace mimamori::capacity
