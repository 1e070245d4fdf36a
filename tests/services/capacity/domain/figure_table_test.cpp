// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/domain/figure_table.hpp"

#include <gtest/gtest.h>

namespace mimamori::capacity {
namespace {

platform::AreaCode Area(const char* code) { return platform::AreaCode::Parse(code).value(); }

BedsOfOne Known(int staffed, int occupied) {
  return {.counts = {.staffed = staffed, .occupied = occupied, .blocked = 0}, .freshness = Freshness::kFresh};
}

TEST(FigureTable, AddsUpAreasAndKeepsWhatIsUnknownApart) {
  FigureTable table;
  Cell& osaka = table.areas[Area("271004")]["severe"];
  osaka.figures.Add(Known(8, 5));
  osaka.figures.Add(BedsOfOne{.freshness = Freshness::kFresh});                                       // told nothing
  osaka.figures.Add({.counts = Known(100, 0).counts, .freshness = Freshness::kUnknown});             // long ago
  osaka.figures.Add({.counts = {.staffed = 50, .blocked = 0}, .freshness = Freshness::kFresh});  // suppressed: not zero
  osaka.AddPlanned(10);
  table.areas[Area("271403")]["severe"].figures.Add(Known(2, 4));
  table.areas[Area("130001")]["rooms"].figures.Add(Known(0, 0));

  const auto prefectures = table.Prefectures();
  ASSERT_EQ(prefectures.size(), 2u);
  const Cell& prefecture = prefectures.at(Area("270008")).at("severe");
  EXPECT_EQ(prefecture.figures.facilities, 5);
  EXPECT_EQ(prefecture.figures.known, 2);
  EXPECT_EQ(prefecture.figures.staffed, 10);
  EXPECT_EQ(prefecture.figures.occupied, 9);
  EXPECT_EQ(prefecture.figures.available, 3) << "what one has over its beds does not lessen another's";
  EXPECT_DOUBLE_EQ(*prefecture.figures.Occupancy(), 0.9) << "a ratio of sums, not the mean of 0.625 and 2";
  EXPECT_EQ(prefecture.planned, 10);
  const Cells total = table.Total();
  EXPECT_EQ(total.at("severe"), prefecture);
  EXPECT_EQ(total.at("rooms").figures.Occupancy(), std::nullopt);
  EXPECT_EQ(total.at("rooms").planned, std::nullopt);
}

TEST(FigureTable, TellsMoreThanAllAsItIs) {
  Figures figures;
  figures.Add(Known(224, 284));
  EXPECT_NEAR(*figures.Occupancy(), 1.268, 0.0005);
}

TEST(PrefectureOf, IsTheCodeWithItsCheckDigit) {
  EXPECT_EQ(PrefectureOf(Area("271004")), Area("270008"));
  EXPECT_EQ(PrefectureOf(Area("130001")), Area("130001"));
}

}  // namespace
}  // namespace mimamori::capacity
