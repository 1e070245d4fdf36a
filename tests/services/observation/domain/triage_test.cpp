// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/triage.hpp"

#include <gtest/gtest.h>

#include "tests/services/observation/domain/rules.hpp"

namespace mimamori::observation {
namespace {

const absl::Time kNoon = At("2026-11-20 12:00:00");
const absl::Time kMorning = kNoon - absl::Hours(5);

class TriageTest : public testing::Test {
 protected:
  Judgement Judge(const Report& report) const { return Triage(rules_, patient_, history_, report); }
  // The only reason.
  Reason Only(const Report& report) const {
    const Judgement judged = Judge(report);
    EXPECT_EQ(judged.reasons.size(), 1u);
    if (judged.reasons.empty()) return {};
    EXPECT_EQ(judged.tier, judged.reasons[0].tier);
    return judged.reasons[0];
  }
  void WithoutNews2() { rules_.news2_least_age = 120; }

  RuleSet rules_ = Rules();
  Patient patient_ = Grown();
  std::vector<Report> history_;
  Report report_ = Well(kNoon);
};

TEST_F(TriageTest, LeavesTheWellInPeace) {
  const Judgement judged = Judge(report_);
  EXPECT_EQ(judged.tier, Tier::kGreen);
  EXPECT_TRUE(judged.reasons.empty());
  EXPECT_FALSE(judged.contact_by);
  EXPECT_EQ(judged.rules_version, 3);
  EXPECT_EQ(judged.severity, Severity::kAsymptomatic);
  EXPECT_EQ(judged.admission.points, -1) << "nothing at all";
  ASSERT_TRUE(judged.news2);
  EXPECT_EQ(judged.news2->score, 0);
  EXPECT_EQ(judged.news2->missing, WordSet<Item>{Item::kSystolic}) << "never a full score from home";
}

TEST_F(TriageTest, TakesEachEmergencySignAlone) {
  WithoutNews2();
  for (const auto& [sign, name] : kSignNames) {
    SCOPED_TRACE(name);
    report_.signs = WordSet<Sign>{sign};
    EXPECT_EQ(Only(report_), (Reason{Cause::kEmergencySign, Tier::kRed, std::string(name), 1, 1}));
  }
  report_.signs = WordSet<Sign>{Sign::kPurpleLips, Sign::kChestPain};
  EXPECT_EQ(Judge(report_).reasons.size(), 2u);
}

TEST_F(TriageTest, TakesDazedForNotAlert) {
  for (const auto& [sign, name] : kSignNames) {
    SCOPED_TRACE(name);
    report_.signs = WordSet<Sign>{sign};
    EXPECT_EQ(Judge(report_).news2->score, sign == Sign::kDazed || sign == Sign::kDrowsy ? 3 : 0);
  }
}

TEST_F(TriageTest, CountsSaturationByItsSteps) {
  WithoutNews2();
  rules_.admission.spo2_at_most = 0;
  const struct {
    int spo2;
    Tier tier;
    int limit;
  } cases[] = {{95, Tier::kYellow, 95}, {94, Tier::kOrange, 94}, {93, Tier::kOrange, 94}, {92, Tier::kRed, 92},
               {70, Tier::kRed, 92}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.spo2);
    report_.readings.spo2 = c.spo2;
    EXPECT_EQ(Only(report_), (Reason{Cause::kSpo2Low, c.tier, "", c.spo2, c.limit}));
  }
  report_.readings.spo2 = 96;
  EXPECT_EQ(Judge(report_).tier, Tier::kGreen);
}

TEST_F(TriageTest, ReadsTheSecondScaleWhereAClinicianSaidSo) {
  rules_.admission.spo2_at_most = 0;
  patient_.spo2_scale = Spo2Scale::kTwo;
  report_.readings.spo2 = 88;
  EXPECT_EQ(Judge(report_).tier, Tier::kGreen);
  EXPECT_EQ(Judge(report_).news2->score, 0);
  report_.readings.spo2 = 87;
  EXPECT_EQ(Only(report_), (Reason{Cause::kSpo2Low, Tier::kOrange, "", 87, 87}));
}

TEST_F(TriageTest, SeesTheDropFromHerOwnBaseline) {
  WithoutNews2();
  rules_.admission.spo2_at_most = 0;
  rules_.spo2.clear();
  const auto seen = [&](std::vector<int> before, int now) {
    history_.clear();
    for (const int spo2 : before) {
      history_.push_back(Well(kMorning + absl::Minutes(history_.size())));
      history_.back().readings.spo2 = spo2;
    }
    report_.readings.spo2 = now;
    return Judge(report_);
  };
  EXPECT_EQ(seen({}, 90).tier, Tier::kGreen) << "no baseline";
  EXPECT_EQ(seen({99}, 90).tier, Tier::kGreen) << "one reading is none";
  EXPECT_EQ(seen({99, 96}, 94).tier, Tier::kGreen) << "the baseline is 96";
  EXPECT_EQ(seen({99, 96}, 93).reasons[0], (Reason{Cause::kSpo2Drop, Tier::kYellow, "", 3, 3}));
  EXPECT_EQ(seen({98, 98}, 93).reasons[0], (Reason{Cause::kSpo2Drop, Tier::kOrange, "", 5, 4}));
  EXPECT_EQ(seen({98, 90, 98, 90, 90}, 95).tier, Tier::kYellow) << "low ones don't bring it down";
  EXPECT_EQ(MemoryOf(rules_, history_).Baseline(5), 90);
  EXPECT_EQ(MemoryOf(rules_, history_).Baseline(6), std::nullopt);
  history_[0].readings.spo2.reset();
  EXPECT_EQ(MemoryOf(rules_, history_).Baseline(2), 90) << "what wasn't measured doesn't count";
}

TEST_F(TriageTest, AsksForFeverByWhoItIs) {
  WithoutNews2();
  const struct {
    const char* name;
    Kind kind;
    int temperature;
    bool reducer;
    Tier tier;
  } cases[] = {
      {"contact, 37.9", Kind::kContact, 379, false, Tier::kGreen},
      {"contact, 38.0", Kind::kContact, 380, false, Tier::kYellow},
      {"case, 38.4", Kind::kConfirmed, 384, false, Tier::kGreen},
      {"case, 38.5", Kind::kConfirmed, 385, false, Tier::kYellow},
      {"probable, 39.4", Kind::kProbable, 394, false, Tier::kYellow},
      {"case, 39.5", Kind::kConfirmed, 395, false, Tier::kOrange},
      {"case, 37.9 under a fever reducer", Kind::kConfirmed, 379, true, Tier::kGreen},
      {"case, 38.0 under a fever reducer", Kind::kConfirmed, 380, true, Tier::kYellow},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    patient_.kind = c.kind;
    report_.readings.temperature = c.temperature;
    report_.fever_reducer = c.reducer;
    EXPECT_EQ(Judge(report_).tier, c.tier);
  }
  EXPECT_EQ(Only(report_), (Reason{Cause::kFever, Tier::kYellow, "", 385, 385})) << "with the allowance";
}

TEST_F(TriageTest, CountsHowLongAFeverLasts) {
  WithoutNews2();
  const auto feverish = [&](int hours_ago, std::optional<int> temperature) {
    Report before = Well(kNoon - absl::Hours(hours_ago));
    before.readings.temperature = temperature;
    history_.push_back(before);
  };
  feverish(97, 376);
  feverish(96, 375);
  feverish(48, std::nullopt);
  feverish(24, 377);
  report_.readings.temperature = 375;
  EXPECT_EQ(Only(report_), (Reason{Cause::kLastingFever, Tier::kYellow, "", 4, 4}));
  history_[1].readings.temperature = 374;
  EXPECT_EQ(Judge(report_).tier, Tier::kGreen) << "a day without";
  history_[1].readings.temperature = 375;
  report_.readings.temperature = 374;
  EXPECT_EQ(Judge(report_).tier, Tier::kGreen) << "it is gone";
  history_.erase(history_.begin());
  report_.readings.temperature = 375;
  EXPECT_EQ(Judge(report_).tier, Tier::kYellow) << "96 hours to the hour";
  history_[0].time += absl::Seconds(1);
  EXPECT_EQ(Judge(report_).tier, Tier::kGreen);
}

TEST_F(TriageTest, TellsWhoIsSymptomaticByGroups) {
  WithoutNews2();
  patient_.kind = Kind::kContact;
  rules_.fever.clear();
  const struct {
    const char* name;
    WordSet<Symptom> symptoms;
    int temperature;
    const char* group;  // empty: not symptomatic
    int count;
  } cases[] = {
      {"nothing", {}, 365, "", 0},
      {"a cough", {Symptom::kCough}, 365, "BREATHING", 1},
      {"a cough and no smell", {Symptom::kCough, Symptom::kLossOfSmell}, 365, "BREATHING", 2},
      {"a headache", {Symptom::kHeadache}, 365, "", 0},
      {"a headache and chills", {Symptom::kHeadache, Symptom::kChills}, 365, "GENERAL", 2},
      {"a headache and 37.9", {Symptom::kHeadache}, 379, "", 0},
      {"a headache and 38.0", {Symptom::kHeadache}, 380, "GENERAL", 2},
      {"38.0 alone", {}, 380, "", 0},
      {"of no group", {Symptom::kSputum, Symptom::kRunnyNose, Symptom::kLossOfAppetite}, 365, "", 0},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    report_.symptoms = c.symptoms;
    report_.readings.temperature = c.temperature;
    const Judgement judged = Judge(report_);
    EXPECT_EQ(judged.symptomatic, *c.group != '\0');
    if (!judged.symptomatic) {
      EXPECT_TRUE(judged.reasons.empty());
      continue;
    }
    EXPECT_EQ(Only(report_),
              (Reason{Cause::kSymptomatic, Tier::kYellow, c.group, c.count, c.group[0] == 'B' ? 1 : 2}));
    patient_.kind = Kind::kConfirmed;
    EXPECT_TRUE(Judge(report_).symptomatic);
    EXPECT_EQ(Judge(report_).tier, Tier::kGreen) << "of a case it is expected";
    patient_.kind = Kind::kContact;
  }
}

TEST_F(TriageTest, CountsNews2ByItsStepsAndItsThrees) {
  rules_.spo2.clear();
  rules_.fever.clear();
  rules_.admission.spo2_at_most = 0;
  report_.readings.respiratory_rate = 21;
  report_.readings.pulse = 111;
  EXPECT_EQ(Judge(report_).news2->score, 4);
  EXPECT_EQ(Judge(report_).tier, Tier::kGreen);
  report_.readings.spo2 = 95;
  EXPECT_EQ(Only(report_), (Reason{Cause::kNews2, Tier::kOrange, "", 5, 5}));
  report_.readings.temperature = 391;
  EXPECT_EQ(Judge(report_).reasons[0], (Reason{Cause::kNews2, Tier::kRed, "", 7, 7}));
  report_ = Well(kNoon);
  report_.readings.respiratory_rate = 25;
  EXPECT_EQ(Only(report_), (Reason{Cause::kNews2Three, Tier::kOrange, "RESPIRATORY_RATE", 3, 3}));
}

TEST_F(TriageTest, ScoresNobodyWhomNews2IsNotFor) {
  const auto scored = [&](std::optional<int> birth_year, WordSet<RiskFactor> factors) {
    patient_.birth_year = birth_year;
    patient_.risk_factors = factors;
    return Judge(report_).news2.has_value();
  };
  EXPECT_TRUE(scored(2009, {})) << "16 at least";
  EXPECT_FALSE(scored(2010, {})) << "may be 15";
  EXPECT_TRUE(scored(std::nullopt, {})) << "the score can only raise a tier";
  EXPECT_FALSE(scored(1990, {RiskFactor::kLatePregnancy}));
  EXPECT_TRUE(scored(1990, {RiskFactor::kDiabetes}));
  patient_ = Grown();
  patient_.birth_year = 2009;
  report_.time = At("2025-12-31 23:59:59");
  EXPECT_FALSE(Judge(report_).news2) << "by the year of the report where she is";
}

TEST_F(TriageTest, SaysWhoIsToBeAdmitted) {
  WithoutNews2();
  report_.symptoms = WordSet<Symptom>{Symptom::kFatigue};
  patient_.birth_year = 1950;
  patient_.risk_factors = {RiskFactor::kDiabetes};
  const Judgement judged = Judge(report_);
  EXPECT_EQ(Only(report_), (Reason{Cause::kAdmissionScore, Tier::kYellow, "", 5, 5}));
  EXPECT_TRUE(judged.high_risk);
  report_.symptoms = WordSet<Symptom>();
  EXPECT_EQ(Judge(report_).admission.points, 4) << "no symptoms at all";
  report_.symptoms.reset();
  EXPECT_EQ(Judge(report_).admission.points, 5) << "nobody asked: nothing is subtracted";
  report_.symptoms = WordSet<Symptom>();
  report_.readings.temperature = 375;
  EXPECT_EQ(Judge(report_).admission.points, 5);
  report_.readings = Well(kNoon).readings;
  report_.readings.oxygen = true;
  EXPECT_EQ(Judge(report_).admission.points, 9);
  patient_.risk_factors.Add(RiskFactor::kOxygenNeeded);
  EXPECT_EQ(Judge(report_).admission.points, 9) << "counted once";
  report_.readings.oxygen = false;
  EXPECT_EQ(Judge(report_).admission.points, 9) << "she may have taken it off";
  EXPECT_EQ(Judge(report_).severity, Severity::kModerateTwo);
  rules_.spo2.clear();
  patient_ = Grown();
  report_ = Well(kNoon);
  report_.readings.spo2 = 95;
  EXPECT_EQ(Only(report_), (Reason{Cause::kAdmissionSpo2, Tier::kYellow, "", 95, 95}));
  patient_.kind = Kind::kContact;
  EXPECT_EQ(Judge(report_).tier, Tier::kGreen) << "who isn't infected isn't admitted for it";
}

TEST_F(TriageTest, ReadsTheScales) {
  const struct {
    uint8_t water;
    Tier tier;
  } cases[] = {{0, Tier::kGreen}, {3, Tier::kGreen}, {4, Tier::kYellow}, {5, Tier::kOrange}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.water);
    report_.scales[static_cast<size_t>(Scale::kWater)] = c.water;
    EXPECT_EQ(Judge(report_).tier, c.tier);
  }
  EXPECT_EQ(Only(report_), (Reason{Cause::kScale, Tier::kOrange, "WATER", 5, 5}));
  report_.scales = {5, 1, 5};
  EXPECT_EQ(Judge(report_).tier, Tier::kGreen) << "no steps, no reason";
}

TEST_F(TriageTest, LetsABadValueStandUntilItIsMeasuredAgain) {
  WithoutNews2();
  rules_.admission.spo2_at_most = 0;
  history_ = {Well(kNoon - absl::Hours(100)), Well(kMorning)};
  history_[0].readings.spo2 = 91;
  history_[1].readings.spo2.reset();
  report_.readings.spo2.reset();
  EXPECT_EQ(Only(report_), (Reason{Cause::kSpo2Low, Tier::kRed, "", 91, 92}));
  EXPECT_EQ(Judge(report_).carried, WordSet<Item>{Item::kSpo2});
  history_[1].readings.spo2 = 97;
  EXPECT_EQ(Judge(report_).tier, Tier::kGreen);
  history_.pop_back();
  rules_.carried = {};
  EXPECT_EQ(Judge(report_).tier, Tier::kGreen) << "where the policy says so";
}

TEST_F(TriageTest, CarriesTheFeverReducerWithItsTemperature) {
  WithoutNews2();
  history_ = {Well(kMorning)};
  history_[0].readings.temperature = 380;
  history_[0].fever_reducer = true;
  report_.readings.temperature.reset();
  report_.fever_reducer = false;
  EXPECT_EQ(Only(report_), (Reason{Cause::kFever, Tier::kYellow, "", 385, 385}));
}

TEST_F(TriageTest, TakesTheWorstOfWhatWasNotToldForTooLong) {
  WithoutNews2();
  report_.readings.temperature.reset();
  EXPECT_EQ(Judge(report_).tier, Tier::kGreen) << "the first report";
  history_ = {Well(kNoon - absl::Hours(30)), Well(kNoon - absl::Hours(24)), Well(kMorning)};
  history_[2].readings.temperature.reset();
  EXPECT_EQ(Only(report_), (Reason{Cause::kMissing, Tier::kYellow, "TEMPERATURE", 24, 24}));
  history_[1].time += absl::Seconds(1);
  EXPECT_EQ(Judge(report_).tier, Tier::kGreen);
  for (Report& before : history_) before.readings.temperature.reset();
  EXPECT_EQ(Only(report_).value, 30) << "never: since the first report";
  report_.readings.temperature = 365;
  EXPECT_EQ(Judge(report_).tier, Tier::kGreen);
}

TEST_F(TriageTest, AsksMoreOfThoseAtHighRisk) {
  WithoutNews2();
  history_ = {Well(kNoon - absl::Hours(24))};
  report_.readings.spo2.reset();
  EXPECT_EQ(Judge(report_).tier, Tier::kGreen);
  patient_.birth_year = 1950;
  EXPECT_EQ(Only(report_), (Reason{Cause::kMissing, Tier::kYellow, "SPO2", 24, 24}));
  report_ = Well(kNoon);
  report_.signs.reset();
  EXPECT_EQ(Only(report_), (Reason{Cause::kMissing, Tier::kYellow, "SIGNS", 24, 0})) << "asked each time";
}

TEST_F(TriageTest, SetsTheDeadlineByTierAndRiskFromTheArrivalOn) {
  report_.received = kNoon + absl::Hours(9);
  const struct {
    const char* name;
    int spo2;
    int birth_year;
    int minutes;
  } cases[] = {{"yellow", 95, 1986, 720}, {"yellow at risk", 95, 1950, 360}, {"orange", 94, 1986, 120},
               {"orange at risk", 94, 1950, 60}, {"red", 92, 1986, 30}, {"red at risk", 92, 1950, 15}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    report_.readings.spo2 = c.spo2;
    patient_.birth_year = c.birth_year;
    EXPECT_EQ(Judge(report_).contact_by, report_.received + absl::Minutes(c.minutes));
  }
}

TEST_F(TriageTest, PutsTheGravestReasonFirst) {
  report_.readings = {.temperature = 386, .spo2 = 92, .pulse = 135, .respiratory_rate = 26};
  report_.signs = WordSet<Sign>{Sign::kChestPain};
  const Judgement judged = Judge(report_);
  EXPECT_EQ(judged.tier, Tier::kRed);
  ASSERT_GE(judged.reasons.size(), 5u);
  for (size_t i = 1; i < judged.reasons.size(); ++i) EXPECT_LE(judged.reasons[i].tier, judged.reasons[i - 1].tier);
  EXPECT_EQ(judged.reasons[0].cause, Cause::kEmergencySign);
  EXPECT_EQ(judged.severity, Severity::kModerateTwo);
}

}  // namespace
}  // namespace mimamori::observation
