// SPDX-License-Identifier: Apache-2.0
#include "services/venue/config.hpp"

#include "services/venue/domain/public_address.hpp"

namespace mimamori::venue {

void BindFlags(platform::Flags& flags, Config& config) {
  platform::rpc::BindProcessFlags(flags, config.process);
  flags.Require("vault", &config.vault, "address of the vault service")
      .Require("mail", &config.mail, "address of the mail service")
      .Require("identity", &config.identity, "address of the identity service")
      .Require("secrets", &config.secrets, "folder with code-mac.key, page-token.key and quota.key")
      .Add("public-url", &config.public_url, "the public door; codes, posters and mailed links lead under it")
      .Check([&config] { return PublicAddress::Parse(config.public_url).status(); });
}

}  // namespace mimamori::venue
