// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/what_if.hpp"

#include <gtest/gtest.h>

#include "tests/services/observation/domain/rules.hpp"

namespace mimamori::observation {
namespace {

const absl::Time kNoon = At("2026-11-20 12:00:00");

std::vector<Report> Days(std::vector<int> saturations) {
  std::vector<Report> reports;
  for (const int spo2 : saturations) {
    reports.push_back(Well(kNoon + absl::Hours(12 * reports.size())));
    reports.back().readings.spo2 = spo2;
  }
  return reports;
}

RuleSets Limit(int red_from) {
  RuleSet rules = Rules();
  rules.version = 9;
  rules.spo2 = {{red_from, Tier::kRed}};
  rules.spo2_drop.clear();
  rules.admission.spo2_at_most = 0;
  rules.news2.clear();
  rules.news2_three = Tier::kGreen;
  return RuleSets(rules);
}

TEST(WhatIf, CountsWhatWouldHaveBeenOtherwise) {
  const std::vector<Report> reports = Days({98, 94, 97, 92});
  ReplayTotals totals;
  const auto found = WhatIf(Limit(93), Limit(95), Grown(), reports, {}, totals);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].position, 1u);
  EXPECT_EQ(found[0].before->tier, Tier::kGreen);
  EXPECT_EQ(found[0].after->tier, Tier::kRed);
  EXPECT_EQ(found[0].after->reasons[0].limit, 95);
  EXPECT_EQ(totals.patients, 1);
  EXPECT_EQ(totals.reports, 4);
  EXPECT_EQ(totals.otherwise, 1) << "the limit of the fourth is another, but what staff see of it is not";
  EXPECT_EQ(totals.raised, 1);
  EXPECT_EQ(totals.lowered, 0);
  EXPECT_EQ(totals.before, (std::array<int64_t, 4>{3, 0, 0, 1}));
  EXPECT_EQ(totals.after, (std::array<int64_t, 4>{2, 0, 0, 2}));
  WhatIf(Limit(95), Limit(93), Grown(), reports, {}, totals);
  EXPECT_EQ(totals.patients, 2);
  EXPECT_EQ(totals.lowered, 1);
}

TEST(WhatIf, RemembersWhatLiesBeforeTheWindow) {
  const std::vector<Report> reports = Days({99, 99, 96, 96});
  const ReplayWindow window{.start = reports[2].time, .end = reports[3].time};
  RuleSet no_drop = Rules();
  no_drop.spo2_drop.clear();
  ReplayTotals totals;
  const auto found = WhatIf(RuleSets(Rules()), RuleSets(no_drop), Grown(), reports, window, totals);
  ASSERT_EQ(found.size(), 1u) << "three points below the baseline of before the window";
  EXPECT_EQ(found[0].position, 2u);
  EXPECT_EQ(found[0].before->reasons[0].cause, Cause::kSpo2Drop);
  EXPECT_EQ(totals.reports, 1) << "its end is excluded";
}

TEST(WhatIf, LeavesOutWhoToldNothingInTheWindow) {
  ReplayTotals totals;
  const std::vector<Report> reports = Days({98, 92});
  EXPECT_TRUE(WhatIf(Limit(93), Limit(80), Grown(), reports, {.start = kNoon + absl::Hours(13)}, totals).empty());
  EXPECT_TRUE(WhatIf(Limit(93), Limit(80), Grown(), reports, {.end = kNoon}, totals).empty());
  EXPECT_TRUE(WhatIf(Limit(93), Limit(80), Grown(), {}, {}, totals).empty());
  EXPECT_EQ(totals, ReplayTotals());
}

TEST(WhatIf, TellsOfReportsThatNoRulesJudged) {
  const std::vector<Report> reports = Days({92});
  const RuleSets later({{kNoon + absl::Hours(1), Rules()}});
  ReplayTotals totals;
  const auto found = WhatIf(later, Limit(93), Grown(), reports, {}, totals);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_FALSE(found[0].before);
  EXPECT_EQ(totals.otherwise, 1);
  EXPECT_EQ(totals.raised, 0);
  EXPECT_EQ(totals.before, (std::array<int64_t, 4>{}));
}

}  // namespace
}  // namespace mimamori::observation
