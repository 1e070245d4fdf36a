// SPDX-License-Identifier: Apache-2.0
#include "services/admission/domain/travel.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "services/platform/core/error.hpp"

namespace mimamori::admission {
namespace {

constexpr double kEarthRadius = 6371.0088;  // km, mean

double Radians(double degrees) { return degrees * std::numbers::pi / 180; }
double Hundredths(double degrees) { return std::round(degrees * 100) / 100; }

}  // namespace

absl::StatusOr<Position> ParseOrigin(double latitude, double longitude) {
  // Written so that what is no number is refused as well.
  if (!(latitude >= -90 && latitude <= 90)) {
    return platform::BadField("origin.latitude", "OUT_OF_RANGE", "a latitude is -90 to 90 degrees");
  }
  if (!(longitude >= -180 && longitude <= 180)) {
    return platform::BadField("origin.longitude", "OUT_OF_RANGE", "a longitude is -180 to 180 degrees");
  }
  return Position{.latitude = Hundredths(latitude), .longitude = Hundredths(longitude)};
}

// The haversine formula: good for places that are near to each other, too.
double GreatCircleKilometres(const Position& from, const Position& to) {
  const double latitude = std::sin(Radians(to.latitude - from.latitude) / 2);
  const double longitude = std::sin(Radians(to.longitude - from.longitude) / 2);
  const double square = latitude * latitude +
                        std::cos(Radians(from.latitude)) * std::cos(Radians(to.latitude)) * longitude * longitude;
  return 2 * kEarthRadius * std::asin(std::sqrt(std::clamp(square, 0.0, 1.0)));
}

int MinutesBetween(const Position& from, const Position& to, const TravelRules& rules) {
  const double kilometres = GreatCircleKilometres(from, to) * rules.detour_percent / 100;
  return rules.fixed_minutes + static_cast<int>(std::ceil(kilometres * 60 / rules.kmh - 1e-9));
}

}  // namespace mimamori::admission
