// SPDX-License-Identifier: Apache-2.0
#include "services/venue/domain/venue_code.hpp"

#include "services/platform/core/base32.hpp"
#include "services/platform/core/error.hpp"

namespace mimamori::venue {
namespace {

constexpr std::string_view kLabel = "mimamori.code.v1";
constexpr uint8_t kVersion = 1;
constexpr size_t kHeadBytes = 10;  // 76 bits: the low half of the last byte is zero
constexpr size_t kMacBytes = 8;
constexpr size_t kBytes = kHeadBytes + kMacBytes;  // 140 bits: the low half of the last byte is zero

std::string PackHead(const VenueCode& code) {
  const auto venue = static_cast<uint64_t>(code.venue.number());
  const auto space = static_cast<uint32_t>(code.space);
  const auto epoch = static_cast<uint8_t>(code.epoch);
  // Everything is half a byte off a byte's edge, because the version in front takes four bits.
  const uint64_t front = uint64_t{kVersion} << 60 | (venue & 0xff'ffff'ffff) << 20 | (space & 0xff'ffff) >> 4;
  std::string head(kHeadBytes, '\0');
  for (size_t i = 0; i < 8; ++i) head[i] = static_cast<char>(front >> (8 * (7 - i)));
  head[8] = static_cast<char>((space & 0xf) << 4 | epoch >> 4);
  head[9] = static_cast<char>(epoch << 4);
  return head;
}

VenueCode UnpackHead(std::string_view head) {
  uint64_t front = 0;
  for (size_t i = 0; i < 8; ++i) front = front << 8 | static_cast<uint8_t>(head[i]);
  const auto eighth = static_cast<uint8_t>(head[8]);
  return {.venue = platform::VenueId(static_cast<int64_t>(front >> 20 & 0xff'ffff'ffff)),
          .space = static_cast<int32_t>((front & 0xf'ffff) << 4 | eighth >> 4),
          .epoch = (eighth & 0xf) << 4 | static_cast<uint8_t>(head[9]) >> 4};
}

absl::Status Unknown() {
  return platform::NotFound("CODE_UNKNOWN", "this code is not one of ours; scan it again or type the code below it");
}

}  // namespace

CodeBook::CodeBook(const platform::Secret& key) : mac_(key, kLabel) {}

std::string CodeBook::Write(const VenueCode& code) const {
  const std::string head = PackHead(code);
  const std::string mac = mac_.Of(head, kMacBytes);
  std::string bytes = head;
  bytes.resize(kBytes, '\0');
  for (size_t i = 0; i < kMacBytes; ++i) {  // the MAC starts in the middle of the head's last byte
    const auto byte = static_cast<uint8_t>(mac[i]);
    bytes[kHeadBytes - 1 + i] = static_cast<char>(static_cast<uint8_t>(bytes[kHeadBytes - 1 + i]) | byte >> 4);
    bytes[kHeadBytes + i] = static_cast<char>(byte << 4);
  }
  return platform::EncodeBase32(bytes).substr(0, kVenueCodeLength);
}

absl::StatusOr<VenueCode> CodeBook::Read(std::string_view text) const {
  if (text.size() != kVenueCodeLength) return Unknown();
  // One character more fills the last byte: its low half is not part of the code.
  const auto bytes = platform::DecodeBase32(std::string(text) + '0', kBytes);
  if (!bytes || static_cast<uint8_t>(bytes->front()) >> 4 != kVersion) return Unknown();
  std::string head = bytes->substr(0, kHeadBytes);
  head.back() = static_cast<char>(head.back() & 0xf0);
  std::string mac(kMacBytes, '\0');
  for (size_t i = 0; i < kMacBytes; ++i) {
    const auto high = static_cast<uint8_t>((*bytes)[kHeadBytes - 1 + i]);
    const auto low = static_cast<uint8_t>((*bytes)[kHeadBytes + i]);
    mac[i] = static_cast<char>(high << 4 | low >> 4);
  }
  if (!mac_.Matches(head, mac)) return Unknown();
  return UnpackHead(head);
}

}  // namespace mimamori::venue
