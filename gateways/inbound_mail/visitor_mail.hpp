// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateways/inbound_mail/header_section.hpp"
#include "services/platform/core/email_address.hpp"

namespace mimamori::inbound_mail {

// Whom a mail's own headers are believed.
struct Trust {
  // RFC 8601: the name under which our own mail system writes Authentication-Results, and which it takes out of mails that
  // come in with it. Empty: no mail is verified.
  std::string authserv_id;
  // How many Received fields our own mail system writes: what stands below them was there before.
  int own_hops = 1;
  // The domain that visitors write to. What comes from there is our own.
  std::string own_domain;
};

// What a visitor's mail says; its body is not looked at.
struct VisitorMail {
  platform::EmailAddress from;
  bool verified = false;  // our mail system said that the domain in From vouches for it (DMARC, privacy.md 10)
  // The same whenever this mail is delivered again, 1–998 bytes: its Message-ID, else what our mail system wrote on receiving.
  std::string message_id;
  std::string language;    // of platform::kLanguages: the first that the mail program asks for, English for any other, "ja" for none
  std::optional<absl::Time> received_at;  // by our own mail system; nullopt when it doesn't say
};

// Reads the header section. INVALID_ARGUMENT: MAIL_MALFORMED (ReadHeaderSection; nothing to know it by); MAIL_LOOPS (more than 30 hops, an X-Loop
// field, from our own domain); MAIL_AUTOMATIC (an auto-reply, a report, or from nobody: `nobody` is an empty envelope
// sender; RFC 3834); MAIL_BULK (lists, newsletters); SENDER_UNCLEAR (From is missing, doubled, or not one address).
absl::StatusOr<VisitorMail> ReadVisitorMail(std::string_view mail, bool nobody, const Trust& trust);

// The one address in a From field: bare, in angle brackets behind a name, with comments. Of a quoted local part that needs
// no quotation the quotes are left out, so that a carrier's "a..b"@ is the person who typed a..b@. nullopt for more than one
// address, groups, and names that hold an unquoted @.
std::optional<platform::EmailAddress> ReadFrom(std::string_view value);

// Whether `value`, an Authentication-Results field (RFC 8601), is of `authserv_id`, and what it says of DMARC.
struct DmarcResult {
  bool ours = false;
  bool readable = false;
  int results = 0;          // how many dmarc= there are
  std::string passed_for;   // the domain in header.from of a pass, lower case; empty: no pass
};
DmarcResult ReadAuthenticationResults(std::string_view value, std::string_view authserv_id);

}  // namespace mimamori::inbound_mail
