// SPDX-License-Identifier: Apache-2.0
// The shipped table, every cell, and what a table must have to be one.
#include <gtest/gtest.h>

#include "services/exposure/store/policy_reader.hpp"
#include "services/exposure/store/postgres_rule_store.hpp"
#include "tests/services/exposure/store/exposure_store_fixture.hpp"

namespace mimamori::exposure {
namespace {

TEST_F(ExposureStoreTest, ShipsOsakasTable) {
  PostgresRuleStore rules(pool_);
  const auto tables = rules.Thresholds(Soon());
  ASSERT_TRUE(tables.ok()) << tables.status();
  const ThresholdTable* const table = tables->At(kNow);
  ASSERT_NE(table, nullptr);
  EXPECT_EQ(table->day_starts_hour, 5);
  EXPECT_FALSE(table->count_probable);
  using enum VenueKind;
  const struct {
    VenueKind kind;
    int seats;
    int square_metres;
    int needed;
  } cells[] = {
      {kFood, 1, 0, 1},             {kFood, 99, 0, 1},              {kFood, 100, 0, 1},
      {kFood, 0, 0, 1},             {kFood, 0, 20000, 1},           {kClusterProne, 1, 0, 1},
      {kClusterProne, 99, 0, 1},    {kClusterProne, 100, 0, 2},     {kClusterProne, 0, 1, 1},
      {kClusterProne, 0, 999, 1},   {kClusterProne, 0, 1000, 1},    {kClusterProne, 0, 9999, 1},
      {kClusterProne, 0, 10000, 2}, {kClusterProne, 0, 0, 1},       {kIndoorLeisure, 0, 1, 2},
      {kIndoorLeisure, 0, 999, 2},  {kIndoorLeisure, 0, 1000, 3},   {kIndoorLeisure, 0, 9999, 3},
      {kIndoorLeisure, 0, 10000, 5}, {kIndoorLeisure, 0, 0, 2},     {kIndoorLeisure, 500, 0, 2},
      {kIndoorLeisure, 500, 1000, 3}, {kHall, 1, 0, 3},             {kHall, 99, 0, 3},
      {kHall, 100, 0, 4},           {kHall, 0, 0, 3},               {kHall, 0, 20000, 3},
      {kOther, 0, 1, 3},            {kOther, 0, 999, 3},            {kOther, 0, 1000, 4},
      {kOther, 0, 9999, 4},         {kOther, 0, 10000, 5},          {kOther, 0, 0, 3},
      {kOther, 500, 0, 3},
  };
  for (const auto& c : cells) {
    SCOPED_TRACE(fmt::format("kind {}, {} seats, {} m²", static_cast<int>(c.kind), c.seats, c.square_metres));
    EXPECT_EQ(PositivesNeeded(*table, {.kind = c.kind, .seats = c.seats, .square_metres = c.square_metres}, 0),
              c.needed);
  }
  // Events of up to 200 at a venue of level A; other kinds have no such rule.
  const VenueTerms arena{.kind = kClusterProne, .seats = 5000};
  EXPECT_EQ(PositivesNeeded(*table, arena, 1), 1);
  EXPECT_EQ(PositivesNeeded(*table, arena, 200), 1);
  EXPECT_EQ(PositivesNeeded(*table, arena, 201), 2);
  EXPECT_EQ(PositivesNeeded(*table, {.kind = kHall, .seats = 5000}, 100), 4);
}

// Osaka's table of 1 December 2020, read out; "–" falls back on what the kind's row says of its smallest places.
int OsakaSays(VenueKind kind, int seats, int square_metres, int participants) {
  const bool large = square_metres >= 10'000, middle = square_metres >= 1'000 && !large;
  switch (kind) {
    case VenueKind::kFood: return 1;
    case VenueKind::kClusterProne:
      if (participants >= 1 && participants <= 200) return 1;
      if (seats >= 1) return seats < 100 ? 1 : 2;
      return large ? 2 : 1;
    case VenueKind::kIndoorLeisure: return large ? 5 : middle ? 3 : 2;
    case VenueKind::kHall: return seats >= 100 ? 4 : 3;
    case VenueKind::kOther: return large ? 5 : middle ? 4 : 3;
  }
  return 0;
}

TEST_F(ExposureStoreTest, ShipsOsakasTableForEveryNumberOfSeatsAndMetres) {
  PostgresRuleStore rules(pool_);
  const auto tables = rules.Thresholds(Soon());
  ASSERT_TRUE(tables.ok()) << tables.status();
  const ThresholdTable* const table = tables->At(kNow);
  ASSERT_NE(table, nullptr);
  for (const auto& [kind, name] : kVenueKinds) {
    for (const int participants : {0, 1, 199, 200, 201, 5000}) {
      for (const int seats : {0, 1, 50, 98, 99, 100, 101, 1000, 50'000}) {
        for (int square_metres = 0; square_metres <= 10'100; ++square_metres) {
          const VenueTerms venue{.kind = kind, .seats = seats, .square_metres = square_metres};
          ASSERT_EQ(PositivesNeeded(*table, venue, participants), OsakaSays(kind, seats, square_metres, participants))
              << fmt::format("{}: {} seats, {} m², {} participants", name, seats, square_metres, participants);
        }
      }
      for (int seats = 0; seats <= 1'100; ++seats) {
        ASSERT_EQ(PositivesNeeded(*table, {.kind = kind, .seats = seats}, participants),
                  OsakaSays(kind, seats, 0, participants))
            << fmt::format("{}: {} seats, {} participants", name, seats, participants);
      }
    }
  }
}

std::string Row(const std::string& kind, const std::string& seats = "[]", const std::string& metres = "[]") {
  return R"({"kind": ")" + kind + R"(", "seats": )" + seats + R"(, "square_metres": )" + metres +
         R"(, "not_told": 1, "event_most": 0, "event_positives": 1})";
}
std::string Table(const std::string& first, const std::string& rest) {
  return R"({"day_starts_hour": 5, "count_probable": false, "rows": [)" + first + rest + "]}";
}

TEST(ReadThresholdTable, TakesNoTableWithGaps) {
  const std::string rest =
      "," + Row("CLUSTER_PRONE") + "," + Row("INDOOR_LEISURE") + "," + Row("HALL") + "," + Row("OTHER");
  EXPECT_TRUE(ReadThresholdTable(Table(Row("FOOD"), rest)).ok());
  EXPECT_TRUE(
      ReadThresholdTable(Table(Row("FOOD", R"([{"from": 1, "positives": 2}, {"from": 2, "positives": 1}])"), rest)).ok());
  const struct {
    const char* name;
    std::string body;
  } cases[] = {
      {"no table", "{}"},
      {"a kind is missing", Table(Row("FOOD"), "")},
      {"a kind twice", Table(Row("FOOD") + "," + Row("FOOD"), rest)},
      {"an unknown kind", Table(Row("FOOD") + "," + Row("ZOO"), rest)},
      {"starts late", Table(Row("FOOD", R"([{"from": 2, "positives": 1}])"), rest)},
      {"starts at nothing", Table(Row("FOOD", R"([{"from": 0, "positives": 1}])"), rest)},
      {"does not rise", Table(Row("FOOD", "[]", R"([{"from": 1, "positives": 1}, {"from": 1, "positives": 2}])"), rest)},
      {"falls", Table(Row("FOOD", R"([{"from": 1, "positives": 1}, {"from": 9, "positives": 2}, {"from": 8,
                "positives": 3}])"), rest)},
      {"no positive needed", Table(Row("FOOD", R"([{"from": 1, "positives": 0}])"), rest)},
      {"a step without a number", Table(Row("FOOD", R"([{"from": 1}])"), rest)},
      {"seats of another type", Table(Row("FOOD", "7"), rest)},
      {"no number for what was not told", Table(R"({"kind": "FOOD", "seats": [], "square_metres": []})", rest)},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(platform::ReasonOf(ReadThresholdTable(c.body).status()), "POLICY_MALFORMED");
  }
}

}  // namespace
}  // namespace mimamori::exposure
