// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/release.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "services/platform/core/error.hpp"
#include "tests/services/observation/domain/rules.hpp"

namespace mimamori::observation {
namespace {

ReleaseRules National() {
  return {.version = 1,
          .rules = {{.from = absl::CivilDay(2020, 1, 1), .symptomatic = {10, 72}, .inpatient = {10, 72}, .asymptomatic_days = 7},
                    {.from = absl::CivilDay(2022, 9, 7), .symptomatic = {7, 24}, .inpatient = {10, 72}, .asymptomatic_days = 7,
                     .asymptomatic_tested_days = 5}},
          .fever_from = 375,
          .still_ill = {Symptom::kDifficultyBreathing, Symptom::kShortnessOfBreath},
          .most_gap_hours = 36};
}

class ReleaseTest : public testing::Test {
 protected:
  // Good reports at 08:00 and 20:00 of each day from a moment on, up to another.
  void GoodFrom(const char* first, const char* last) {
    for (absl::Time time = At(first); time <= At(last); time += absl::Hours(12)) reports_.push_back(Well(time));
  }
  ReleaseProposal On(const char* now) {
    symptomatic_.resize(reports_.size());
    // vector<bool> is no row of bools
    const std::unique_ptr<bool[]> flags(new bool[reports_.size()]);
    std::ranges::copy(symptomatic_, flags.get());
    return ProposeRelease(rules_, released_, reports_, std::span<const bool>(flags.get(), reports_.size()),
                          Zone("Asia/Tokyo"), At(now));
  }
  using Blockers = std::vector<Blocker>;

  ReleaseRules rules_ = National();
  ReleaseCase released_{.patient = Grown()};
  std::vector<Report> reports_;
  std::vector<bool> symptomatic_;
};

TEST_F(ReleaseTest, WaitsForTheDaysOfTheRuleInForce) {
  released_.patient.onset = absl::CivilDay(2022, 8, 30);
  GoodFrom("2022-08-31 08:00:00", "2022-09-10 20:00:00");
  const struct {
    const char* now;
    bool ready;
    int days;
    const char* earliest;
  } cases[] = {
      {"2022-09-06 12:00:00", false, 10, "2022-09-10 00:00:00"},
      {"2022-09-06 23:59:59", false, 10, "2022-09-10 00:00:00"},
      {"2022-09-07 00:00:00", true, 7, "2022-09-07 00:00:00"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.now);
    std::vector<Report> all = reports_;
    std::erase_if(reports_, [&](const Report& report) { return report.time > At(c.now); });
    const ReleaseProposal proposal = On(c.now);
    EXPECT_EQ(proposal.ready, c.ready);
    EXPECT_EQ(proposal.blockers, c.ready ? Blockers{} : Blockers{Blocker::kDaysNotPassed});
    EXPECT_EQ(proposal.days, c.days);
    EXPECT_EQ(proposal.earliest, At(c.earliest));
    EXPECT_EQ(proposal.day_zero, absl::CivilDay(2022, 8, 30));
    EXPECT_EQ(proposal.day_zero_source, DayZeroSource::kOnset);
    EXPECT_EQ(proposal.improved_since, At("2022-08-31 08:00:00"));
    reports_ = all;
  }
}

TEST_F(ReleaseTest, CountsWholeDaysBehindDayZeroWhereSheIs) {
  released_.patient.onset = absl::CivilDay(2026, 11, 10);
  GoodFrom("2026-11-11 08:00:00", "2026-11-17 20:00:00");
  EXPECT_EQ(On("2026-11-17 23:59:59").blockers, Blockers{Blocker::kDaysNotPassed});
  EXPECT_TRUE(On("2026-11-18 00:00:00").ready) << "on the eighth day";
  released_.patient.zone = Zone("Europe/Berlin");
  EXPECT_EQ(On("2026-11-18 00:00:00").blockers, Blockers{Blocker::kDaysNotPassed});
  EXPECT_TRUE(On("2026-11-18 08:00:00").ready) << "midnight there";
}

TEST_F(ReleaseTest, KeepsInpatientsAndCareHomesLonger) {
  released_.patient.onset = absl::CivilDay(2026, 11, 10);
  GoodFrom("2026-11-11 08:00:00", "2026-11-20 20:00:00");
  for (const Setting setting : {Setting::kInpatient, Setting::kCareHome}) {
    released_.setting = setting;
    EXPECT_EQ(On("2026-11-20 23:59:59").blockers, Blockers{Blocker::kDaysNotPassed});
    EXPECT_TRUE(On("2026-11-21 00:00:00").ready);
    EXPECT_EQ(On("2026-11-21 00:00:00").hours_improved, 72);
  }
  for (const Setting setting : {Setting::kHome, Setting::kAccommodation}) {
    released_.setting = setting;
    EXPECT_EQ(On("2026-11-21 00:00:00").days, 7);
  }
}

TEST_F(ReleaseTest, WantsTheImprovementToldOverItsWholeTime) {
  released_.patient.onset = absl::CivilDay(2026, 11, 1);
  GoodFrom("2026-11-17 20:00:00", "2026-11-18 08:00:00");
  reports_.front().readings.temperature = 375;
  ReleaseProposal proposal = On("2026-11-18 09:00:00");
  EXPECT_EQ(proposal.blockers, Blockers{Blocker::kImprovedTooShort});
  EXPECT_EQ(proposal.improved_since, At("2026-11-18 08:00:00"));
  EXPECT_EQ(proposal.earliest, At("2026-11-19 08:00:00"));
  proposal = On("2026-11-19 08:00:00");
  EXPECT_EQ(proposal.blockers, Blockers{Blocker::kImprovedTooShort}) << "what wasn't told isn't known";
  reports_.push_back(Well(At("2026-11-19 07:59:59")));
  EXPECT_FALSE(On("2026-11-19 08:00:00").ready);
  reports_.push_back(Well(At("2026-11-19 08:00:00")));
  EXPECT_TRUE(On("2026-11-19 08:00:00").ready);
}

TEST_F(ReleaseTest, KnowsWhatIsNoImprovement) {
  released_.patient.onset = absl::CivilDay(2026, 11, 1);
  const struct {
    const char* name;
    std::function<void(Report&)> change;
    bool ready;
  } cases[] = {
      {"nothing", [](Report&) {}, true},
      {"37.4", [](Report& r) { r.readings.temperature = 374; }, true},
      {"37.5", [](Report& r) { r.readings.temperature = 375; }, false},
      {"a fever reducer", [](Report& r) { r.fever_reducer = true; }, false},
      {"short of breath", [](Report& r) { r.symptoms = WordSet<Symptom>{Symptom::kShortnessOfBreath}; }, false},
      {"a cough that lingers", [](Report& r) { r.symptoms = WordSet<Symptom>{Symptom::kCough}; }, true},
      {"an emergency sign", [](Report& r) { r.signs = WordSet<Sign>{Sign::kChestPain}; }, false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    reports_.clear();
    GoodFrom("2026-11-15 08:00:00", "2026-11-18 08:00:00");
    c.change(reports_.back());
    const ReleaseProposal proposal = On("2026-11-18 09:00:00");
    EXPECT_EQ(proposal.ready, c.ready);
    EXPECT_EQ(proposal.blockers, c.ready ? Blockers{} : Blockers{Blocker::kNotImproved});
    EXPECT_EQ(proposal.earliest.has_value(), c.ready);
  }
}

TEST_F(ReleaseTest, TakesNothingUntoldForGood) {
  released_.patient.onset = absl::CivilDay(2026, 11, 1);
  const std::function<void(Report&)> holes[] = {[](Report& r) { r.readings.temperature.reset(); },
                                                [](Report& r) { r.symptoms.reset(); }, [](Report& r) { r.signs.reset(); },
                                                [](Report& r) { r.fever_reducer.reset(); }};
  for (const auto& hole : holes) {
    reports_.clear();
    GoodFrom("2026-11-15 08:00:00", "2026-11-18 08:00:00");
    for (Report& report : reports_) hole(report);
    EXPECT_EQ(On("2026-11-18 09:00:00").blockers, Blockers{Blocker::kNotImproved});
    reports_.front() = Well(reports_.front().time);
    EXPECT_EQ(On("2026-11-18 09:00:00").blockers, Blockers{Blocker::kNotImproved}) << "too long ago";
    reports_.back() = Well(reports_.back().time);
    EXPECT_EQ(On("2026-11-18 09:00:00").blockers, Blockers{Blocker::kImprovedTooShort}) << "a hole of days";
    reports_.clear();
    GoodFrom("2026-11-16 20:00:00", "2026-11-18 08:00:00");
    hole(reports_[1]);
    EXPECT_TRUE(On("2026-11-18 09:00:00").ready) << "one hole breaks nothing";
  }
}

TEST_F(ReleaseTest, NeverTakesSilenceForRecovery) {
  released_.patient.onset = absl::CivilDay(2026, 11, 1);
  EXPECT_EQ(On("2026-11-18 09:00:00").blockers, (Blockers{Blocker::kSilent, Blocker::kNotImproved})) << "never reported";
  GoodFrom("2026-11-10 08:00:00", "2026-11-17 08:00:00");
  EXPECT_TRUE(On("2026-11-18 20:00:00").ready);
  EXPECT_EQ(On("2026-11-18 20:00:01").blockers, (Blockers{Blocker::kSilent, Blocker::kNotImproved}));
  EXPECT_FALSE(On("2027-11-18 20:00:01").ready) << "not after a year either";
  released_.patient.onset.reset();
  released_.patient.sampling = absl::CivilDay(2026, 11, 1);
  EXPECT_TRUE(On("2026-11-18 20:00:00").ready);
  EXPECT_EQ(On("2026-11-18 20:00:01").blockers, Blockers{Blocker::kSilent}) << "without symptoms too";
}

TEST_F(ReleaseTest, ShortensForTheAsymptomaticWithANegativeTest) {
  released_.patient.sampling = absl::CivilDay(2026, 11, 10);
  GoodFrom("2026-11-11 08:00:00", "2026-11-17 20:00:00");
  const struct {
    const char* name;
    std::optional<absl::CivilDay> test;
    const char* now;
    bool ready;
  } cases[] = {
      {"no test, day 7", std::nullopt, "2026-11-17 23:59:59", false},
      {"no test, day 8", std::nullopt, "2026-11-18 00:00:00", true},
      {"on day 4", absl::CivilDay(2026, 11, 14), "2026-11-16 00:00:00", false},
      {"on day 5", absl::CivilDay(2026, 11, 15), "2026-11-15 23:59:59", false},
      {"on day 5, the day after", absl::CivilDay(2026, 11, 15), "2026-11-16 00:00:00", true},
      {"on day 6", absl::CivilDay(2026, 11, 16), "2026-11-16 12:00:00", true},
      {"tomorrow", absl::CivilDay(2026, 11, 17), "2026-11-16 12:00:00", false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const std::vector<Report> all = reports_;
    std::erase_if(reports_, [&](const Report& report) { return report.time > At(c.now); });
    released_.negative_test = c.test;
    const ReleaseProposal proposal = On(c.now);
    EXPECT_EQ(proposal.ready, c.ready);
    EXPECT_FALSE(proposal.symptomatic);
    EXPECT_EQ(proposal.day_zero_source, DayZeroSource::kSampling);
    reports_ = all;
  }
  released_.negative_test = absl::CivilDay(2022, 9, 6);
  released_.patient.sampling = absl::CivilDay(2022, 9, 1);
  EXPECT_EQ(On("2022-09-06 23:59:59").days, 7) << "the rule of then knew no test";
}

TEST_F(ReleaseTest, StartsAnewWhenSymptomsAppear) {
  released_.patient.sampling = absl::CivilDay(2026, 11, 10);
  GoodFrom("2026-11-11 08:00:00", "2026-11-20 20:00:00");
  symptomatic_.assign(reports_.size(), false);
  symptomatic_[7] = true;  // 14 November, 20:00
  const ReleaseProposal proposal = On("2026-11-20 21:00:00");
  EXPECT_TRUE(proposal.symptomatic);
  EXPECT_EQ(proposal.day_zero, absl::CivilDay(2026, 11, 14));
  EXPECT_EQ(proposal.day_zero_source, DayZeroSource::kFirstSymptoms);
  EXPECT_EQ(proposal.blockers, Blockers{Blocker::kDaysNotPassed});
  EXPECT_EQ(proposal.earliest, At("2026-11-22 00:00:00"));
}

TEST_F(ReleaseTest, ProposesNobodyWithoutARuleOrADay) {
  GoodFrom("2026-11-11 08:00:00", "2026-11-20 20:00:00");
  EXPECT_EQ(On("2026-11-20 21:00:00").blockers, Blockers{Blocker::kNoDayZero});
  released_.patient.onset = absl::CivilDay(2026, 11, 1);
  EXPECT_TRUE(On("2026-11-20 21:00:00").ready);
  EXPECT_EQ(On("2019-12-31 23:59:59").blockers, Blockers{Blocker::kNoRule});
  released_.last_tier = Tier::kYellow;
  EXPECT_EQ(On("2026-11-20 21:00:00").blockers, Blockers{Blocker::kNeedsContact});
  released_.patient.kind = Kind::kContact;
  EXPECT_EQ(On("2026-11-20 21:00:00").blockers, Blockers{Blocker::kContact});
}

TEST(CheckReleaseRules, NamesThePath) {
  EXPECT_TRUE(CheckReleaseRules(National()).ok()) << CheckReleaseRules(National());
  const struct {
    const char* path;
    std::function<void(ReleaseRules&)> spoil;
  } cases[] = {
      {"rules[1].from", [](ReleaseRules& r) { r.rules[1].from = r.rules[0].from; }},
      {"rules[0].symptomatic.days", [](ReleaseRules& r) { r.rules[0].symptomatic.days = 0; }},
      {"rules[0].symptomatic.hours_improved", [](ReleaseRules& r) { r.rules[0].symptomatic.hours_improved = 0; }},
      {"rules[1].inpatient.days", [](ReleaseRules& r) { r.rules[1].inpatient.days = 6; }},
      {"rules[1].inpatient.hours_improved", [](ReleaseRules& r) { r.rules[1].inpatient.hours_improved = 23; }},
      {"rules[0].asymptomatic_days", [](ReleaseRules& r) { r.rules[0].asymptomatic_days = 0; }},
      {"rules[1].asymptomatic_tested_days", [](ReleaseRules& r) { r.rules[1].asymptomatic_tested_days = 8; }},
      {"improved.fever_from", [](ReleaseRules& r) { r.fever_from = 369; }},
      {"improved.most_gap_hours", [](ReleaseRules& r) { r.most_gap_hours = 11; }},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.path);
    ReleaseRules rules = National();
    c.spoil(rules);
    EXPECT_EQ(platform::FieldOf(CheckReleaseRules(rules)), c.path);
  }
}

}  // namespace
}  // namespace mimamori::observation
