// SPDX-License-Identifier: Apache-2.0
#include "services/admission/domain/assign.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace mimamori::admission {
namespace {

// Every way there is to place them, one patient after the other.
int64_t LeastOf(Batch& batch, std::vector<size_t>& filled, size_t patient = 0) {
  if (patient == batch.patients.size()) return 0;
  const auto group = batch.patients[patient].group;
  int64_t least = batch.patients[patient].left + LeastOf(batch, filled, patient + 1);
  if (group && batch.groups[*group] == 0) return least;
  if (group) --batch.groups[*group];
  for (const Batch::Choice& choice : batch.patients[patient].choices) {
    const auto& costs = batch.places[choice.place].costs;
    if (filled[choice.place] == costs.size()) continue;
    const int64_t bed = costs[filled[choice.place]++];
    least = std::min(least, choice.cost + bed + LeastOf(batch, filled, patient + 1));
    --filled[choice.place];
  }
  if (group) ++batch.groups[*group];
  return least;
}

Batch ABatch(std::mt19937& random, size_t patients, size_t places) {
  Batch batch{.groups = {static_cast<int>(random() % 3), static_cast<int>(random() % 2)}};
  for (size_t i = 0; i < places; ++i) {
    std::vector<int> costs(random() % 4);
    for (int& cost : costs) cost = static_cast<int>(random() % 40);
    std::ranges::sort(costs);
    batch.places.push_back({costs});
  }
  for (size_t i = 0; i < patients; ++i) {
    Batch::Patient patient{.left = static_cast<int64_t>(random() % 200)};
    if (random() % 2 == 0) patient.group = random() % batch.groups.size();
    for (size_t place = 0; place < places; ++place) {
      if (random() % 4 != 0) patient.choices.push_back({place, static_cast<int>(random() % 100) - 20});
    }
    batch.patients.push_back(patient);
  }
  return batch;
}

TEST(AssignBest, IsAsGoodAsTheBestOfAllWays) {
  std::mt19937 random(7);
  int better = 0;
  for (int i = 0; i < 300; ++i) {
    SCOPED_TRACE(i);
    Batch batch = ABatch(random, 1 + random() % 6, 1 + random() % 4);
    std::vector<size_t> filled(batch.places.size(), 0);
    const Assignment best = AssignBest(batch);
    ASSERT_EQ(best.cost, LeastOf(batch, filled));
    const Assignment in_turn = AssignInTurn(batch);
    ASSERT_LE(best.cost, in_turn.cost);
    if (best.cost < in_turn.cost) ++better;
  }
  EXPECT_GT(better, 30) << "these cases would not tell the one from the other";
}

TEST(Assign, NeverGivesABedTwiceNorOneThatNobodyChose) {
  std::mt19937 random(11);
  const Batch batch = ABatch(random, 60, 20);
  for (const Assignment& assignment : {AssignBest(batch), AssignInTurn(batch)}) {
    std::vector<size_t> filled(batch.places.size(), 0);
    std::vector<int> groups(batch.groups.size(), 0);
    int placed = 0;
    ASSERT_EQ(assignment.places.size(), batch.patients.size());
    for (size_t i = 0; i < batch.patients.size(); ++i) {
      if (!assignment.places[i]) continue;
      ++placed;
      if (const auto group = batch.patients[i].group) {
        ASSERT_LE(++groups[*group], batch.groups[*group]);
      }
      ASSERT_LE(++filled[*assignment.places[i]], batch.places[*assignment.places[i]].costs.size());
      EXPECT_NE(std::ranges::find(batch.patients[i].choices, *assignment.places[i], &Batch::Choice::place),
                batch.patients[i].choices.end());
    }
    EXPECT_EQ(assignment.placed, placed);
  }
}

TEST(AssignBest, GivesTheOnlyPlaceOfOneToHerAndTheOtherElsewhere) {
  const Batch batch{.patients = {{.choices = {{0, 10}, {1, 12}}, .left = 1000}, {.choices = {{0, 11}}, .left = 1000}},
                    .places = {{{0}}, {{0}}}};
  const Assignment in_turn = AssignInTurn(batch), best = AssignBest(batch);
  EXPECT_EQ(in_turn.placed, 1);
  EXPECT_EQ(in_turn.cost, 1010);
  EXPECT_EQ(best.placed, 2);
  EXPECT_EQ(best.cost, 23);
  EXPECT_EQ(best.places, (std::vector<std::optional<size_t>>{1, 0}));
}

TEST(AssignBest, LeavesWhoCostsLeastToLeave) {
  const Batch batch{.patients = {{.choices = {{0, 0}}, .left = 500}, {.choices = {{0, 0}}, .left = 900}}, .places = {{{0}}}};
  EXPECT_EQ(AssignBest(batch).places, (std::vector<std::optional<size_t>>{std::nullopt, 0}));
}

TEST(AssignBest, PlacesNoMoreOfAGroupThanItsNumberAndThoseWhoNeedItMost) {
  Batch batch{.patients = {{.choices = {{0, 1}}, .left = 500, .group = 0},
                           {.choices = {{0, 1}}, .left = 900, .group = 0},
                           {.choices = {{0, 1}}, .left = 100}},
              .places = {{{0, 0, 0}}},
              .groups = {1}};
  EXPECT_EQ(AssignBest(batch).places, (std::vector<std::optional<size_t>>{std::nullopt, 0, 0}));
  EXPECT_EQ(AssignInTurn(batch).places, (std::vector<std::optional<size_t>>{0, std::nullopt, 0}));
  batch.groups = {0};
  EXPECT_EQ(AssignBest(batch).placed, 1);
  batch.groups = {1000};
  EXPECT_EQ(AssignBest(batch).placed, 3);
}

TEST(AssignBest, GivesTheSameAnswerToTheSameBatch) {
  std::mt19937 random(13);
  const Batch batch = ABatch(random, 40, 30);
  const Assignment first = AssignBest(batch);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(AssignBest(batch).places, first.places);
}

TEST(Assign, AnswersNobodyAndNothing) {
  EXPECT_EQ(AssignBest({}).cost, 0);
  EXPECT_TRUE(AssignBest({}).places.empty());
  const Assignment alone = AssignBest({.patients = {{.choices = {}, .left = 9}}, .places = {}});
  EXPECT_EQ(alone.cost, 9);
  EXPECT_EQ(alone.placed, 0);
}

}  // namespace
}  // namespace mimamori::admission
