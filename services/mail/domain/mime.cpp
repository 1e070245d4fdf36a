// SPDX-License-Identifier: Apache-2.0
#include "services/mail/domain/mime.hpp"

#include <algorithm>
#include <cstdint>

namespace mimamori::mail {
namespace {

constexpr size_t kLongestLine = 76;
constexpr size_t kLongestEncodedWord = 75;
constexpr std::string_view kWordStart = "=?UTF-8?B?";
constexpr std::string_view kWordEnd = "?=";
constexpr char kHex[] = "0123456789ABCDEF";

bool IsPrintable(char c) { return c >= 0x20 && c < 0x7f; }

bool IsContinuation(char c) { return (static_cast<uint8_t>(c) & 0xc0) == 0x80; }

// Lines of a text end in CRLF on the wire, also those that came with a bare LF.
std::string WithCrlf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 16 + 2);
  while (!text.empty()) {
    const size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (end != std::string_view::npos && line.ends_with('\r')) line.remove_suffix(1);
    out += line;
    out += "\r\n";
  }
  return out.empty() ? "\r\n" : out;
}

// As many whole code points as fit into `room` bytes, at least one.
size_t WholeCodePoints(std::string_view text, size_t room) {
  size_t end = std::min(room, text.size());
  while (end > 0 && end < text.size() && IsContinuation(text[end])) --end;
  if (end > 0) return end;
  end = 1;
  while (end < text.size() && IsContinuation(text[end])) ++end;
  return end;
}

// Writes 4 characters for each 3 bytes begun; returns the end.
char* WriteBase64(std::string_view bytes, char* to) {
  constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto write = [&to, &kAlphabet](uint32_t group) {
    for (int shift = 18; shift >= 0; shift -= 6) *to++ = kAlphabet[group >> shift & 63];
  };
  const auto* from = reinterpret_cast<const uint8_t*>(bytes.data());
  const uint8_t* const whole = from + bytes.size() / 3 * 3;
  for (; from < whole; from += 3) {
    write(static_cast<uint32_t>(from[0]) << 16 | static_cast<uint32_t>(from[1]) << 8 | from[2]);
  }
  const size_t left = bytes.size() % 3;
  if (left == 0) return to;
  write(static_cast<uint32_t>(from[0]) << 16 | (left == 2 ? static_cast<uint32_t>(from[1]) << 8 : 0));
  std::fill(to - (3 - left), to, '=');
  return to;
}

std::string Base64Lines(std::string_view bytes) {
  constexpr size_t kBytesInLine = kLongestLine / 4 * 3;
  std::string out((bytes.size() + 2) / 3 * 4 + 2 * ((bytes.size() + kBytesInLine - 1) / kBytesInLine), '\0');
  char* to = out.data();
  for (size_t at = 0; at < bytes.size(); at += kBytesInLine) {
    to = WriteBase64(bytes.substr(at, kBytesInLine), to);
    *to++ = '\r';
    *to++ = '\n';
  }
  return out;
}

// Bytes that quoted-printable writes as three characters.
bool IsQuoted(char c) { return (!IsPrintable(c) && c != '\t') || c == '='; }

}  // namespace

std::string EncodeBase64(std::string_view bytes) {
  std::string out((bytes.size() + 2) / 3 * 4, '\0');
  WriteBase64(bytes, out.data());
  return out;
}

std::string EncodeQuotedPrintable(std::string_view text) {
  const std::string lines = WithCrlf(text);
  std::string out;
  out.reserve(lines.size() + lines.size() / 4);
  size_t column = 0;
  for (size_t i = 0; i < lines.size(); ++i) {
    const char c = lines[i];
    if (c == '\n' || (c == '\r' && lines[i + 1] == '\n')) {
      out += c;
      column = 0;
      continue;
    }
    const bool blank_at_end = (c == ' ' || c == '\t') && lines[i + 1] == '\r';
    const bool quoted = IsQuoted(c) || blank_at_end;
    if (column + (quoted ? 3 : 1) > kLongestLine - 1) {  // one column is left for the soft line break's "="
      out += "=\r\n";
      column = 0;
    }
    if (quoted) {
      out += {'=', kHex[static_cast<uint8_t>(c) >> 4], kHex[static_cast<uint8_t>(c) & 15]};
    } else {
      out += c;
    }
    column += quoted ? 3 : 1;
  }
  return out;
}

EncodedBody EncodeBody(std::string_view text) {
  const auto quoted = static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return c != '\n' && c != '\r' && IsQuoted(c);
  }));
  if (quoted * 6 < text.size()) return {"quoted-printable", EncodeQuotedPrintable(text)};
  return {"base64", Base64Lines(WithCrlf(text))};
}

std::string EncodeHeaderText(std::string_view text, size_t used) {
  const bool plain = std::all_of(text.begin(), text.end(), IsPrintable) && text.find("=?") == std::string_view::npos;
  return plain && used + text.size() <= kLongestLine ? std::string(text) : EncodeWords(text, used);
}

std::string EncodeWords(std::string_view text, size_t used) {
  std::string out;
  size_t column = used;
  while (!text.empty()) {
    if (!out.empty()) {
      out += "\r\n ";
      column = 1;
    }
    const size_t line = std::min(kLongestEncodedWord, kLongestLine - std::min(column, kLongestLine - 40));
    const size_t room = (line - kWordStart.size() - kWordEnd.size()) / 4 * 3;
    const size_t size = WholeCodePoints(text, room);
    out += kWordStart;
    out += EncodeBase64(text.substr(0, size));
    out += kWordEnd;
    text.remove_prefix(size);
  }
  return out;
}

}  // namespace mimamori::mail
