// SPDX-License-Identifier: Apache-2.0
#include "services/venue/domain/typed_code.hpp"

#include <algorithm>

#include "services/platform/core/base32.hpp"
#include "services/platform/crypto/aead.hpp"

namespace mimamori::venue {
namespace {

constexpr size_t kRandomBytes = 7;  // 56 bits; the first 50 are used
constexpr size_t kLongestInput = 64;

// Between the characters: blanks, hyphens, and what a Japanese keyboard gives for them.
constexpr std::string_view kSeparators[] = {" ",      "-",      "\u3000", "\u00a0", "\u2010", "\u2011",
                                            "\u2013", "\u2014", "\u2212", "\u30fc", "\uff0d", "\uff70"};

bool TakeSeparator(std::string_view& text) {
  for (const std::string_view separator : kSeparators) {
    if (text.starts_with(separator)) return text.remove_prefix(separator.size()), true;
  }
  return false;
}

// U+FF01 to U+FF5E are ASCII's '!' to '~' in full width: EF BC 81 … EF BC BF, EF BD 80 … EF BD 9E.
std::optional<char> TakeFullWidth(std::string_view& text) {
  if (text.size() < 3 || text[0] != '\xef') return std::nullopt;
  const auto second = static_cast<unsigned char>(text[1]);
  const auto third = static_cast<unsigned char>(text[2]);
  int point = -1;
  if (second == 0xbc && third >= 0x81) point = third - 0x80;
  if (second == 0xbd && third <= 0x9e) point = third - 0x80 + 0x40;
  if (point < 0) return std::nullopt;
  text.remove_prefix(3);
  return static_cast<char>(0x20 + point);
}

}  // namespace

std::string NewTypedCode() {
  return platform::EncodeBase32(platform::crypto::RandomBytes(kRandomBytes)).substr(0, kTypedCodeLength);
}

std::string DisplayTypedCode(std::string_view canonical) {
  if (canonical.size() != kTypedCodeLength) return std::string(canonical);
  return std::string(canonical.substr(0, 5)) + '-' + std::string(canonical.substr(5));
}

std::optional<std::string> NormaliseTypedCode(std::string_view text) {
  if (text.size() > kLongestInput) return std::nullopt;
  std::string plain;
  while (!text.empty()) {
    if (TakeSeparator(text)) continue;
    if (const auto narrow = TakeFullWidth(text)) {
      plain += *narrow;
      continue;
    }
    plain += text.front();
    text.remove_prefix(1);
  }
  if (plain.size() != kTypedCodeLength) return std::nullopt;
  // Two more characters make whole bytes, so that reading and writing again gives the canonical form.
  const auto bytes = platform::DecodeBase32(plain + "00", kRandomBytes);
  if (!bytes) return std::nullopt;
  return platform::EncodeBase32(*bytes).substr(0, kTypedCodeLength);
}

std::string_view CodeWithin(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  text = text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
  const size_t path = text.find("://") == std::string_view::npos ? std::string_view::npos
                                                                 : std::min(text.find("/V/"), text.find("/v/"));
  if (path == std::string_view::npos) return text;
  const std::string_view code = text.substr(path + 3);
  return code.substr(0, code.find_first_of("/?#"));
}

}  // namespace mimamori::venue
