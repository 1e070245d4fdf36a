// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/base32.hpp"

#include <cstdint>

namespace mimamori::platform {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

int ValueOf(char c) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (c == 'O') c = '0';
  if (c == 'I' || c == 'L') c = '1';
  const size_t at = kAlphabet.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

}  // namespace

std::string EncodeBase32(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() * 8 + 4) / 5);
  uint32_t bits = 0;
  int count = 0;
  for (const char byte : bytes) {
    bits = (bits << 8 | static_cast<uint8_t>(byte)) & 0xffff;
    for (count += 8; count >= 5; count -= 5) text += kAlphabet[bits >> (count - 5) & 31];
  }
  if (count > 0) text += kAlphabet[bits << (5 - count) & 31];
  return text;
}

std::optional<std::string> DecodeBase32(std::string_view text, size_t size) {
  std::string bytes;
  bytes.reserve(size);
  uint32_t bits = 0;
  int count = 0;
  size_t characters = 0;
  for (const char c : text) {
    if (c == '-') continue;
    const int value = ValueOf(c);
    if (value < 0) return std::nullopt;
    ++characters;
    bits = (bits << 5 | static_cast<uint32_t>(value)) & 0xffff;
    count += 5;
    if (count >= 8) {
      count -= 8;
      bytes += static_cast<char>(bits >> count & 0xff);
    }
  }
  const bool padded_with_zeros = (bits & ((1u << count) - 1)) == 0;
  if (bytes.size() != size || characters != (size * 8 + 4) / 5 || !padded_with_zeros) return std::nullopt;
  return bytes;
}

}  // namespace mimamori::platform
