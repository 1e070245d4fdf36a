// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "services/mail/domain/message_builder.hpp"
#include "services/mail/jobs/dkim_signer.hpp"
#include "services/mail/jobs/smtp_connection.hpp"
#include "services/platform/core/config.hpp"
#include "services/platform/rpc/server.hpp"

namespace mimamori::mail {

struct Config {
  platform::rpc::ProcessConfig process;
  std::string vault;                          // address of the vault service
  std::string secrets;                        // folder with mail-outbox.key and page-token.key
  std::string public_url = "http://127.0.0.1:8080";  // links in mails lead under it and nowhere else
  std::string staff_url = "http://127.0.0.1:8081";   // but those for staff, which lead under this one
  std::string mail_from = "見守り Mimamori <noreply@mimamori.example>";
  std::string bounce_domain;  // mails come back to bounce-<token>@ there; empty: to the sender
  std::string smtp = "smtp://127.0.0.1:1025";  // smtp:// or smtps://, or HOST:PORT
  std::string smtp_tls = "off";                // "off" or "starttls"
  std::string smtp_ca;                         // PEM file; empty: the system's authorities
  std::string smtp_user_file;                  // 0600 files, both or none
  std::string smtp_password_file;
  std::string dkim_key_file;                   // 0600 file, PEM; empty: a relay signs
  std::string dkim_selector;
  std::string dkim_domain;                     // empty: the sender's
  int smtp_connections = 6;                    // 16.7 k mails/s were measured with 4 to 8 on loopback
};

void BindFlags(platform::Flags& flags, Config& config);

// INVALID_ARGUMENT and what platform::ReadSecretFile says.
absl::StatusOr<SmtpConfig> ReadSmtpConfig(const Config& config, const Mailbox& from);

// None without --dkim-key-file. INVALID_ARGUMENT, also when the domain is none that signs for the sender; and what
// platform::ReadSecretFile says.
absl::StatusOr<std::optional<DkimSigner>> ReadDkimSigner(const Config& config, const Mailbox& from);

// Without its trailing slash.
std::string WithoutSlash(const std::string& url);

}  // namespace mimamori::mail
