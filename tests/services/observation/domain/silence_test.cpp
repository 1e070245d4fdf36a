// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/silence.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "services/platform/core/error.hpp"
#include "tests/services/observation/domain/rules.hpp"

namespace mimamori::observation {
namespace {

MonitoringRules Monitoring() {
  return {.version = 1,
          .slots = {.once = {{.begins = 240, .due = 720}}, .twice = {{.begins = 240, .due = 600}, {.begins = 900, .due = 1260}}},
          .ordinary = {.remind = 0, .remind_again = 120, .call = 720, .welfare_check = 2160},
          .high_risk = {.remind = 0, .remind_again = 60, .call = 240, .welfare_check = 720},
          .unwell = {.remind = 0, .remind_again = 90, .call = 180, .welfare_check = 1440}};
}

class SilenceTest : public testing::Test {
 protected:
  Silence Now(const char* now) const { return SilenceOf(rules_, watched_, At(now)); }

  MonitoringRules rules_ = Monitoring();
  Watched watched_{.plan = {.first = absl::CivilDay(2026, 11, 20), .last = absl::CivilDay(2026, 11, 22), .times_a_day = 2,
                            .from = At("2026-11-19 18:00:00"), .zone = Zone("Asia/Tokyo")}};
};

TEST_F(SilenceTest, ClimbsTheLadderToTheSecond) {
  const struct {
    const char* now;
    Rung rung;
    const char* next;  // empty: never
  } cases[] = {
      {"2026-11-20 09:59:59", Rung::kNone, "2026-11-20 10:00:00"},
      {"2026-11-20 10:00:00", Rung::kRemind, "2026-11-20 12:00:00"},
      {"2026-11-20 11:59:59", Rung::kRemind, "2026-11-20 12:00:00"},
      {"2026-11-20 12:00:00", Rung::kRemindAgain, "2026-11-20 22:00:00"},
      {"2026-11-20 22:00:00", Rung::kCall, "2026-11-21 22:00:00"},
      {"2026-11-21 21:59:59", Rung::kCall, "2026-11-21 22:00:00"},
      {"2026-11-21 22:00:00", Rung::kWelfareCheck, ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.now);
    const Silence silence = Now(c.now);
    EXPECT_EQ(silence.rung, c.rung);
    EXPECT_EQ(silence.next, *c.next == '\0' ? std::nullopt : std::optional(At(c.next)));
    ASSERT_TRUE(silence.since);
    EXPECT_EQ(silence.since->due, At("2026-11-20 10:00:00"));
  }
}

TEST_F(SilenceTest, CountsMissedSlots) {
  EXPECT_EQ(Now("2026-11-20 14:59:59").missed, 0);
  EXPECT_EQ(Now("2026-11-20 15:00:00").missed, 1);
  EXPECT_EQ(Now("2026-11-21 04:00:00").missed, 2);
  EXPECT_EQ(Now("2026-12-24 12:00:00").missed, 6) << "none behind the plan";
}

TEST_F(SilenceTest, IsNeverTakenForRecovery) {
  const Silence christmas = Now("2026-12-24 12:00:00");
  EXPECT_EQ(christmas.rung, Rung::kWelfareCheck) << "a month behind the end of the plan";
  watched_.last_report = At("2026-11-22 14:59:59");
  EXPECT_EQ(Now("2026-12-24 12:00:00").rung, Rung::kWelfareCheck) << "the last evening is missing";
  watched_.last_report = At("2026-11-22 15:00:00");
  EXPECT_EQ(Now("2026-12-24 12:00:00"), Silence{}) << "all was told";
}

TEST_F(SilenceTest, BeginsAnewWithEachReport) {
  watched_.last_report = At("2026-11-20 04:00:00");
  EXPECT_EQ(Now("2026-11-20 20:59:59").rung, Rung::kNone);
  EXPECT_EQ(Now("2026-11-20 21:00:00").rung, Rung::kRemind);
  watched_.last_report = At("2026-11-20 03:59:59");
  EXPECT_EQ(Now("2026-11-20 10:00:00").rung, Rung::kRemind) << "of before the first slot";
}

TEST_F(SilenceTest, IsShorterForThoseWhoWereUnwellOrAreAtRisk) {
  EXPECT_EQ(LadderOf(rules_, watched_), rules_.ordinary);
  watched_.symptomatic = true;
  EXPECT_EQ(LadderOf(rules_, watched_), rules_.unwell);
  EXPECT_EQ(Now("2026-11-20 12:59:59").rung, Rung::kRemindAgain);
  EXPECT_EQ(Now("2026-11-20 13:00:00").rung, Rung::kCall) << "silent after symptoms";
  watched_.symptomatic = false;
  watched_.last_tier = Tier::kYellow;
  EXPECT_EQ(LadderOf(rules_, watched_), rules_.unwell);
  watched_.last_tier = Tier::kGreen;
  watched_.high_risk = true;
  EXPECT_EQ(LadderOf(rules_, watched_), rules_.high_risk);
  watched_.last_tier = Tier::kRed;
  EXPECT_EQ(LadderOf(rules_, watched_), (Ladder{.remind = 0, .remind_again = 60, .call = 180, .welfare_check = 720}))
      << "rung by rung the sooner";
}

TEST_F(SilenceTest, HoldsOverAChangeOfTheClocks) {
  watched_.plan.zone = Zone("Europe/Berlin");
  watched_.plan.first = absl::CivilDay(2026, 10, 25);
  watched_.plan.last = absl::CivilDay(2026, 10, 26);
  watched_.plan.from = At("2026-10-24 00:00:00", watched_.plan.zone);
  const absl::Time due = At("2026-10-25 10:00:00", watched_.plan.zone);
  EXPECT_EQ(SilenceOf(rules_, watched_, due - absl::Seconds(1)).rung, Rung::kNone);
  EXPECT_EQ(SilenceOf(rules_, watched_, due).rung, Rung::kRemind);
  EXPECT_EQ(absl::FormatTime(due, absl::UTCTimeZone()), "2026-10-25T09:00:00+00:00") << "winter time by then";
}

TEST(CheckMonitoringRules, NamesThePath) {
  EXPECT_TRUE(CheckMonitoringRules(Monitoring()).ok()) << CheckMonitoringRules(Monitoring());
  const struct {
    const char* path;
    std::function<void(MonitoringRules&)> spoil;
  } cases[] = {
      {"once", [](MonitoringRules& r) { r.slots.once.clear(); }},
      {"ladders.ordinary.remind", [](MonitoringRules& r) { r.ordinary.remind = -1; }},
      {"ladders.ordinary.call", [](MonitoringRules& r) { r.ordinary.call = 120; }},
      {"ladders.ordinary.welfare_check", [](MonitoringRules& r) { r.ordinary.welfare_check = 7 * 1440 + 1; }},
      {"ladders.high_risk.call", [](MonitoringRules& r) { r.high_risk.call = 721; }},
      {"ladders.unwell.remind_again", [](MonitoringRules& r) { r.unwell.remind_again = 121; }},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.path);
    MonitoringRules rules = Monitoring();
    c.spoil(rules);
    EXPECT_EQ(platform::FieldOf(CheckMonitoringRules(rules)), c.path);
  }
}

}  // namespace
}  // namespace mimamori::observation
