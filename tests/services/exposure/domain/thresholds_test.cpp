// SPDX-License-Identifier: Apache-2.0
// How thresholds are looked up; the shipped table itself is in store/thresholds_test.cpp.
#include "services/exposure/domain/thresholds.hpp"

#include <gtest/gtest.h>

namespace mimamori::exposure {
namespace {

TEST(PositivesNeeded, GoesBySeatsThenByAreaThenByWhatIsLeft) {
  ThresholdTable table;
  for (ThresholdRow& row : table.rows) row.not_told = 99;
  table.rows[1] = {.by_seats = {{1, 1}, {100, 2}}, .by_square_metres = {{1, 3}, {1000, 4}, {10000, 5}}, .not_told = 7,
                   .event_most = 200, .event_positives = 6};
  const struct {
    const char* name;
    int seats;
    int square_metres;
    int participants;
    int needed;
  } cases[] = {{"one seat", 1, 0, 0, 1},          {"99 seats", 99, 0, 0, 1},       {"100 seats", 100, 0, 0, 2},
               {"seats go first", 100, 1, 0, 2},  {"1 m²", 0, 1, 0, 3},            {"999 m²", 0, 999, 0, 3},
               {"1,000 m²", 0, 1000, 0, 4},       {"9,999 m²", 0, 9999, 0, 4},     {"10,000 m²", 0, 10000, 0, 5},
               {"a million m²", 0, 1000000, 0, 5}, {"nothing told", 0, 0, 0, 7},   {"a small event", 500, 0, 1, 6},
               {"an event of 200", 500, 0, 200, 6}, {"an event of 201", 500, 0, 201, 2}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const VenueTerms venue{.kind = VenueKind::kClusterProne, .seats = c.seats, .square_metres = c.square_metres};
    EXPECT_EQ(PositivesNeeded(table, venue, c.participants), c.needed);
  }
}

TEST(ThresholdTables, TakeTheVersionInForce) {
  const absl::Time noon = absl::FromUnixSeconds(1'795'186'800);
  const ThresholdTables tables({{noon, {.version = 1}}, {noon + absl::Hours(1), {.version = 2}}});
  EXPECT_EQ(tables.At(noon - absl::Nanoseconds(1)), nullptr);
  EXPECT_EQ(tables.At(noon)->version, 1);
  EXPECT_EQ(tables.At(noon + absl::Hours(1))->version, 2);
}

}  // namespace
}  // namespace mimamori::exposure
