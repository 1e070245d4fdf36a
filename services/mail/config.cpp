// SPDX-License-Identifier: Apache-2.0
#include "services/mail/config.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::mail {
namespace {

absl::Status CheckConfig(const Config& config) {
  const auto bad = [](std::string_view sentence) {
    return platform::Failure(absl::StatusCode::kInvalidArgument, "BAD_FLAG", sentence);
  };
  if (!Mailbox::Parse(config.mail_from).ok()) return bad("--mail-from needs an address, or name <address>");
  if (!config.bounce_domain.empty() && !platform::EmailAddress::Parse("bounce@" + config.bounce_domain).ok()) {
    return bad("--bounce-domain needs a domain");
  }
  if (config.smtp_tls != "off" && config.smtp_tls != "starttls") return bad("--smtp-tls needs off or starttls");
  if (config.smtp_user_file.empty() != config.smtp_password_file.empty()) {
    return bad("--smtp-user-file and --smtp-password-file go together");
  }
  if (config.dkim_key_file.empty() != config.dkim_selector.empty()) {
    return bad("--dkim-key-file and --dkim-selector go together");
  }
  const size_t scheme = config.smtp.find("://");
  if (scheme != std::string::npos && !config.smtp.starts_with("smtp://") && !config.smtp.starts_with("smtps://")) {
    return bad("--smtp needs smtp://HOST:PORT or smtps://HOST:PORT");
  }
  const auto is_url = [](std::string_view url) { return url.starts_with("http://") || url.starts_with("https://"); };
  if (!is_url(config.public_url)) return bad("--public-url needs http:// or https://");
  if (!is_url(config.staff_url)) return bad("--staff-url needs http:// or https://");
  return absl::OkStatus();
}

}  // namespace

void BindFlags(platform::Flags& flags, Config& config) {
  platform::rpc::BindProcessFlags(flags, config.process);
  flags.Require("vault", &config.vault, "address of the vault service")
      .Require("secrets", &config.secrets, "folder with mail-outbox.key and page-token.key")
      .Add("public-url", &config.public_url, "the public door; links in mails lead under it and nowhere else")
      .Add("staff-url", &config.staff_url, "the staff door; links in mails to staff lead under it")
      .Add("mail-from", &config.mail_from, "sender of all mails: address, or name <address>")
      .Add("bounce-domain", &config.bounce_domain, "whose door of mails gets what comes back; to the sender when empty")
      .Add("smtp", &config.smtp, "server that takes our mails: smtp://HOST:PORT or smtps://HOST:PORT")
      .Add("smtp-tls", &config.smtp_tls, "off, or starttls, which then is required")
      .Add("smtp-ca", &config.smtp_ca, "PEM file with the authorities of the server; the system's when empty")
      .Add("smtp-user-file", &config.smtp_user_file, "0600 file with the name to log in with; no log-in when empty")
      .Add("smtp-password-file", &config.smtp_password_file, "0600 file with its password")
      .Add("dkim-key-file", &config.dkim_key_file, "0600 PEM file with the key that signs mails; a relay signs when empty")
      .Add("dkim-selector", &config.dkim_selector, "where its public half stands: SELECTOR._domainkey.DOMAIN")
      .Add("dkim-domain", &config.dkim_domain, "the DOMAIN; the sender's when empty")
      .Add("smtp-connections", &config.smtp_connections, "connections to the server", 1, 32)
      .Check([&config] { return CheckConfig(config); });
}

absl::StatusOr<SmtpConfig> ReadSmtpConfig(const Config& config, const Mailbox& from) {
  SmtpConfig smtp{.url = config.smtp.find("://") == std::string::npos ? "smtp://" + config.smtp : config.smtp,
                  .tls = config.smtp_tls == "starttls" ? SmtpTls::kStartTls : SmtpTls::kOff,
                  .ca_file = config.smtp_ca,
                  .user = {},
                  .password = {},
                  .helo = std::string(from.address().Domain())};
  if (!config.smtp_user_file.empty()) {
    ASSIGN_OR_RETURN(smtp.user, platform::ReadSecretFile(config.smtp_user_file));
    ASSIGN_OR_RETURN(smtp.password, platform::ReadSecretFile(config.smtp_password_file));
  }
  return smtp;
}

absl::StatusOr<std::optional<DkimSigner>> ReadDkimSigner(const Config& config, const Mailbox& from) {
  if (config.dkim_key_file.empty()) return std::nullopt;
  const std::string sender(from.address().Domain());
  const std::string& domain = config.dkim_domain.empty() ? sender : config.dkim_domain;
  if (!SignsFor(domain, sender)) {
    return platform::Failure(absl::StatusCode::kInvalidArgument, "BAD_FLAG",
                             "--dkim-domain is the sender's domain or one above it");
  }
  ASSIGN_OR_RETURN(const platform::Secret key, platform::ReadSecretFile(config.dkim_key_file));
  ASSIGN_OR_RETURN(DkimSigner signer, DkimSigner::Create(key, domain, config.dkim_selector));
  return signer;
}

std::string WithoutSlash(const std::string& url) { return url.ends_with('/') ? url.substr(0, url.size() - 1) : url; }

}  // namespace mimamori::mail
