// SPDX-License-Identifier: Apache-2.0
#include "services/admission/domain/travel.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "services/platform/core/error.hpp"

namespace mimamori::admission {
namespace {

constexpr Position kOsaka{.latitude = 34.69, .longitude = 135.50};
constexpr Position kTokyo{.latitude = 35.69, .longitude = 139.69};

TEST(GreatCircle, KnowsDistancesThatOthersMeasured) {
  EXPECT_NEAR(GreatCircleKilometres(kOsaka, kTokyo), 397, 2);
  EXPECT_NEAR(GreatCircleKilometres({.latitude = 0, .longitude = 179.5}, {.latitude = 0, .longitude = -179.5}), 111.19, 0.1);
  EXPECT_NEAR(GreatCircleKilometres({.latitude = 0, .longitude = 0}, {.latitude = 0, .longitude = 180}), 20015, 1);
  EXPECT_EQ(GreatCircleKilometres(kOsaka, kOsaka), 0);
  EXPECT_EQ(GreatCircleKilometres(kOsaka, kTokyo), GreatCircleKilometres(kTokyo, kOsaka));
}

TEST(MinutesBetween, AddsTheDetourAndWhatItTakesAnyway) {
  const Position north{.latitude = 34.69 + 0.09, .longitude = 135.50};  // ten kilometres
  EXPECT_EQ(MinutesBetween(kOsaka, kOsaka, {}), 10);
  EXPECT_EQ(MinutesBetween(kOsaka, north, {.kmh = 40, .detour_percent = 100, .fixed_minutes = 0}), 16);
  EXPECT_EQ(MinutesBetween(kOsaka, north, {.kmh = 40, .detour_percent = 130, .fixed_minutes = 10}), 30);
}

TEST(ParseOrigin, KeepsAKilometreAndNoAddress) {
  const auto origin = ParseOrigin(34.686316, 135.519711);
  ASSERT_TRUE(origin.ok());
  EXPECT_EQ(*origin, (Position{.latitude = 34.69, .longitude = 135.52}));
  EXPECT_EQ(platform::FieldOf(ParseOrigin(90.1, 0).status()), "origin.latitude");
  EXPECT_EQ(platform::FieldOf(ParseOrigin(0, -180.1).status()), "origin.longitude");
  EXPECT_EQ(platform::ReasonOf(ParseOrigin(std::nan(""), 0).status()), "OUT_OF_RANGE");
}

}  // namespace
}  // namespace mimamori::admission
