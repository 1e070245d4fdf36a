// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/id.hpp"

#include <sys/random.h>

#include <cstdlib>

#include "services/platform/core/base32.hpp"

namespace mimamori::platform {
namespace {

void FillRandom(void* bytes, size_t size) {
  if (getrandom(bytes, size, 0) != static_cast<ssize_t>(size)) std::abort();  // never short below 256 bytes
}

void MarkVersion(Uuid& uuid, uint8_t version) {
  uuid[6] = static_cast<uint8_t>((uuid[6] & 0x0f) | version << 4);
  uuid[8] = (uuid[8] & 0x3f) | 0x80;  // the variant of RFC 9562
}

}  // namespace

Uuid RandomUuid() {
  Uuid uuid;
  FillRandom(uuid.data(), uuid.size());
  MarkVersion(uuid, 4);
  return uuid;
}

Uuid TimeOrderedUuid(absl::Time now) {
  Uuid uuid;
  FillRandom(uuid.data() + 6, uuid.size() - 6);
  const int64_t milliseconds = absl::ToUnixMillis(now);
  for (size_t i = 0; i < 6; ++i) uuid[i] = static_cast<uint8_t>(milliseconds >> (8 * (5 - i)));
  MarkVersion(uuid, 7);
  return uuid;
}

std::string FormatUuid(const Uuid& uuid) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (size_t i = 0; i < uuid.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += kHex[uuid[i] >> 4];
    text += kHex[uuid[i] & 15];
  }
  return text;
}

std::optional<Uuid> ParseUuid(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  Uuid uuid{};
  size_t digits = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (c != '-') return std::nullopt;
      continue;
    }
    const int value = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (value < 0) return std::nullopt;
    uuid[digits / 2] = static_cast<uint8_t>(uuid[digits / 2] << 4 | value);
    ++digits;
  }
  return uuid;
}

std::optional<absl::Time> TimeOf(const Uuid& uuid) {
  if (uuid[6] >> 4 != 7 || uuid[8] >> 6 != 2) return std::nullopt;
  int64_t milliseconds = 0;
  for (size_t i = 0; i < 6; ++i) milliseconds = milliseconds << 8 | uuid[i];
  return absl::FromUnixMillis(milliseconds);
}

VenueId VenueId::Random() {
  int64_t number = 0;
  FillRandom(&number, 5);
  return VenueId(number & ((int64_t{1} << 40) - 1));
}

absl::StatusOr<VenueId> VenueId::Parse(std::string_view text) {
  const auto bytes = DecodeBase32(text, 5);
  if (!bytes) return BadField("venue_id", "MALFORMED_ID", "venue_id is not a venue's number of eight characters");
  int64_t number = 0;
  for (const char byte : *bytes) number = number << 8 | static_cast<uint8_t>(byte);
  return VenueId(number);
}

std::string VenueId::ToString() const {
  std::string bytes(5, '\0');
  for (size_t i = 0; i < 5; ++i) bytes[i] = static_cast<char>(number_ >> (8 * (4 - i)) & 0xff);
  return EncodeBase32(bytes);
}

}  // namespace mimamori::platform
