// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mimamori::inbound_mail {

struct HeaderField {
  std::string name;   // lower case
  std::string value;  // folds joined, nothing decoded: what the mail system in front of us has judged
};

// The header section of a mail (RFC 5322, section 2.2), LF or CRLF at line ends. Strict, since a forged field that the mail
// system in front of us overlooked must not be one that we find. nullopt: a line without a field name, with more than 998
// bytes, with NUL or a lone CR; more than 300 fields or 64 KiB.
std::optional<std::vector<HeaderField>> ReadHeaderSection(std::string_view mail);
// What stands below the empty line that ends it; empty when there is none.
std::string_view AfterHeaderSection(std::string_view mail);
// One line off the front, without its end.
std::string_view TakeLine(std::string_view& rest);

// A word of a structured field (RFC 5322, section 3.2): comments left out, quoted strings as what they say.
struct Word {
  std::string text;
  enum class Kind { kPlain, kQuoted, kSign } kind = Kind::kPlain;  // a sign: one of `signs`
  size_t at = 0;                                                   // where it begins in the field
  bool Is(char sign) const { return kind == Kind::kSign && text.front() == sign; }
};
// nullopt: a comment or a quotation that does not end.
std::optional<std::vector<Word>> SplitIntoWords(std::string_view value, std::string_view signs);

}  // namespace mimamori::inbound_mail
