// SPDX-License-Identifier: Apache-2.0
#include "services/mail/domain/dkim_text.hpp"

#include <algorithm>

namespace mimamori::mail {
namespace {

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

// Blanks in a row become one, those at the end none. Line ends of folds are left out.
std::string Squeezed(std::string_view text) {
  std::string out;
  bool blank = false;
  for (const char c : text) {
    if (c == '\r' || c == '\n') continue;
    if (IsBlank(c)) {
      blank = true;
      continue;
    }
    if (blank) out += ' ';
    blank = false;
    out += c;
  }
  return out;
}

// Takes a line with its CRLF off the front.
std::string_view TakeLine(std::string_view& rest) {
  const size_t end = rest.find("\r\n");
  const std::string_view line = rest.substr(0, end == std::string_view::npos ? rest.size() : end + 2);
  rest.remove_prefix(line.size());
  return line;
}

std::string RelaxedBody(std::string_view body) {
  std::string out;
  while (!body.empty()) {
    out += Squeezed(TakeLine(body));
    out += "\r\n";
  }
  while (out.ends_with("\r\n\r\n")) out.resize(out.size() - 2);
  return out == "\r\n" ? "" : out;
}

std::string_view NameOf(const std::string& header) { return std::string_view(header).substr(0, header.find(':')); }

}  // namespace

std::string RelaxedHeader(std::string_view header) {
  const size_t colon = std::min(header.find(':'), header.size());
  std::string name = Squeezed(header.substr(0, colon));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  std::string value = Squeezed(header.substr(std::min(colon + 1, header.size())));
  if (value.starts_with(' ')) value.erase(0, 1);
  return name + ":" + value;
}

DkimText Relaxed(std::string_view message) {
  DkimText out;
  while (!message.empty()) {
    std::string header(TakeLine(message));
    if (header == "\r\n") break;
    while (!message.empty() && IsBlank(message.front())) header += TakeLine(message);
    out.headers.push_back(RelaxedHeader(header));
  }
  out.body = RelaxedBody(message);
  return out;
}

SignedHeaders ChooseHeaders(const DkimText& message) {
  constexpr std::string_view kSigned[] = {"from", "to", "subject", "date", "message-id", "mime-version", "content-type",
                                          "content-language", "auto-submitted", "list-unsubscribe",
                                          "list-unsubscribe-post"};
  SignedHeaders out;
  for (const std::string_view name : kSigned) {
    for (const std::string& header : message.headers) {
      if (NameOf(header) != name) continue;
      out.names += name;
      out.names += ':';
      out.text += header;
      out.text += "\r\n";
    }
  }
  out.names += "from";
  return out;
}

}  // namespace mimamori::mail
