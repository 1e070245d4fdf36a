// SPDX-License-Identifier: Apache-2.0
#include "services/mail/domain/message_builder.hpp"

#include <algorithm>

#include "fmt/format.h"
#include "services/mail/domain/mime.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"

namespace mimamori::mail {
namespace {

bool HasControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; });
}

// A display name of letters stands as it is; every other one becomes encoded words, which need no quoting.
std::string DisplayName(std::string_view name) {
  const bool atoms = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' || c == '-';
  });
  return atoms ? std::string(name) : EncodeWords(name, std::string_view("From: ").size());
}

void AppendPart(std::string& out, std::string_view boundary, std::string_view type, std::string_view text) {
  const EncodedBody body = EncodeBody(text);
  fmt::format_to(std::back_inserter(out),
                 "--{}\r\nContent-Type: {}; charset=utf-8\r\nContent-Transfer-Encoding: {}\r\n\r\n", boundary, type,
                 body.encoding);
  out += body.content;
}

}  // namespace

absl::StatusOr<Mailbox> Mailbox::Parse(std::string_view text) {
  const auto malformed = [] {
    return platform::Failure(absl::StatusCode::kInvalidArgument, "MALFORMED_MAILBOX",
                             "a mailbox is written as address, or as name <address>");
  };
  const size_t open = text.find('<');
  if (open == std::string_view::npos) {
    ASSIGN_OR_RETURN(platform::EmailAddress address, platform::EmailAddress::Parse(text, "mail_from"));
    return Mailbox("", std::move(address));
  }
  if (!text.ends_with('>')) return malformed();
  ASSIGN_OR_RETURN(platform::EmailAddress address,
                   platform::EmailAddress::Parse(text.substr(open + 1, text.size() - open - 2), "mail_from"));
  auto name = platform::ParseText("mail_from", text.substr(0, open), 0, 60);
  if (!name.ok()) return malformed();
  return Mailbox(*std::move(name), std::move(address));
}

std::string WireForm(const platform::EmailAddress& address) {
  const std::string& text = address.Reveal();
  const std::string_view local = std::string_view(text).substr(0, text.rfind('@'));
  const bool quoted = local.starts_with('"');
  const bool odd_dots = local.starts_with('.') || local.ends_with('.') || local.find("..") != std::string_view::npos;
  if (quoted || !odd_dots) return text;
  return fmt::format("\"{}\"@{}", local, address.Domain());
}

absl::StatusOr<std::string> BuildMessage(const MessageId& id, const Mailbox& from, const platform::EmailAddress& to,
                                         const Texts& texts, Language language, absl::Time date,
                                         std::string_view unsubscribe_url) {
  if (HasControl(texts.subject)) {
    return platform::Failure(absl::StatusCode::kInvalidArgument, "HEADER_NOT_PLAIN",
                             "the subject holds a control character");
  }
  const std::string name = id.ToString();
  const std::string boundary = "=_" + name;  // neither encoding can produce "=_"
  std::string sender = WireForm(from.address());
  if (!from.display_name().empty()) sender = fmt::format("{}\r\n <{}>", DisplayName(from.display_name()), sender);
  std::string out;
  out.reserve(2 * (texts.text.size() + texts.html.size()) + 1024);
  auto to_out = std::back_inserter(out);
  fmt::format_to(to_out, "Date: {}\r\n", absl::FormatTime("%a, %d %b %Y %H:%M:%S +0000", date, absl::UTCTimeZone()));
  fmt::format_to(to_out, "From: {}\r\n", sender);
  fmt::format_to(to_out, "To: {}\r\n", WireForm(to));
  fmt::format_to(to_out, "Message-ID: <{}@{}>\r\n", name, from.address().Domain());
  fmt::format_to(to_out, "Subject: {}\r\n", EncodeHeaderText(texts.subject, std::string_view("Subject: ").size()));
  fmt::format_to(to_out, "Auto-Submitted: auto-generated\r\n");  // RFC 3834: no vacation notes back
  if (!unsubscribe_url.empty()) {
    fmt::format_to(to_out, "List-Unsubscribe:\r\n <{}>\r\n", unsubscribe_url);
    fmt::format_to(to_out, "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
  }
  fmt::format_to(to_out, "Content-Language: {}\r\n", TagOf(language));
  fmt::format_to(to_out, "MIME-Version: 1.0\r\n");
  fmt::format_to(to_out, "Content-Type: multipart/alternative;\r\n boundary=\"{}\"\r\n\r\n", boundary);
  AppendPart(out, boundary, "text/plain", texts.text);
  AppendPart(out, boundary, "text/html", texts.html);
  fmt::format_to(to_out, "--{}--\r\n", boundary);
  return out;
}

}  // namespace mimamori::mail
