// SPDX-License-Identifier: Apache-2.0
#include "gateways/inbound_mail/lmtp_dialogue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "gateways/inbound_mail/header_section.hpp"
#include "services/platform/core/ascii.hpp"

namespace mimamori::inbound_mail {
namespace {

using platform::EqualsIgnoringCase;
using platform::LowerCased;

constexpr size_t kLongestCommand = 1000;  // RFC 5321 says 512; extensions add
constexpr size_t kLongestPath = 256;      // RFC 5321, section 4.5.3.1.3

void Say(std::string& out, int code, std::string_view text) { out += fmt::format("{} {}\r\n", code, text); }

// "FROM:<a@b.jp> BODY=8BITMIME" → the path without brackets, and what follows. nullopt when it is written otherwise.
struct Path {
  std::string_view path;
  std::string_view parameters;
};
std::optional<Path> ReadPath(std::string_view argument, std::string_view word) {
  if (!EqualsIgnoringCase(argument.substr(0, word.size()), word)) return std::nullopt;
  argument.remove_prefix(word.size());
  while (argument.starts_with(' ')) argument.remove_prefix(1);
  const size_t end = argument.find('>');
  if (!argument.starts_with('<') || end == std::string_view::npos || end > kLongestPath) return std::nullopt;
  const std::string_view rest = argument.substr(end + 1);
  if (!rest.empty() && !rest.starts_with(' ')) return std::nullopt;
  return Path{argument.substr(1, end - 1), rest};
}

// Of the extensions that we offer only 8BITMIME has a parameter (RFC 6152).
bool AreKnown(std::string_view parameters) {
  while (!parameters.empty()) {
    const size_t start = std::min(parameters.find_first_not_of(' '), parameters.size());
    parameters.remove_prefix(start);
    const std::string_view one = parameters.substr(0, parameters.find(' '));
    parameters.remove_prefix(one.size());
    if (!one.empty() && !EqualsIgnoringCase(one, "BODY=7BIT") && !EqualsIgnoringCase(one, "BODY=8BITMIME")) return false;
  }
  return true;
}

}  // namespace

LmtpDialogue::LmtpDialogue(std::string host, Limits limits, Judge judge)
    : host_(std::move(host)), limits_(limits), judge_(std::move(judge)) {}

std::string LmtpDialogue::Greeting() const { return fmt::format("220 {} LMTP\r\n", host_); }

LmtpDialogue::Next LmtpDialogue::Take(std::string_view& bytes, std::string& out) {
  while (!bytes.empty()) {
    if (state_ != State::kCommand) {
      if (!TakeData(bytes)) return Next::kMore;
      state_ = State::kCommand;
      return Next::kDeliver;
    }
    if (const Next next = TakeCommand(bytes, out); next != Next::kMore) return next;
  }
  return Next::kMore;
}

// Collects a line; obeys it at its end.
LmtpDialogue::Next LmtpDialogue::TakeCommand(std::string_view& bytes, std::string& out) {
  const size_t end = bytes.find('\n');
  const std::string_view piece = bytes.substr(0, end);
  bytes.remove_prefix(std::min(piece.size() + 1, bytes.size()));
  if (line_.size() + piece.size() > kLongestCommand) line_too_long_ = true;
  if (!line_too_long_) line_ += piece;
  if (end == std::string_view::npos) return Next::kMore;
  std::string line = std::exchange(line_, {});
  if (std::exchange(line_too_long_, false)) return Mistake(500, "5.5.6 line too long", out);
  if (line.ends_with('\r')) line.pop_back();
  if (line.find_first_of(std::string_view("\r\0", 2)) != std::string::npos) return Mistake(500, "5.5.2 not a command", out);
  return Obey(line, out);
}

LmtpDialogue::Next LmtpDialogue::Obey(std::string_view line, std::string& out) {
  const std::string verb = LowerCased(line.substr(0, line.find(' ')));
  const Reply reply = ReplyTo(verb, line.substr(std::min(verb.size() + 1, line.size())), out);
  if (reply.code == 500 || reply.code == 501 || reply.code == 503 || reply.code == 555) {
    return Mistake(reply.code, reply.text, out);
  }
  Say(out, reply.code, reply.text);
  return verb == "quit" ? Next::kClose : Next::kMore;
}

Reply LmtpDialogue::ReplyTo(std::string_view verb, std::string_view argument, std::string& out) {
  if (verb == "lhlo") return Lhlo(argument, out);
  if (verb == "mail") return MailFrom(argument);
  if (verb == "rcpt") return RcptTo(argument);
  if (verb == "data") return Data();
  if (verb == "noop") return {250, "2.0.0 nothing done"};
  if (verb == "vrfy") return {252, "2.5.0 deliver and see"};
  if (verb == "quit") return {221, "2.0.0 bye"};
  if (verb != "rset") return {500, "5.5.1 not a command of LMTP"};
  Reset();
  return {250, "2.0.0 forgotten"};
}

LmtpDialogue::Next LmtpDialogue::Mistake(int code, std::string_view text, std::string& out) {
  if (++mistakes_ < limits_.mistakes) {
    Say(out, code, text);
    return Next::kMore;
  }
  Say(out, 421, "4.7.0 too many mistakes");
  return Next::kClose;
}

Reply LmtpDialogue::Lhlo(std::string_view host, std::string& out) {
  if (host.empty()) return {501, "5.5.4 LHLO needs a name"};
  Reset();
  greeted_ = true;
  out += fmt::format("250-{}\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n", host_);
  return {250, "8BITMIME"};
}

Reply LmtpDialogue::MailFrom(std::string_view argument) {
  if (!greeted_ || has_sender_) return {503, "5.5.1 not now"};
  const auto path = ReadPath(argument, "FROM:");
  if (!path) return {501, "5.5.4 MAIL FROM:<address>"};
  if (!AreKnown(path->parameters)) return {555, "5.5.4 unknown parameter"};
  has_sender_ = true;
  delivery_.sender = std::string(path->path);
  return {250, "2.1.0 ok"};
}

Reply LmtpDialogue::RcptTo(std::string_view argument) {
  if (!has_sender_) return {503, "5.5.1 MAIL comes first"};
  const auto path = ReadPath(argument, "TO:");
  if (!path) return {501, "5.5.4 RCPT TO:<address>"};
  if (!AreKnown(path->parameters)) return {555, "5.5.4 unknown parameter"};
  if (delivery_.recipients.size() >= limits_.recipients) return {452, "4.5.3 too many recipients at once"};
  Reply reply = judge_(path->path);
  if (reply.code == 250) delivery_.recipients.emplace_back(path->path);
  return reply;
}

Reply LmtpDialogue::Data() {
  if (delivery_.recipients.empty()) return {503, "5.5.1 no valid recipients"};
  state_ = State::kLineStart;
  return {354, "go on"};
}

void LmtpDialogue::Delivered(const std::vector<Reply>& replies, std::string& out) {
  for (const Reply& reply : replies) Say(out, reply.code, reply.text);
  Reset();
}

void LmtpDialogue::Reset() {
  has_sender_ = false;
  delivery_ = {};
}

bool LmtpDialogue::TakeData(std::string_view& bytes) {
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (!TakeByte(bytes[i])) continue;
    bytes.remove_prefix(i + 1);
    return true;
  }
  bytes.remove_prefix(bytes.size());
  return false;
}

// The end is CR LF dot CR LF and nothing that looks like it (RFC 5321, section 4.1.1.4); a dot that begins a line is not part
// of it (section 4.5.2).
bool LmtpDialogue::TakeByte(char c) {
  if (state_ == State::kDotCr) {
    if (c == '\n') return true;
    delivery_.bare_ends = true;
    Keep("\r");
    state_ = State::kInLine;
  }
  if (state_ == State::kLineStart && c == '.') {
    state_ = State::kDot;
    return false;
  }
  if (state_ == State::kDot && c == '\r') {
    state_ = State::kDotCr;
    return false;
  }
  if (state_ == State::kCr) {
    Keep(c == '\n' ? "\r\n" : "\r");
    if (c == '\n') {
      state_ = State::kLineStart;
      return false;
    }
    delivery_.bare_ends = true;
  }
  if (c == '\n') delivery_.bare_ends = true;
  state_ = c == '\r' ? State::kCr : State::kInLine;
  if (c != '\r') Keep({&c, 1});
  return false;
}

void LmtpDialogue::Keep(std::string_view text) {
  if (delivery_.mail.size() + text.size() > limits_.mail_bytes) {
    delivery_.too_large = true;
  } else if (!delivery_.too_large) {
    delivery_.mail += text;
  }
}

}  // namespace mimamori::inbound_mail
