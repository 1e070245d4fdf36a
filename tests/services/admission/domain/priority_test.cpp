// SPDX-License-Identifier: Apache-2.0
#include "services/admission/domain/priority.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::admission {
namespace {

using enum PriorityPartKind;

const PriorityRules kRules;

TEST(ScorePriority, IsTheSumOfPartsThatItTells) {
  const Priority priority = ScorePriority(kRules, {.bed_class = "severe", .urgency = Urgency::kUrgent},
                                          Triage{.tier = 4, .admission_points = 6}, false);
  EXPECT_EQ(priority.parts, (std::vector<PriorityPart>{{kUrgency, 2, 30}, {kTier, 4, 60}, {kAdmissionScore, 6, 12}}));
  EXPECT_EQ(priority.points, 102);
}

TEST(ScorePriority, LeavesOutWhatNobodyKnows) {
  const Priority priority = ScorePriority(kRules, {.bed_class = "mild", .urgency = Urgency::kPlanned}, std::nullopt, false);
  EXPECT_EQ(priority.parts, (std::vector<PriorityPart>{{kUrgency, 1, 0}}));
}

TEST(ScorePriority, CountsTheScoreUpToALimitAndNeverBelowNothing) {
  const Needs needs{.bed_class = "mild", .urgency = Urgency::kPlanned};
  EXPECT_EQ(ScorePriority(kRules, needs, Triage{.tier = 1, .admission_points = 40}, false).points, 30);
  EXPECT_EQ(ScorePriority(kRules, needs, Triage{.tier = 1, .admission_points = -3}, false).points, 0);
}

TEST(ScorePriority, TellsATransferAsAPartOfItsOwn) {
  PriorityRules rules;
  rules.transfer = -20;
  const Priority priority = ScorePriority(rules, {.bed_class = "mild", .urgency = Urgency::kUrgent}, std::nullopt, true);
  EXPECT_EQ(priority.parts.back(), (PriorityPart{kTransfer, 1, -20}));
  EXPECT_EQ(priority.points, 10);
}

TEST(CheckPriorityRules, RefusesRulesByWhichTheGraverComesLater) {
  EXPECT_TRUE(CheckPriorityRules(kRules).ok());
  const auto field = [](auto change) {
    PriorityRules rules;
    change(rules);
    return platform::FieldOf(CheckPriorityRules(rules));
  };
  EXPECT_EQ(field([](auto& rules) { rules.urgency = {0, 50, 40}; }), "urgency[2]");
  EXPECT_EQ(field([](auto& rules) { rules.tiers = {0, 5, 5, 1001}; }), "tiers[3]");
  EXPECT_EQ(field([](auto& rules) { rules.tiers[0] = -1; }), "tiers[0]");
  EXPECT_EQ(field([](auto& rules) { rules.admission_point = -1; }), "admission_point");
  EXPECT_EQ(field([](auto& rules) { rules.most_of_score = 1001; }), "most_of_score");
  EXPECT_EQ(field([](auto& rules) { rules.transfer = -1001; }), "transfer");
}

}  // namespace
}  // namespace mimamori::admission
