// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/domain/hold.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "services/platform/core/error.hpp"

namespace mimamori::capacity {
namespace {

using platform::ReasonOf;

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 21, 10, 0, 0), absl::UTCTimeZone());
const HoldRules kRules;

Ward FreeWard() {
  return {.accepting = true, .freshness = Freshness::kFresh, .counts = {.staffed = 10, .occupied = 8, .blocked = 0},
          .since = {.held = 1}};
}

TEST(CheckFree, PromisesABedOnceAndOnlyOneThatIsKnown) {
  Ward ward = FreeWard();
  EXPECT_TRUE(CheckFree(ward, kRules).ok());
  ++ward.since.held;
  EXPECT_EQ(ReasonOf(CheckFree(ward, kRules)), "NO_BED_FREE");

  ward = FreeWard();
  ward.since.arrived = 1;
  EXPECT_EQ(ReasonOf(CheckFree(ward, kRules)), "NO_BED_FREE") << "who came since the report lies in one of its free beds";

  ward = FreeWard();
  ward.accepting = false;
  EXPECT_EQ(ReasonOf(CheckFree(ward, kRules)), "NOT_ACCEPTING");

  ward = FreeWard();
  ward.counts.blocked.reset();
  EXPECT_EQ(ReasonOf(CheckFree(ward, kRules)), "BEDS_UNKNOWN");
}

TEST(CheckFree, TakesALateReportAsPolicySaysAndAnOldOneNever) {
  HoldRules strict;
  strict.overdue_may_be_held = false;
  Ward ward = FreeWard();
  ward.freshness = Freshness::kOverdue;
  EXPECT_TRUE(CheckFree(ward, kRules).ok());
  EXPECT_EQ(ReasonOf(CheckFree(ward, strict)), "BEDS_UNKNOWN");
  ward.freshness = Freshness::kUnknown;
  EXPECT_EQ(ReasonOf(CheckFree(ward, kRules)), "BEDS_UNKNOWN");
}

TEST(Hold, EndsByItselfToTheSecond) {
  const Hold hold = Begin(kRules, kNow);
  EXPECT_EQ(hold.ends, kNow + absl::Hours(4));
  EXPECT_EQ(StateAt(hold, hold.ends - absl::Seconds(1)), HoldState::kLive);
  EXPECT_EQ(StateAt(hold, hold.ends), HoldState::kExpired);
}

TEST(Hold, IsExtendedOnceAndWhileItLives) {
  Hold hold = Begin(kRules, kNow);
  EXPECT_TRUE(Extend(hold, 1, kRules, kNow + absl::Hours(3)).ok());
  EXPECT_EQ(hold.ends, kNow + absl::Hours(6));
  EXPECT_EQ(hold.version, 2);
  EXPECT_EQ(ReasonOf(Extend(hold, 2, kRules, kNow + absl::Hours(5))), "ALREADY_EXTENDED");

  Hold late = Begin(kRules, kNow);
  EXPECT_EQ(ReasonOf(Extend(late, 1, kRules, late.ends)), "HOLD_ENDED");

  HoldRules never;
  never.extension = 0;
  Hold other = Begin(never, kNow);
  EXPECT_EQ(ReasonOf(Extend(other, 1, never, kNow)), "ALREADY_EXTENDED");
}

TEST(Hold, IsForWhoSawItAndEndsOnce) {
  using Deed = absl::Status (*)(Hold&, int, absl::Time);
  for (const auto& [deed, state] : {std::pair<Deed, HoldState>{&Release, HoldState::kReleased}, {&Convert, HoldState::kConverted}}) {
    Hold hold = Begin(kRules, kNow);
    EXPECT_EQ(ReasonOf(deed(hold, 2, kNow)), "HOLD_CHANGED");
    EXPECT_EQ(hold, Begin(kRules, kNow)) << "nothing was done";
    EXPECT_TRUE(deed(hold, 1, kNow + absl::Minutes(5)).ok());
    EXPECT_EQ(hold.state, state);
    EXPECT_EQ(hold.ends, kNow + absl::Minutes(5));
    EXPECT_EQ(hold.version, 2);
    for (const Deed again : {&Release, &Convert}) EXPECT_EQ(ReasonOf(again(hold, 2, kNow)), "HOLD_ENDED");

    Hold late = Begin(kRules, kNow);
    EXPECT_EQ(ReasonOf(deed(late, 1, late.ends)), "HOLD_ENDED") << "somebody else may have the bed by now";
  }
}

// Every state with every deed: only who lives can be extended, let go or turned into a stay, and whatever happens is for good.
TEST(Hold, GoesFromEachStateAsTheTableSays) {
  using Deed = std::function<absl::Status(Hold&, int, absl::Time)>;
  const std::vector<std::pair<Deed, HoldState>> deeds = {
      {[](Hold& hold, int version, absl::Time now) { return Extend(hold, version, kRules, now); }, HoldState::kLive},
      {&Release, HoldState::kReleased},
      {&Convert, HoldState::kConverted},
  };
  for (const auto& [state, name] : kHoldStates) {
    for (const bool over : {false, true}) {
      for (const auto& [deed, into] : deeds) {
        SCOPED_TRACE(std::string(name) + (over ? " over " : " ") + std::to_string(static_cast<int>(into)));
        Hold hold = Begin(kRules, kNow);
        hold.state = state;
        const Hold before = hold;
        const absl::Status done = deed(hold, 1, over ? hold.ends : kNow + absl::Minutes(1));
        if (state == HoldState::kLive && !over) {
          EXPECT_TRUE(done.ok()) << done;
          EXPECT_EQ(hold.state, into);
          EXPECT_EQ(hold.version, 2);
        } else {
          EXPECT_EQ(ReasonOf(done), "HOLD_ENDED");
          EXPECT_EQ(hold, before);
        }
      }
    }
  }
}

TEST(CheckHoldRules, KeepsToADay) {
  const struct {
    int minutes, extension;
    std::string field;
  } cases[] = {{0, 0, "minutes"}, {1441, 0, "minutes"}, {240, -1, "extension"}, {240, 1441, "extension"}, {1, 0, ""}, {1440, 1440, ""}};
  for (const auto& [minutes, extension, field] : cases) {
    SCOPED_TRACE(field);
    HoldRules rules;
    rules.minutes = minutes;
    rules.extension = extension;
    EXPECT_EQ(platform::FieldOf(CheckHoldRules(rules)), field);
  }
}

}  // namespace
}  // namespace mimamori::capacity
