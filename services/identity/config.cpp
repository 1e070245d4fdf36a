// SPDX-License-Identifier: Apache-2.0
#include "services/identity/config.hpp"

namespace mimamori::identity {

void BindFlags(platform::Flags& flags, Config& config) {
  platform::rpc::BindProcessFlags(flags, config.process);
  flags.Require("secrets", &config.secrets, "folder with staff-totp.key and page-token.key")
      .Add("admin-socket", &config.admin_socket, "path of the socket for the administrator's commands; none when empty")
      .Add("demo", &config.demo, "allow accounts without a second factor; never where real cases are kept");
}

}  // namespace mimamori::identity
