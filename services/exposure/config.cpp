// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/config.hpp"

#include "absl/strings/str_split.h"

namespace mimamori::exposure {

std::set<std::string, std::less<>> HostsIn(const std::string& list) {
  std::set<std::string, std::less<>> hosts = absl::StrSplit(list, ',', absl::SkipWhitespace());
  return hosts;
}

void BindFlags(platform::Flags& flags, Config& config) {
  platform::rpc::BindProcessFlags(flags, config.process);
  flags.Require("vault", &config.vault, "address of the vault service")
      .Require("mail", &config.mail, "address of the mail service")
      .Require("venue", &config.venue, "address of the venue service")
      .Require("registry", &config.registry, "address of the registry service")
      .Require("visit", &config.visit, "address of the visit service")
      .Require("secrets", &config.secrets, "folder with page-token.key")
      .Add("contact-hosts", &config.contact_hosts,
           "hosts of the authority, by commas; links in alerts lead to them and nowhere else");
}

}  // namespace mimamori::exposure
