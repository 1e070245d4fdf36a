// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/platform/core/area_code.hpp"
#include "services/platform/core/id.hpp"
#include "services/venue/domain/opening_hours.hpp"
#include "services/venue/domain/venue_links.hpp"

namespace mimamori::venue {

// Kinds with an alert rule of their own (Osaka's rule of 1 December 2020). The numbers are the proto's and the tables'.
enum class VenueKind : int16_t { kFood = 1, kClusterProne = 2, kIndoorLeisure = 3, kHall = 4, kOther = 5 };

// What its operator tells about a venue.
struct VenueDetails {
  std::string display_name;  // 1–100 characters, as on the door
  std::string address;       // 1–200 characters
  platform::AreaCode area;
  VenueKind kind = VenueKind::kOther;
  std::string time_zone;             // IANA
  int32_t seat_count = 0;            // 0: not told
  int32_t floor_area_m2 = 0;         // 0: not told
  int32_t typical_stay_minutes = 0;  // 15–1,425; in a registration 0: the policy's value for the kind
  OpeningHours opening_hours = {};
  // Not asked for in a registration.
  int32_t automatic_check_out_minutes = 0;  // 15–1,425; 0: never
  int32_t capacity = 0;                     // people at the same time; 0: not told
  std::vector<VenueLink> links = {};        // at most kMostLinks
  bool listed = false;                      // may be shown to everybody
  friend bool operator==(const VenueDetails&, const VenueDetails&) = default;
};

struct Venue {
  platform::VenueId id;
  VenueDetails details;
  int32_t code_epoch = 1;  // each replacement of the code adds one
  std::string typed_code;  // canonical
  absl::Time created_at;
  int32_t revision = 1;  // each edit adds one
  std::optional<absl::Time> deleted_at = std::nullopt;
  friend bool operator==(const Venue&, const Venue&) = default;
};

// What a caller may see. Every store method that serves staff takes one.
struct Scope {
  bool everywhere = false;  // a service in its own name
  std::vector<platform::AreaCode> areas;
  bool Covers(const platform::AreaCode& area) const;
};

}  // namespace mimamori::venue
