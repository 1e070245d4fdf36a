// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/email_address.hpp"

#include <algorithm>

#include "services/platform/core/ascii.hpp"
#include "services/platform/core/error.hpp"

namespace mimamori::platform {
namespace {

constexpr size_t kLongestLocalPart = 64;  // RFC 5321, 4.5.3.1.1
constexpr size_t kLongestAddress = 254;   // RFC 3696, erratum 1690
constexpr size_t kLongestLabel = 63;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsAlphanumeric(char c) { return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kIdeographicSpace = "\u3000";  // what a Japanese keyboard adds
  while (true) {
    const size_t before = text.size();
    while (!text.empty() && std::string_view(" \t\r\n").find(text.front()) != text.npos) text.remove_prefix(1);
    while (!text.empty() && std::string_view(" \t\r\n").find(text.back()) != text.npos) text.remove_suffix(1);
    if (text.starts_with(kIdeographicSpace)) text.remove_prefix(kIdeographicSpace.size());
    if (text.ends_with(kIdeographicSpace)) text.remove_suffix(kIdeographicSpace.size());
    if (text.size() == before) return text;
  }
}

// Atoms and dots in any order: carriers gave out "a..b" and "a." for years, and those people must be reached too.
bool IsDotAtom(std::string_view text) {
  bool atom = false;
  for (const char c : text) {
    if (c == '.') continue;
    if (!IsAlphanumeric(c) && std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) == std::string_view::npos) return false;
    atom = true;
  }
  return atom;
}

bool IsQuotedString(std::string_view text) {
  if (text.size() < 3 || text.front() != '"' || text.back() != '"') return false;
  text = text.substr(1, text.size() - 2);
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') return false;
    if (text[i] == '\\' && ++i == text.size()) return false;
    if (text[i] < 0x20 || text[i] > 0x7e) return false;
  }
  return true;
}

bool IsLabel(std::string_view label) {
  if (label.empty() || label.size() > kLongestLabel || label.front() == '-' || label.back() == '-') return false;
  return std::all_of(label.begin(), label.end(), [](char c) { return IsAlphanumeric(c) || c == '-'; });
}

// Two labels at least, the last one not a number: neither a host on our own network nor an IP address.
bool IsDomain(std::string_view domain) {
  std::string_view last;
  size_t labels = 0;
  for (bool more = true; more; ++labels) {
    const size_t dot = domain.find('.');
    last = domain.substr(0, dot);
    if (!IsLabel(last)) return false;
    more = dot != std::string_view::npos;
    if (more) domain.remove_prefix(dot + 1);
  }
  return labels >= 2 && !std::all_of(last.begin(), last.end(), IsDigit);
}

}  // namespace

absl::StatusOr<EmailAddress> EmailAddress::Parse(std::string_view text, std::string_view field) {
  text = Trim(text);
  const size_t at = text.rfind('@');
  const std::string_view local = text.substr(0, at);
  if (at == std::string_view::npos || text.size() > kLongestAddress || local.size() > kLongestLocalPart ||
      !(IsDotAtom(local) || IsQuotedString(local)) || !IsDomain(text.substr(at + 1))) {
    return BadField(field, "MALFORMED_EMAIL_ADDRESS", "this is not a mail address");
  }
  return EmailAddress(std::string(local) + LowerCased(text.substr(at)));
}

std::string EmailAddress::Folded() const { return LowerCased(text_); }

std::string_view EmailAddress::Domain() const { return std::string_view(text_).substr(text_.rfind('@') + 1); }

std::string EmailAddress::Masked() const {
  const char first = text_.front() == '"' ? text_[1] : text_.front();
  return std::string(1, first) + "•••@" + std::string(Domain());
}

}  // namespace mimamori::platform
