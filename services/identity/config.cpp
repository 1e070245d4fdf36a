// SPDX-License-Identifier: Apache-2.0
#include "services/identity/config.hpp"

#include "services/platform/core/error.hpp"

namespace mimamori::identity {

void BindFlags(platform::Flags& flags, Config& config) {
  platform::rpc::BindProcessFlags(flags, config.process);
  flags.Require("vault", &config.vault, "address of the vault service")
      .Require("mail", &config.mail, "address of the mail service")
      .Add("staff-url", &config.staff_url, "the staff door; links in mails to staff lead under it")
      .Require("secrets", &config.secrets, "folder with staff-totp.key and page-token.key")
      .Add("admin-socket", &config.admin_socket, "path of the socket for the administrator's commands; none when empty")
      .Add("demo", &config.demo, "allow accounts without a second factor; never where real cases are kept")
      .Check([&config] {
        if (config.staff_url.starts_with("http://") || config.staff_url.starts_with("https://")) return absl::OkStatus();
        return platform::Failure(absl::StatusCode::kInvalidArgument, "BAD_FLAG", "--staff-url needs http:// or https://");
      });
}

}  // namespace mimamori::identity
