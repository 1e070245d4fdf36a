// SPDX-License-Identifier: Apache-2.0
#include "gateways/inbound_mail/header_section.hpp"

#include <algorithm>

#include "services/platform/core/ascii.hpp"

namespace mimamori::inbound_mail {
namespace {

using platform::LowerCased;

constexpr size_t kLongestLine = 998;  // RFC 5322, section 2.1.1
constexpr size_t kMostFields = 300;
constexpr size_t kLargestSection = 64 << 10;

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

// RFC 5322, section 2.2: printable ASCII without the colon; no blank before the colon.
bool IsFieldName(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f' && c != ':'; });
}

// The end of a comment or quotation that begins at `at`; npos when it has none.
size_t EndOf(std::string_view value, size_t at, bool comment) {
  int depth = 0;
  for (; at < value.size(); ++at) {
    const char c = value[at];
    if (c == '\\') {
      ++at;
    } else if (comment) {
      if (c == '(') ++depth;
      if (c == ')' && --depth == 0) return at;
    } else if (c == '"' && ++depth == 2) {
      return at;
    }
  }
  return std::string_view::npos;
}

std::string Unescaped(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    out.push_back(text[i]);
  }
  return out;
}

}  // namespace

std::string_view TakeLine(std::string_view& rest) {
  const size_t end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string_view AfterHeaderSection(std::string_view mail) {
  while (!mail.empty() && !TakeLine(mail).empty()) continue;
  return mail;
}

std::optional<std::vector<HeaderField>> ReadHeaderSection(std::string_view mail) {
  std::vector<HeaderField> fields;
  std::string_view rest = mail;
  while (!rest.empty()) {
    const std::string_view line = TakeLine(rest);
    if (line.empty()) break;
    if (line.size() > kLongestLine || line.find_first_of(std::string_view("\r\0", 2)) != std::string_view::npos) return {};
    if (mail.size() - rest.size() > kLargestSection) return {};
    if (IsBlank(line.front())) {
      if (fields.empty()) return {};
      fields.back().value += line;
      continue;
    }
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos || !IsFieldName(line.substr(0, colon))) return {};
    if (fields.size() == kMostFields) return {};
    fields.push_back({.name = LowerCased(line.substr(0, colon)), .value = std::string(line.substr(colon + 1))});
  }
  for (HeaderField& field : fields) field.value = std::string(Trimmed(field.value));
  return fields;
}

std::optional<std::vector<Word>> SplitIntoWords(std::string_view value, std::string_view signs) {
  std::vector<Word> words;
  for (size_t at = 0; at < value.size();) {
    const char c = value[at];
    if (IsBlank(c)) {
      ++at;
    } else if (c == '(' || c == '"') {
      const size_t end = EndOf(value, at, c == '(');
      if (end == std::string_view::npos) return {};
      if (c == '"') {
        words.push_back({.text = Unescaped(value.substr(at + 1, end - at - 1)), .kind = Word::Kind::kQuoted, .at = at});
      }
      at = end + 1;
    } else if (signs.find(c) != std::string_view::npos) {
      words.push_back({.text = std::string(1, c), .kind = Word::Kind::kSign, .at = at++});
    } else {
      size_t end = at;
      while (end < value.size() && !IsBlank(value[end]) && value[end] != '(' && value[end] != '"' &&
             signs.find(value[end]) == std::string_view::npos) {
        ++end;
      }
      words.push_back({.text = std::string(value.substr(at, end - at)), .kind = Word::Kind::kPlain, .at = at});
      at = end;
    }
  }
  return words;
}

}  // namespace mimamori::inbound_mail
