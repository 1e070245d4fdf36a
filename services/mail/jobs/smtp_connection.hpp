// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "services/mail/domain/delivery.hpp"
#include "services/platform/core/secret.hpp"

namespace mimamori::mail {

enum class SmtpTls {
  kOff,
  kStartTls,  // required: a server that does not offer it gets nothing
};

struct SmtpConfig {
  std::string url;          // "smtp://127.0.0.1:1025", "smtps://mail.example.jp" (TLS from the first byte)
  SmtpTls tls = SmtpTls::kOff;
  std::string ca_file;      // PEM; empty: the system's
  platform::Secret user;    // empty: no log-in
  platform::Secret password;
  std::string helo;         // the name that we greet with
  absl::Duration limit = absl::Seconds(20);  // for one mail, all round trips together
};

// How a server answered.
struct SmtpReply {
  SmtpStage stage = SmtpStage::kServer;
  int code = 0;  // 0: none
};

// Hands one mail after another to a server. Not thread-safe: each sending thread has its own.
class MailTransport {
 public:
  virtual ~MailTransport() = default;
  virtual SmtpReply Send(const std::string& from, const std::string& to, const std::string& message) = 0;
  // Whether the server greets us, without a mail.
  virtual bool Answers() = 0;
};

// Over libcurl; the connection stays open between mails.
class SmtpConnection final : public MailTransport {
 public:
  explicit SmtpConnection(const SmtpConfig& config);  // which must outlive it
  ~SmtpConnection() override;
  SmtpReply Send(const std::string& from, const std::string& to, const std::string& message) override;
  bool Answers() override;

 private:
  struct Session;
  std::unique_ptr<Session> session_;
};

}  // namespace mimamori::mail
