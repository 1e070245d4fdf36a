// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace mimamori::platform {

// A mail address. Has no formatter on purpose: it can't slip into a log line.
class EmailAddress {
 public:
  // Accepts dot-atoms and quoted strings of RFC 5321 (and SMTPUTF8 local parts are refused: MALFORMED_EMAIL_ADDRESS), up
  // to 64 octets before the @ and 254 in total; trims surrounding blanks; also the dots that Japanese carriers once
  // allowed ("a..b@", ".a@", "a.@"). The domain is lower-cased; the local part is kept as written.
  // `field` is the request field named in the failure.
  static absl::StatusOr<EmailAddress> Parse(std::string_view text, std::string_view field = "email_address");

  const std::string& Reveal() const { return text_; }  // for the envelope of a mail, a seal or a MAC; nothing else
  // Lower-cased throughout: what pseudonyms and quotas are made of, so that Taro@ and taro@ are one person.
  std::string Folded() const;
  std::string_view Domain() const;
  // "t•••@example.jp": first character, then three bullets. What pages show.
  std::string Masked() const;

  friend bool operator==(const EmailAddress&, const EmailAddress&) = default;

 private:
  explicit EmailAddress(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace mimamori::platform
