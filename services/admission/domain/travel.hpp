// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "absl/status/statusor.h"

namespace mimamori::admission {

// Degrees, WGS 84.
struct Position {
  double latitude = 0;
  double longitude = 0;

  friend bool operator==(const Position&, const Position&) = default;
};

// Where somebody is fetched, to about a kilometre: a hundredth of a degree is enough for minutes, and no address. BadField:
// OUT_OF_RANGE (origin.latitude, origin.longitude).
absl::StatusOr<Position> ParseOrigin(double latitude, double longitude);

// How a distance becomes a time where nobody has measured it.
struct TravelRules {
  int kmh = 40;               // on the way
  int detour_percent = 130;   // roads, of the great circle
  int fixed_minutes = 10;     // to get her in, and out

  friend bool operator==(const TravelRules&, const TravelRules&) = default;
};

double GreatCircleKilometres(const Position& from, const Position& to);
// Whole minutes, rounded up.
int MinutesBetween(const Position& from, const Position& to, const TravelRules& rules);

}  // namespace mimamori::admission
