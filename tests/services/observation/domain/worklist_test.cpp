// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/worklist.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "services/platform/core/error.hpp"
#include "tests/services/observation/domain/rules.hpp"

namespace mimamori::observation {
namespace {

const absl::Time kNoon = At("2026-11-20 12:00:00");

class WorklistTest : public testing::Test {
 protected:
  static JudgedReport Told(int hours, Tier tier) {
    const absl::Time time = kNoon + absl::Hours(hours);
    JudgedReport report{.time = time, .received = time, .tier = tier};
    if (tier > Tier::kGreen) report.contact_by = time + absl::Hours(5 - static_cast<int>(tier));
    return report;
  }
  bool Tell(const JudgedReport& report) { return Absorb(item_, rules_, report); }
  Officer She(const char* account = "mori") const { return {.account = account, .version = item_->version}; }
  static std::string Why(const absl::Status& status) { return platform::ReasonOf(status); }

  WorkRules rules_;
  std::optional<WorkItem> item_;
};

TEST_F(WorklistTest, OpensForWhoIsAboveGreen) {
  EXPECT_FALSE(Tell(Told(0, Tier::kGreen)));
  EXPECT_FALSE(item_);
  EXPECT_TRUE(Tell(Told(0, Tier::kYellow)));
  ASSERT_TRUE(item_);
  EXPECT_EQ(item_->state, ItemState::kWaiting);
  EXPECT_EQ(item_->tier, Tier::kYellow);
  EXPECT_EQ(item_->contact_by, kNoon + absl::Hours(3));
  EXPECT_EQ(item_->version, 1);
}

TEST_F(WorklistTest, RisesAndNeverPutsADeadlineOff) {
  Tell(Told(0, Tier::kOrange));
  Tell(Told(1, Tier::kYellow));
  EXPECT_EQ(item_->tier, Tier::kOrange) << "the gravest stays";
  EXPECT_EQ(item_->contact_by, kNoon + absl::Hours(2));
  Tell(Told(2, Tier::kRed));
  EXPECT_EQ(item_->tier, Tier::kRed);
  EXPECT_EQ(item_->contact_by, kNoon + absl::Hours(2)) << "sooner than three";
  EXPECT_EQ(item_->version, 3);
}

TEST_F(WorklistTest, IsResolvedByLaterGreenReports) {
  Tell(Told(0, Tier::kYellow));
  Tell(Told(12, Tier::kGreen));
  EXPECT_EQ(item_->state, ItemState::kWaiting) << "one is not enough";
  Tell(Told(24, Tier::kGreen));
  EXPECT_EQ(item_->state, ItemState::kResolved);
  EXPECT_FALSE(Tell(Told(25, Tier::kGreen)));
  ASSERT_TRUE(item_) << "it stays as it is";
  EXPECT_TRUE(Tell(Told(25, Tier::kYellow)));
  EXPECT_EQ(item_->state, ItemState::kWaiting) << "a new one";
  EXPECT_EQ(item_->version, 1);
  Tell(Told(26, Tier::kGreen));
  Tell(Told(27, Tier::kGreen));
  EXPECT_EQ(item_->state, ItemState::kWaiting) << "two within the hours are one";
  Tell(Told(35, Tier::kGreen));
  EXPECT_EQ(item_->state, ItemState::kResolved);
}

TEST_F(WorklistTest, LeavesWhatIsGraveToAPerson) {
  Tell(Told(0, Tier::kOrange));
  for (int i = 1; i < 20; ++i) Tell(Told(12 * i, Tier::kGreen));
  EXPECT_EQ(item_->state, ItemState::kWaiting);
  rules_.resolves_itself = Tier::kOrange;
  Tell(Told(12 * 20, Tier::kGreen));
  EXPECT_EQ(item_->state, ItemState::kResolved);
}

TEST_F(WorklistTest, CountsCalmReportsAnewAfterEachWorse) {
  Tell(Told(0, Tier::kYellow));
  Tell(Told(12, Tier::kGreen));
  Tell(Told(24, Tier::kYellow));
  Tell(Told(36, Tier::kGreen));
  EXPECT_EQ(item_->state, ItemState::kWaiting);
  Tell(Told(48, Tier::kGreen));
  EXPECT_EQ(item_->state, ItemState::kResolved);
}

TEST_F(WorklistTest, TakesNoComfortFromWhatMayNotLower) {
  Tell(Told(12, Tier::kYellow));
  EXPECT_FALSE(Tell(Told(0, Tier::kGreen))) << "of before";
  EXPECT_FALSE(Tell(Told(12, Tier::kGreen))) << "of the same moment";
  JudgedReport strange = Told(24, Tier::kGreen);
  strange.may_lower = false;
  EXPECT_FALSE(Tell(strange)) << "a device that nobody knows";
  strange.tier = Tier::kRed;
  EXPECT_TRUE(Tell(strange)) << "worse news are always heard";
  EXPECT_EQ(item_->tier, Tier::kRed);
}

TEST_F(WorklistTest, StaysWithWhoIsOnIt) {
  Tell(Told(0, Tier::kYellow));
  ASSERT_TRUE(Claim(*item_, She(), rules_, kNoon + absl::Hours(23)).ok());
  Tell(Told(12, Tier::kGreen));
  Tell(Told(24, Tier::kGreen));
  EXPECT_EQ(item_->state, ItemState::kClaimed);
  Tell(Told(25, Tier::kRed));
  EXPECT_EQ(item_->claimed_by, "mori");
  EXPECT_EQ(item_->tier, Tier::kRed);
}

TEST_F(WorklistTest, IsNeverResolvedByTime) {
  Tell(Told(0, Tier::kYellow));
  EXPECT_EQ(StateAt(*item_, absl::InfiniteFuture()), ItemState::kWaiting);
  EXPECT_TRUE(AbsorbSilence(item_, rules_, Rung::kCall, kNoon + absl::Hours(12)));
  EXPECT_EQ(item_->state, ItemState::kWaiting);
  EXPECT_EQ(item_->rung, Rung::kCall);
}

TEST_F(WorklistTest, ListsTheSilent) {
  EXPECT_FALSE(AbsorbSilence(item_, rules_, Rung::kRemindAgain, kNoon));
  EXPECT_FALSE(item_);
  EXPECT_TRUE(AbsorbSilence(item_, rules_, Rung::kCall, kNoon));
  EXPECT_EQ(item_->tier, Tier::kGreen);
  EXPECT_EQ(item_->contact_by, kNoon + absl::Minutes(240));
  EXPECT_FALSE(AbsorbSilence(item_, rules_, Rung::kCall, kNoon + absl::Hours(1))) << "once";
  EXPECT_TRUE(AbsorbSilence(item_, rules_, Rung::kWelfareCheck, kNoon + absl::Hours(2)));
  EXPECT_EQ(item_->contact_by, kNoon + absl::Hours(3));
  EXPECT_FALSE(AbsorbSilence(item_, rules_, Rung::kCall, kNoon + absl::Hours(4))) << "never down";
  EXPECT_TRUE(Tell(Told(5, Tier::kGreen)));
  EXPECT_EQ(item_->state, ItemState::kResolved) << "she spoke, and is well";
}

TEST_F(WorklistTest, KeepsTheIllOneWhenOnlyHerSilenceEnds) {
  Tell(Told(0, Tier::kYellow));
  AbsorbSilence(item_, rules_, Rung::kCall, kNoon + absl::Hours(20));
  Tell(Told(24, Tier::kGreen));
  EXPECT_EQ(item_->rung, Rung::kNone);
  EXPECT_EQ(item_->state, ItemState::kWaiting);
}

TEST_F(WorklistTest, IsClaimedByOneAtATime) {
  Tell(Told(0, Tier::kYellow));
  const Officer other{.account = "hayashi", .version = item_->version};
  ASSERT_TRUE(Claim(*item_, She(), rules_, kNoon).ok());
  EXPECT_EQ(Why(Claim(*item_, other, rules_, kNoon)), "ITEM_CHANGED") << "both saw it free";
  EXPECT_EQ(Why(Claim(*item_, She("hayashi"), rules_, kNoon)), "CLAIMED_BY_ANOTHER");
  EXPECT_TRUE(Claim(*item_, She(), rules_, kNoon + absl::Minutes(100)).ok()) << "longer";
  EXPECT_EQ(Why(Claim(*item_, She("hayashi"), rules_, kNoon + absl::Minutes(219))), "CLAIMED_BY_ANOTHER");
  EXPECT_TRUE(Claim(*item_, She("hayashi"), rules_, kNoon + absl::Minutes(220)).ok()) << "lapsed";
  EXPECT_EQ(item_->claimed_by, "hayashi");
}

TEST_F(WorklistTest, WantsAClaimBeforeADeed) {
  Tell(Told(0, Tier::kYellow));
  const std::pair<const char*, std::function<absl::Status(WorkItem&, const Officer&)>> deeds[] = {
      {"resolve", [&](WorkItem& item, const Officer& who) { return Resolve(item, who, kNoon); }},
      {"not reached", [&](WorkItem& item, const Officer& who) { return NotReached(item, who, rules_, kNoon); }},
      {"snooze", [&](WorkItem& item, const Officer& who) { return Snooze(item, who, kNoon + absl::Hours(1), rules_, kNoon); }},
      {"escalate", [&](WorkItem& item, const Officer& who) { return Escalate(item, who, kNoon); }},
      {"hand over", [&](WorkItem& item, const Officer& who) { return HandOver(item, who, "", kNoon); }},
  };
  for (const auto& [name, deed] : deeds) {
    SCOPED_TRACE(name);
    WorkItem item = *item_;
    EXPECT_EQ(Why(deed(item, {"mori", item.version})), "NOT_CLAIMED");
    EXPECT_EQ(item, *item_) << "nothing changed";
    ASSERT_TRUE(Claim(item, {"mori", item.version}, rules_, kNoon).ok());
    EXPECT_EQ(Why(deed(item, {"hayashi", item.version})), "CLAIMED_BY_ANOTHER");
    EXPECT_EQ(Why(deed(item, {"mori", item.version - 1})), "ITEM_CHANGED");
    const int version = item.version;
    EXPECT_TRUE(deed(item, {"mori", version}).ok());
    EXPECT_EQ(item.version, version + 1);
    item.state = ItemState::kResolved;
    EXPECT_EQ(Why(deed(item, {"mori", item.version})), "ITEM_RESOLVED");
  }
}

TEST_F(WorklistTest, GoesFromHandToHand) {
  Tell(Told(0, Tier::kOrange));
  Claim(*item_, She(), rules_, kNoon).IgnoreError();
  ASSERT_TRUE(HandOver(*item_, She(), "hayashi", kNoon).ok());
  EXPECT_EQ(item_->state, ItemState::kWaiting);
  EXPECT_EQ(item_->claimed_by, "");
  EXPECT_EQ(item_->handed_to, "hayashi");
  EXPECT_EQ(Why(Resolve(*item_, She("hayashi"), kNoon)), "NOT_CLAIMED");
  Tell(Told(1, Tier::kRed));
  EXPECT_EQ(item_->handed_to, "hayashi") << "whatever else happens";
  WorkItem taken = *item_;
  ASSERT_TRUE(Claim(taken, {"mori", taken.version}, rules_, kNoon).ok()) << "by anybody";
  EXPECT_EQ(taken.handed_to, "");
  ASSERT_TRUE(Claim(*item_, She("hayashi"), rules_, kNoon).ok());
  EXPECT_EQ(item_->handed_to, "");
  ASSERT_TRUE(HandOver(*item_, She("hayashi"), "", kNoon).ok());
  EXPECT_EQ(item_->handed_to, "");
}

TEST_F(WorklistTest, TriesAgainAndEscalatesByItself) {
  Tell(Told(0, Tier::kOrange));
  absl::Time now = kNoon;
  for (int attempt = 1; attempt <= 3; ++attempt) {
    ASSERT_TRUE(Claim(*item_, She(), rules_, now).ok());
    ASSERT_TRUE(NotReached(*item_, She(), rules_, now).ok());
    rules_.retry_after = 90;
    EXPECT_EQ(item_->attempts, attempt);
    EXPECT_EQ(item_->escalated, attempt == 3);
    EXPECT_EQ(item_->contact_by, kNoon + absl::Hours(2)) << "the deadline stays";
    now = *item_->snoozed_until;
    EXPECT_EQ(StateAt(*item_, now - absl::Seconds(1)), ItemState::kSnoozed);
    EXPECT_EQ(StateAt(*item_, now), ItemState::kWaiting);
  }
  EXPECT_EQ(now, kNoon + absl::Minutes(120 + 90)) << "after an hour, when it is due, and then again and again";
}

TEST_F(WorklistTest, IsPutOffByItsTier) {
  const struct {
    Tier tier;
    int most;
  } cases[] = {{Tier::kYellow, 720}, {Tier::kOrange, 60}, {Tier::kRed, 0}};
  for (const auto& c : cases) {
    SCOPED_TRACE(static_cast<int>(c.tier));
    item_ = std::nullopt;
    Tell(Told(0, c.tier));
    ASSERT_TRUE(Claim(*item_, She(), rules_, kNoon).ok());
    EXPECT_EQ(Why(Snooze(*item_, She(), kNoon, rules_, kNoon)), "SNOOZE_IN_PAST");
    EXPECT_EQ(Why(Snooze(*item_, She(), kNoon + absl::Minutes(c.most) + absl::Seconds(1), rules_, kNoon)), "SNOOZE_TOO_LONG");
    if (c.most == 0) continue;
    ASSERT_TRUE(Snooze(*item_, She(), kNoon + absl::Minutes(c.most), rules_, kNoon).ok());
    EXPECT_EQ(StateAt(*item_, kNoon + absl::Minutes(c.most) - absl::Seconds(1)), ItemState::kSnoozed);
    EXPECT_EQ(StateAt(*item_, kNoon + absl::Minutes(c.most)), ItemState::kWaiting);
    JudgedReport worse = Told(0, Tier::kRed);
    worse.time += absl::Minutes(1);
    EXPECT_TRUE(Tell(worse));
    EXPECT_EQ(item_->state, ItemState::kWaiting) << "worse news wake it";
  }
}

TEST(CheckWorkRules, NamesThePath) {
  EXPECT_TRUE(CheckWorkRules({}).ok());
  const auto path = [](auto change) {
    WorkRules rules;
    change(rules);
    return platform::FieldOf(CheckWorkRules(rules));
  };
  EXPECT_EQ(path([](WorkRules& r) { r.resolves_itself = Tier::kRed; }), "resolves_itself");
  EXPECT_EQ(path([](WorkRules& r) { r.calm_reports = 0; }), "calm_reports");
  EXPECT_EQ(path([](WorkRules& r) { r.calm_minutes = -1; }), "calm_minutes");
  EXPECT_EQ(path([](WorkRules& r) { r.claim_lapses = 4; }), "claim_lapses");
  EXPECT_EQ(path([](WorkRules& r) { r.retry_after = 0; }), "retry_after");
  EXPECT_EQ(path([](WorkRules& r) { r.attempts_to_escalate = 0; }), "attempts_to_escalate");
  EXPECT_EQ(path([](WorkRules& r) { r.snooze_yellow = 2881; }), "snooze_yellow");
  EXPECT_EQ(path([](WorkRules& r) { r.snooze_orange = 721; }), "snooze_orange");
  EXPECT_EQ(path([](WorkRules& r) { r.call_within = 0; }), "call_within");
  EXPECT_EQ(path([](WorkRules& r) { r.welfare_check_within = 241; }), "welfare_check_within");
}

TEST_F(WorklistTest, TakesOverWhatIsOpenOfADuplicate) {
  EXPECT_FALSE(AbsorbItem(item_, std::nullopt));
  std::optional<WorkItem> other;
  Absorb(other, rules_, Told(1, Tier::kRed));
  other->attempts = 2;
  EXPECT_TRUE(AbsorbItem(item_, other));
  EXPECT_EQ(item_->tier, Tier::kRed);
  EXPECT_EQ(item_->version, 2) << "whoever looked at either has to look again";
  std::optional<WorkItem> settled = other;
  settled->state = ItemState::kResolved;
  EXPECT_FALSE(AbsorbItem(item_, settled));
  item_ = std::nullopt;
  EXPECT_TRUE(AbsorbItem(item_, settled)) << "what was done about her is seen";
  EXPECT_EQ(item_->state, ItemState::kResolved);

  item_ = std::nullopt;
  Tell(Told(0, Tier::kYellow));
  other->rung = Rung::kCall;
  other->escalated = true;
  EXPECT_TRUE(AbsorbItem(item_, other));
  EXPECT_EQ(item_->tier, Tier::kRed);
  EXPECT_EQ(item_->rung, Rung::kCall);
  EXPECT_EQ(item_->opened, kNoon);
  EXPECT_EQ(item_->raised, kNoon + absl::Hours(1));
  EXPECT_EQ(item_->contact_by, kNoon + absl::Hours(2)) << "the sooner";
  EXPECT_EQ(item_->attempts, 2);
  EXPECT_TRUE(item_->escalated);
  EXPECT_EQ(item_->version, 2);
}

TEST_F(WorklistTest, LeavesADuplicateForWhomItWasHandedTo) {
  Tell(Told(0, Tier::kYellow));
  std::optional<WorkItem> other = item_;
  other->handed_to = "sato";
  ASSERT_TRUE(AbsorbItem(item_, other));
  EXPECT_EQ(item_->handed_to, "sato");
  item_->handed_to = "mori";
  ASSERT_TRUE(AbsorbItem(item_, other));
  EXPECT_EQ(item_->handed_to, "mori") << "hers stays";
  ASSERT_TRUE(Claim(*other, {"hayashi", other->version}, rules_, kNoon).ok());
  ASSERT_TRUE(AbsorbItem(item_, other));
  EXPECT_EQ(item_->claimed_by, "hayashi");
  EXPECT_EQ(item_->handed_to, "");
}

TEST_F(WorklistTest, LeavesADuplicateWithWhoIsOnIt) {
  const struct {
    const char* name;
    ItemState hers, others;
    Tier others_tier;
    ItemState state;
    const char* claimed_by;
  } cases[] = {{"nobody", ItemState::kWaiting, ItemState::kWaiting, Tier::kYellow, ItemState::kWaiting, ""},
               {"hers stays", ItemState::kClaimed, ItemState::kClaimed, Tier::kRed, ItemState::kClaimed, "mori"},
               {"the other's", ItemState::kWaiting, ItemState::kClaimed, Tier::kYellow, ItemState::kClaimed, "sato"},
               {"both put off", ItemState::kSnoozed, ItemState::kSnoozed, Tier::kYellow, ItemState::kSnoozed, ""},
               {"graver wakes", ItemState::kSnoozed, ItemState::kSnoozed, Tier::kRed, ItemState::kWaiting, ""},
               {"waiting wakes", ItemState::kSnoozed, ItemState::kWaiting, Tier::kYellow, ItemState::kWaiting, ""}};
  const auto item = [](ItemState state, Tier tier, const char* account) {
    WorkItem one{.state = state, .tier = tier, .opened = kNoon, .contact_by = kNoon};
    if (state == ItemState::kClaimed) one.claimed_by = account, one.claim_ends = kNoon + absl::Hours(2);
    if (state == ItemState::kSnoozed) one.snoozed_until = kNoon + absl::Hours(1);
    return std::optional(one);
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    item_ = item(c.hers, Tier::kYellow, "mori");
    ASSERT_TRUE(AbsorbItem(item_, item(c.others, c.others_tier, "sato")));
    EXPECT_EQ(item_->state, c.state);
    EXPECT_EQ(item_->claimed_by, c.claimed_by);
    EXPECT_EQ(item_->claim_ends.has_value(), c.state == ItemState::kClaimed);
    EXPECT_EQ(item_->snoozed_until.has_value(), c.state == ItemState::kSnoozed);
  }
}

}  // namespace
}  // namespace mimamori::observation
