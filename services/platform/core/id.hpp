// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/platform/core/error.hpp"

namespace mimamori::platform {

using Uuid = std::array<uint8_t, 16>;

Uuid RandomUuid();                     // version 4 (RFC 9562)
Uuid TimeOrderedUuid(absl::Time now);  // version 7 (RFC 9562): its first 48 bits are Unix milliseconds
std::string FormatUuid(const Uuid& uuid);
std::optional<Uuid> ParseUuid(std::string_view text);   // canonical lower-case form only
std::optional<absl::Time> TimeOf(const Uuid& uuid);     // of a version 7 UUID; nullopt for any other version

// A UUID that knows what it identifies: a CaseId is never taken for an EventId. A Tag has `kName`, the proto field.
template <class Tag>
class Id {
 public:
  Id() = default;  // the nil UUID
  explicit Id(const Uuid& uuid) : uuid_(uuid) {}
  static Id Random() { return Id(RandomUuid()); }

  // MALFORMED_ID, with the tag's field name.
  static absl::StatusOr<Id> Parse(std::string_view text) {
    if (const auto uuid = ParseUuid(text)) return Id(*uuid);
    return BadField(Tag::kName, "MALFORMED_ID", std::string(Tag::kName) + " is not a UUID in its canonical form");
  }

  const Uuid& uuid() const { return uuid_; }
  std::string ToString() const { return FormatUuid(uuid_); }
  friend auto operator<=>(const Id&, const Id&) = default;

 private:
  Uuid uuid_{};
};

struct RequestTag { static constexpr const char* kName = "request_id"; };
// Chosen by the client; makes a creation safe to retry. Unique per caller.
using RequestId = Id<RequestTag>;

// A venue's public number: 40 random bits, written as 8 characters of Crockford's base 32. A bigint in every table.
class VenueId {
 public:
  VenueId() = default;
  explicit VenueId(int64_t number) : number_(number) {}  // 0 ≤ number < 2^40
  static VenueId Random();
  static absl::StatusOr<VenueId> Parse(std::string_view text);  // MALFORMED_ID (field venue_id)
  int64_t number() const { return number_; }
  std::string ToString() const;
  friend auto operator<=>(const VenueId&, const VenueId&) = default;

 private:
  int64_t number_ = 0;
};

}  // namespace mimamori::platform
