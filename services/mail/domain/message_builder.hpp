// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/mail/domain/rendering.hpp"
#include "services/platform/core/email_address.hpp"
#include "services/platform/core/id.hpp"

namespace mimamori::mail {

struct MessageTag { static constexpr const char* kName = "message_id"; };
using MessageId = platform::Id<MessageTag>;

// Who the mails come from: "Mimamori <noreply@example.jp>" or a bare address.
class Mailbox {
 public:
  // INVALID_ARGUMENT: MALFORMED_MAILBOX.
  static absl::StatusOr<Mailbox> Parse(std::string_view text);
  const std::string& display_name() const { return display_name_; }
  const platform::EmailAddress& address() const { return address_; }

 private:
  Mailbox(std::string display_name, platform::EmailAddress address)
      : display_name_(std::move(display_name)), address_(std::move(address)) {}
  std::string display_name_;
  platform::EmailAddress address_;
};

// An address as SMTP and headers write it: local parts that are no dot-atom ("a..b", which Japanese carriers gave out)
// are quoted, which names the same mailbox (RFC 5321 §4.1.2).
std::string WireForm(const platform::EmailAddress& address);

// A whole message (RFC 5322, MIME): text and HTML as multipart/alternative, ASCII only, CRLF, no line above 78 but one
// with a long address. The Message-ID comes from `id` alone: a mail that is sent twice is known to be one mail.
// `unsubscribe_url`: where one click ends such mails (RFC 2369, RFC 8058); empty: no such header.
// INVALID_ARGUMENT (HEADER_NOT_PLAIN) when the subject holds a control character: no value can add a header.
absl::StatusOr<std::string> BuildMessage(const MessageId& id, const Mailbox& from, const platform::EmailAddress& to,
                                         const Texts& texts, Language language, absl::Time date,
                                         std::string_view unsubscribe_url = {});

}  // namespace mimamori::mail
