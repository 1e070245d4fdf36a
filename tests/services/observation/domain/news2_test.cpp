// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/news2.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace mimamori::observation {
namespace {

// The Royal College's table, row by row: from each value on, up to the next.
struct Span {
  int from;
  int points;
};
struct Row {
  const char* name;
  Item item;
  std::vector<Span> spans;
  int last;  // value that is looked at
  Spo2Scale scale;
  std::function<void(Vitals&, int)> set;
};
std::vector<Row> Table() {
  const auto spo2 = [](Vitals& vitals, int value) { vitals.spo2 = value; };
  return {
      {"respiratory rate", Item::kRespiratoryRate, {{0, 3}, {9, 1}, {12, 0}, {21, 2}, {25, 3}}, 80, Spo2Scale::kOne,
       [](Vitals& vitals, int value) { vitals.respiratory_rate = value; }},
      {"SpO2, scale 1", Item::kSpo2, {{0, 3}, {92, 2}, {94, 1}, {96, 0}}, 100, Spo2Scale::kOne, spo2},
      {"SpO2, scale 2, on air", Item::kSpo2, {{0, 3}, {84, 2}, {86, 1}, {88, 0}}, 100, Spo2Scale::kTwo,
       [](Vitals& vitals, int value) { vitals.spo2 = value, vitals.oxygen = false; }},
      {"SpO2, scale 2, not told whether on oxygen", Item::kSpo2, {{0, 3}, {84, 2}, {86, 1}, {88, 0}}, 100,
       Spo2Scale::kTwo, spo2},
      {"systolic", Item::kSystolic, {{0, 3}, {91, 2}, {101, 1}, {111, 0}, {220, 3}}, 300, Spo2Scale::kOne,
       [](Vitals& vitals, int value) { vitals.systolic = value; }},
      {"pulse", Item::kPulse, {{0, 3}, {41, 1}, {51, 0}, {91, 1}, {111, 2}, {131, 3}}, 300, Spo2Scale::kOne,
       [](Vitals& vitals, int value) { vitals.pulse = value; }},
      {"temperature", Item::kTemperature, {{250, 3}, {351, 1}, {361, 0}, {381, 1}, {391, 2}}, 450, Spo2Scale::kOne,
       [](Vitals& vitals, int value) { vitals.temperature = value; }},
  };
}

TEST(News2, ScoresEveryValueOfTheTable) {
  for (const Row& row : Table()) {
    SCOPED_TRACE(row.name);
    size_t span = 0;
    for (int value = row.spans[0].from; value <= row.last; ++value) {
      if (span + 1 < row.spans.size() && value == row.spans[span + 1].from) ++span;
      Vitals vitals;
      row.set(vitals, value);
      const News2 news = ScoreNews2(vitals, row.scale);
      ASSERT_EQ(news.score, row.spans[span].points) << value;
      ASSERT_EQ(news.threes.Has(row.item), row.spans[span].points == 3) << value;
      ASSERT_FALSE(news.missing.Has(row.item));
    }
    EXPECT_EQ(span + 1, row.spans.size()) << "every span was looked at";
  }
}

TEST(News2, ScoresTheSecondScaleOnOxygen) {
  const std::vector<Span> spans{{0, 3}, {84, 2}, {86, 1}, {88, 0}, {93, 1}, {95, 2}, {97, 3}};
  size_t span = 0;
  for (int spo2 = 0; spo2 <= 100; ++spo2) {
    if (span + 1 < spans.size() && spo2 == spans[span + 1].from) ++span;
    const News2 news = ScoreNews2({.spo2 = spo2, .oxygen = true}, Spo2Scale::kTwo);
    ASSERT_EQ(news.score, spans[span].points + 2) << spo2;
  }
}

TEST(News2, ScoresOxygenAndConsciousness) {
  EXPECT_EQ(ScoreNews2({.oxygen = true}, Spo2Scale::kOne).score, 2);
  EXPECT_TRUE(ScoreNews2({.oxygen = true}, Spo2Scale::kOne).threes.Empty());
  EXPECT_EQ(ScoreNews2({.oxygen = false}, Spo2Scale::kOne).score, 0);
  EXPECT_EQ(ScoreNews2({.alert = true}, Spo2Scale::kOne).score, 0);
  const News2 dazed = ScoreNews2({.alert = false}, Spo2Scale::kOne);
  EXPECT_EQ(dazed.score, 3);
  EXPECT_EQ(dazed.threes, WordSet<Item>{Item::kConsciousness});
}

TEST(News2, AddsUpAndNamesWhatIsMissing) {
  const News2 whole = ScoreNews2({.respiratory_rate = 25, .spo2 = 91, .oxygen = true, .systolic = 90, .pulse = 131,
                                  .alert = false, .temperature = 391},
                                 Spo2Scale::kOne);
  EXPECT_EQ(whole.score, 19);
  EXPECT_TRUE(whole.missing.Empty());
  const News2 nothing = ScoreNews2({}, Spo2Scale::kOne);
  EXPECT_EQ(nothing.score, 0);
  EXPECT_EQ(nothing.missing, kNews2Items);
  EXPECT_EQ(ScoreNews2({.spo2 = 96, .temperature = 380}, Spo2Scale::kOne).missing,
            (WordSet<Item>{Item::kRespiratoryRate, Item::kOxygen, Item::kSystolic, Item::kPulse, Item::kConsciousness}));
}

TEST(News2, TakesTheWorstForWhatIsMissingWhereItIsTold) {
  EXPECT_EQ(ScoreNews2({}, Spo2Scale::kOne, kNews2Items).score, 6 * 3 + 2);
  const News2 pulse = ScoreNews2({.spo2 = 98}, Spo2Scale::kOne, {Item::kPulse, Item::kSpo2});
  EXPECT_EQ(pulse.score, 3) << "what was told counts as it was told";
  EXPECT_EQ(pulse.threes, WordSet<Item>{Item::kPulse});
  EXPECT_TRUE(pulse.missing.Has(Item::kPulse)) << "it stays named";
  EXPECT_EQ(ScoreNews2({.spo2 = 97}, Spo2Scale::kTwo, {Item::kOxygen}).score, 3 + 2);
}

}  // namespace
}  // namespace mimamori::observation
