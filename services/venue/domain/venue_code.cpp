// SPDX-License-Identifier: Apache-2.0
#include "services/venue/domain/venue_code.hpp"

#include <utility>

#include "services/platform/core/base32.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::venue {
namespace {

constexpr std::string_view kWallLabel = "mimamori.code.v1";
constexpr std::string_view kKioskLabel = "mimamori.kiosk.v1";
constexpr uint8_t kWall = 1, kKiosk = 2;  // versions
constexpr size_t kHeadBytes = 10;  // 76 bits: the low half of the last byte is zero
constexpr size_t kMacBytes = 8;
constexpr size_t kBytes = kHeadBytes + kMacBytes;  // 140 bits: the low half of the last byte is zero

std::string PackHead(uint8_t version, const VenueCode& code) {
  const auto venue = static_cast<uint64_t>(code.venue.number());
  const auto space = static_cast<uint32_t>(code.space);
  const auto epoch = static_cast<uint8_t>(code.epoch);
  // Everything is half a byte off a byte's edge, because the version in front takes four bits.
  const uint64_t front = uint64_t{version} << 60 | (venue & 0xff'ffff'ffff) << 20 | (space & 0xff'ffff) >> 4;
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

// A written code, taken apart.
struct Parts {
  uint8_t version = 0;
  std::string head;
  std::string mac;
};

std::string Join(const std::string& head, const std::string& mac) {
  std::string bytes = head;
  bytes.resize(kBytes, '\0');
  for (size_t i = 0; i < kMacBytes; ++i) {  // the MAC starts in the middle of the head's last byte
    const auto byte = static_cast<uint8_t>(mac[i]);
    bytes[kHeadBytes - 1 + i] = static_cast<char>(static_cast<uint8_t>(bytes[kHeadBytes - 1 + i]) | byte >> 4);
    bytes[kHeadBytes + i] = static_cast<char>(byte << 4);
  }
  return platform::EncodeBase32(bytes).substr(0, kVenueCodeLength);
}

std::optional<Parts> Split(std::string_view text) {
  if (text.size() != kVenueCodeLength) return std::nullopt;
  // One character more fills the last byte: its low half is not part of the code.
  const auto bytes = platform::DecodeBase32(std::string(text) + '0', kBytes);
  if (!bytes) return std::nullopt;
  Parts parts{.version = static_cast<uint8_t>(static_cast<uint8_t>(bytes->front()) >> 4),
              .head = bytes->substr(0, kHeadBytes),
              .mac = std::string(kMacBytes, '\0')};
  parts.head.back() = static_cast<char>(parts.head.back() & 0xf0);
  for (size_t i = 0; i < kMacBytes; ++i) {
    const auto high = static_cast<uint8_t>((*bytes)[kHeadBytes - 1 + i]);
    const auto low = static_cast<uint8_t>((*bytes)[kHeadBytes + i]);
    parts.mac[i] = static_cast<char>(high << 4 | low >> 4);
  }
  return parts;
}

// What a kiosk's MAC is of.
std::string Shown(std::string head, int64_t minute) {
  for (int shift = 56; shift >= 0; shift -= 8) head += static_cast<char>(static_cast<uint64_t>(minute) >> shift);
  return head;
}

absl::StatusOr<VenueCode> ReadWall(const Parts& parts, const platform::crypto::Mac& mac) {
  if (parts.version != kWall || !mac.Matches(parts.head, parts.mac)) return Unknown();
  return UnpackHead(parts.head);
}

}  // namespace

int64_t MinuteOf(absl::Time time) {
  return absl::ToInt64Minutes(absl::Floor(time - absl::UnixEpoch(), absl::Minutes(1)));
}

CodeBook::CodeBook(const platform::Secret& key) : wall_(key, kWallLabel), kiosk_(key, kKioskLabel) {}

std::string CodeBook::Write(const VenueCode& code) const {
  const std::string head = PackHead(kWall, code);
  return Join(head, wall_.Of(head, kMacBytes));
}

std::string CodeBook::WriteKiosk(const VenueCode& code, int64_t minute) const {
  const std::string head = PackHead(kKiosk, code);
  return Join(head, kiosk_.Of(Shown(head, minute), kMacBytes));
}

std::string CodeBook::Rewrite(const ScannedCode& scanned) const {
  return scanned.shown_minute ? WriteKiosk(scanned.code, *scanned.shown_minute) : Write(scanned.code);
}

absl::StatusOr<VenueCode> CodeBook::Read(std::string_view text) const {
  const auto parts = Split(text);
  return parts ? ReadWall(*parts, wall_) : Unknown();
}

absl::StatusOr<ScannedCode> CodeBook::Read(std::string_view text, absl::Time now, const KioskTerms& terms) const {
  const auto parts = Split(text);
  if (!parts) return Unknown();
  if (parts->version != kKiosk) {
    ASSIGN_OR_RETURN(const VenueCode code, ReadWall(*parts, wall_));
    return ScannedCode{.code = code};
  }
  const int64_t minute = MinuteOf(now);
  for (int64_t shown = minute + terms.minutes_ahead; shown >= minute - terms.minutes_behind; --shown) {
    if (kiosk_.Matches(Shown(parts->head, shown), parts->mac)) {
      return ScannedCode{.code = UnpackHead(parts->head), .shown_minute = shown};
    }
  }
  return Unknown();
}

}  // namespace mimamori::venue
