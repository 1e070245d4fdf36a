// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/domain/report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "services/platform/core/error.hpp"

namespace mimamori::capacity {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Catalogue kCatalogue{.classes = {"mild", "room", "severe"}, .capabilities = {"ecmo", "ventilator"}};
const JumpRules kJumps{{{.from = 0, .change = 7}, {.from = 10, .times = 2, .part = 4}, {.from = 20, .times = 2, .part = 2}}};

ClassReport Severe() {
  return {.counts = {.licensed = 20, .physical = 18, .staffed = 15, .occupied = 9, .blocked = 1},
          .able = {{"ecmo", 2}, {"ventilator", 15}}};
}
Report Of(ClassReport severe) { return {.classes = {{"severe", std::move(severe)}}}; }
std::vector<Finding> Find(const Report& report, const Report* previous = nullptr) {
  return FindingsOf(report, previous, kCatalogue, kJumps);
}

TEST(FindingsOf, HasNothingToSayOfAnOrdinaryDay) {
  EXPECT_THAT(Find(Of(Severe())), IsEmpty());
  const Report before = Of(Severe());
  EXPECT_THAT(Find(Of(Severe()), &before), IsEmpty());
}

TEST(FindingsOf, SaysEachFaultWithItsPath) {
  const struct {
    const char* what;
    std::function<void(ClassReport&)> change;
    Finding finding;
  } cases[] = {
      {"below 0", [](ClassReport& r) { r.counts.blocked = -1; }, {"OUT_OF_RANGE", "classes.severe.blocked", true}},
      {"over 999", [](ClassReport& r) { r.counts.licensed = 1000; }, {"OUT_OF_RANGE", "classes.severe.licensed", true}},
      {"not told", [](ClassReport& r) { r.counts.blocked.reset(); }, {"MISSING_FIELD", "classes.severe.blocked", true}},
      {"able beyond the staffed", [](ClassReport& r) { r.able["ecmo"] = 16; },
       {"MORE_THAN_STAFFED", "classes.severe.able.ecmo", true}},
      {"able below 0", [](ClassReport& r) { r.able["ecmo"] = -1; }, {"OUT_OF_RANGE", "classes.severe.able.ecmo", true}},
      {"able of what nobody knows", [](ClassReport& r) { r.able["magic"] = 0; },
       {"UNKNOWN_CAPABILITY", "classes.severe.able.magic", true}},
      {"in beds that are not there", [](ClassReport& r) { r.counts.physical = 15; r.counts.occupied = 16; r.counts.blocked = 0; },
       {"MORE_THAN_PHYSICAL", "classes.severe.occupied", true}},
      {"over one hundred percent", [](ClassReport& r) { r.counts.occupied = 15; },
       {"OVER_STAFFED", "classes.severe.occupied", false}},
      {"staffed but not there", [](ClassReport& r) { r.counts.physical = 14; },
       {"OVER_PHYSICAL", "classes.severe.staffed", false}},
      {"beyond the permission", [](ClassReport& r) { r.counts.licensed = 17; },
       {"OVER_LICENSED", "classes.severe.physical", false}},
      {"beyond it, by what is staffed", [](ClassReport& r) { r.counts.licensed = 14; r.counts.physical.reset(); },
       {"OVER_LICENSED", "classes.severe.staffed", false}},
  };
  for (const auto& [what, change, finding] : cases) {
    SCOPED_TRACE(what);
    ClassReport severe = Severe();
    change(severe);
    const std::vector<Finding> found = Find(Of(severe));
    EXPECT_THAT(found, testing::Contains(finding));
    if (!finding.blocking) {
      EXPECT_THAT(found, ElementsAre(finding));
    }
  }
}

// The trap of CARE's check, which took a total of none for a total not told.
TEST(FindingsOf, TakesNoneForANumber) {
  EXPECT_THAT(Find(Of({.counts = {.physical = 0, .staffed = 0, .occupied = 5, .blocked = 0}})),
              ElementsAre(Finding{"MORE_THAN_PHYSICAL", "classes.severe.occupied", true},
                          Finding{"OVER_STAFFED", "classes.severe.occupied", false}));
  EXPECT_THAT(Find(Of({.counts = {.staffed = 0, .occupied = 5, .blocked = 0}})),
              ElementsAre(Finding{"OVER_STAFFED", "classes.severe.occupied", false}));
  EXPECT_THAT(Find(Of({.counts = {.staffed = 0, .occupied = 0, .blocked = 0}})), IsEmpty());
}

TEST(FindingsOf, AsksAboutJumpsByTheSizeOfWhatWas) {
  const struct {
    int before, now;
    bool jumped;
  } cases[] = {
      {0, 6, false},   {0, 7, true},    {9, 15, false},  {9, 16, true},   {9, 3, false},   {9, 2, true},
      {10, 19, false}, {10, 20, true},  {10, 3, false},  {10, 2, true},   {12, 3, true},   {12, 4, false},
      {19, 37, false}, {19, 38, true},  {19, 5, false},  {19, 4, true},   {20, 39, false}, {20, 40, true},
      {20, 11, false}, {20, 10, true},  {100, 51, false}, {100, 50, true}, {15, 15, false}, {20, 20, false},
  };
  for (const auto& [before, now, jumped] : cases) {
    SCOPED_TRACE(testing::Message() << before << " to " << now);
    const auto lying = [](int count) {
      return Of({.counts = {.staffed = 500, .occupied = count, .blocked = 0}});
    };
    const Report was = lying(before);
    const std::vector<Finding> found = Find(lying(now), &was);
    if (jumped) {
      EXPECT_THAT(found, ElementsAre(Finding{"JUMPED", "classes.severe.occupied", false}));
    } else {
      EXPECT_THAT(found, IsEmpty());
    }
  }
}

TEST(FindingsOf, AsksAboutWhatIsNotToldAnyMore) {
  const Report before{.classes = {{"severe", Severe()}, {"room", {.counts = {.staffed = 9, .occupied = 0, .blocked = 0}}}}};
  ClassReport severe = Severe();
  severe.counts.physical.reset();
  severe.able.erase("ecmo");
  EXPECT_THAT(Find(Of(severe), &before), ElementsAre(Finding{"CLASS_LEFT_OUT", "classes.room", false},
                                                     Finding{"EMPTIED", "classes.severe.able.ecmo", false},
                                                     Finding{"EMPTIED", "classes.severe.physical", false}));
}

TEST(FindingsOf, KnowsTheClassesThereAre) {
  EXPECT_THAT(Find({.classes = {{"gold", Severe()}}}), ElementsAre(Finding{"UNKNOWN_CLASS", "classes.gold", true}));
  EXPECT_THAT(Find({}), ElementsAre(Finding{"MISSING_FIELD", "classes", true}));
}

TEST(Unanswered, LeavesWhatBlocksAndWhatNobodyConfirmed) {
  const Finding odd{"JUMPED", "classes.severe.occupied", false}, other{"EMPTIED", "classes.severe.physical", false};
  const Finding wrong{"OUT_OF_RANGE", "classes.severe.blocked", true};
  EXPECT_THAT(Unanswered({odd, other, wrong}, {}), ElementsAre(odd, other, wrong));
  EXPECT_THAT(Unanswered({odd, other, wrong}, {{odd.path, odd.code}, {wrong.path, wrong.code}}), ElementsAre(other, wrong));
  EXPECT_THAT(Unanswered({odd}, {{odd.path, "EMPTIED"}}), ElementsAre(odd)) << "what was confirmed is something else";
}

TEST(CheckJumpRules, RefusesStepsThatCanNotBeRead) {
  const struct {
    JumpRules rules;
    std::string field;
  } cases[] = {
      {{}, "steps"},
      {{{{.from = 1, .change = 7}}}, "steps[0].from"},
      {{{{.from = 0, .change = 7}, {.from = 0, .times = 2}}}, "steps[1].from"},
      {{{{.from = 0, .change = -1}}}, "steps[0].change"},
      {{{{.from = 0, .change = 7, .times = 2}}}, "steps[0].times"},
      {{{{.from = 0, .change = 7}, {.from = 10, .times = 1}}}, "steps[1].times"},
      {{{{.from = 0, .change = 7}, {.from = 10, .times = 2, .part = 1}}}, "steps[1].part"},
      {kJumps, ""},
  };
  for (const auto& [rules, field] : cases) {
    SCOPED_TRACE(field);
    EXPECT_EQ(platform::FieldOf(CheckJumpRules(rules)), field);
    EXPECT_EQ(CheckJumpRules(rules).ok(), field.empty());
  }
}

}  // namespace
}  // namespace mimamori::capacity
