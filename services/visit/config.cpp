// SPDX-License-Identifier: Apache-2.0
#include "services/visit/config.hpp"

namespace mimamori::visit {

void BindFlags(platform::Flags& flags, Config& config) {
  platform::rpc::BindProcessFlags(flags, config.process);
  flags.Require("vault", &config.vault, "address of the vault service")
      .Require("mail", &config.mail, "address of the mail service")
      .Require("identity", &config.identity, "address of the identity service")
      .Require("venue", &config.venue, "address of the venue service")
      .Require("registry", &config.registry, "address of the registry service")
      .Require("secrets", &config.secrets, "folder with code-mac.key, visitor-cookie.key and quota.key")
      .Require("public-url", &config.public_url, "what links in mails begin with, without a trailing slash")
      .Add("commit-queue", &config.commit_queue, "check-ins that may wait for a commit", 1, 100000)
      .Add("commit-batch", &config.commit_batch, "check-ins in one commit", 1, 5000);
}

}  // namespace mimamori::visit
