// SPDX-License-Identifier: Apache-2.0
// Thousands of people and their reports: a report that follows and is worse never gets a lower tier.
#include <gtest/gtest.h>

#include <random>

#include "fmt/format.h"
#include "services/observation/domain/triage.hpp"
#include "tests/services/observation/domain/rules.hpp"

namespace mimamori::observation {
namespace {

class Chance {
 public:
  explicit Chance(uint32_t seed) : random_(seed) {}
  int Below(int limit) { return static_cast<int>(random_() % static_cast<uint32_t>(limit)); }
  int Between(int least, int most) { return least + Below(most - least + 1); }
  bool OneIn(int many) { return Below(many) == 0; }
  // Each word once in so many times.
  template <class Word, size_t kCount>
  WordSet<Word> Some(const WordTable<Word, kCount>& table, int many) {
    WordSet<Word> words;
    for (const auto& [word, name] : table) {
      if (OneIn(many)) words.Add(word);
    }
    return words;
  }

 private:
  std::mt19937 random_;
};

RuleSet RandomRules(Chance& chance) {
  RuleSet rules = Rules();
  if (chance.OneIn(2)) rules.news2_worst = chance.Some(kItemNames, 2) & kNews2Items;
  if (chance.OneIn(2)) rules.carried = chance.Some(kItemNames, 2) & kReported;
  if (chance.OneIn(3)) rules.missing.clear();
  if (chance.OneIn(3)) rules.symptomatic_patient = Tier::kOrange;
  rules.baseline_readings = chance.Between(1, 4);
  rules.reducer_allowance = chance.Between(0, 5);
  rules.fever_from = chance.Between(370, 380);
  rules.lasting_fever_days = chance.Between(1, 4);
  EXPECT_TRUE(CheckRuleSet(rules).ok()) << CheckRuleSet(rules);
  return rules;
}

Patient RandomPatient(Chance& chance) {
  Patient patient = Grown();
  patient.kind = static_cast<Kind>(chance.Between(1, 3));
  patient.birth_year = chance.OneIn(5) ? std::nullopt : std::optional(chance.Between(1930, 2020));
  patient.risk_factors = chance.Some(kRiskFactorNames, 8);
  if (chance.OneIn(4)) patient.spo2_scale = Spo2Scale::kTwo;
  return patient;
}

Report RandomReport(Chance& chance, absl::Time time) {
  Report report = Well(time);
  const auto maybe = [&](std::optional<int>& reading, int least, int most) {
    reading = chance.OneIn(3) ? std::nullopt : std::optional(chance.Between(least, most));
  };
  maybe(report.readings.temperature, 345, 405);
  maybe(report.readings.spo2, 82, 100);
  maybe(report.readings.pulse, 35, 140);
  maybe(report.readings.respiratory_rate, 6, 30);
  if (chance.OneIn(2)) report.readings.oxygen = chance.OneIn(2) ? std::nullopt : std::optional(chance.OneIn(2));
  report.signs = chance.OneIn(4) ? std::nullopt : std::optional(chance.Some(kSignNames, 40));
  report.symptoms = chance.OneIn(4) ? std::nullopt : std::optional(chance.Some(kSymptomNames, 6));
  report.fever_reducer = chance.OneIn(4) ? std::nullopt : std::optional(chance.OneIn(3));
  for (uint8_t& scale : report.scales) scale = static_cast<uint8_t>(chance.Between(0, 5));
  return report;
}

// Away from what is normal, on the side where it is already.
void Away(Chance& chance, std::optional<int>& reading, int normal) {
  if (!reading || chance.OneIn(2)) return;
  *reading += *reading >= normal ? chance.Below(12) : -chance.Below(12);
}

Report Worse(Chance& chance, const Patient& patient, const Report& report) {
  Report worse = report;
  worse.time += absl::Minutes(chance.Below(3000));
  worse.received = worse.time;
  Away(chance, worse.readings.temperature, 365);
  Away(chance, worse.readings.pulse, 70);
  Away(chance, worse.readings.respiratory_rate, 16);
  // On the second scale more is worse for who breathes oxygen, and less for who doesn't.
  const bool same_air = patient.spo2_scale == Spo2Scale::kTwo;
  if (worse.readings.spo2 && !(same_air && worse.readings.oxygen.value_or(true))) *worse.readings.spo2 -= chance.Below(5);
  if (worse.readings.oxygen && !same_air && chance.OneIn(3)) worse.readings.oxygen = true;
  if (worse.signs) worse.signs = *worse.signs | chance.Some(kSignNames, 30);
  if (worse.symptoms) worse.symptoms = *worse.symptoms | chance.Some(kSymptomNames, 5);
  if (worse.fever_reducer && chance.OneIn(3)) worse.fever_reducer = true;
  for (uint8_t& scale : worse.scales) {
    if (scale != 0 && scale < 5 && chance.OneIn(3)) ++scale;
  }
  return worse;
}

std::string Said(const Judgement& judgement) {
  std::string text = fmt::format("tier {}:", static_cast<int>(judgement.tier));
  for (const Reason& reason : judgement.reasons) {
    text += fmt::format(" {} {} {}/{}", kCauses[static_cast<size_t>(reason.cause) - 1].second, reason.what, reason.value,
                        reason.limit);
  }
  return text;
}

TEST(AWorseReport, NeverLowersTheTier) {
  Chance chance(20261121);
  std::array<int, 5> seen{};
  int raised = 0;
  for (int i = 0; i < 20'000; ++i) {
    SCOPED_TRACE(i);
    const RuleSet rules = RandomRules(chance);
    const Patient patient = RandomPatient(chance);
    std::vector<Report> history;
    absl::Time time = At("2026-11-01 08:00:00");
    for (int reports = chance.Below(8); reports > 0; --reports) {
      history.push_back(RandomReport(chance, time));
      time += absl::Minutes(1 + chance.Below(2000));
    }
    const Report report = RandomReport(chance, time);
    const Judgement before = Triage(rules, patient, history, report);
    history.push_back(report);
    const Judgement after = Triage(rules, patient, history, Worse(chance, patient, report));
    ASSERT_GE(after.tier, before.tier) << Said(before) << "\nthen " << Said(after);
    ++seen[static_cast<size_t>(before.tier)];
    raised += after.tier > before.tier ? 1 : 0;
  }
  for (const Tier tier : {Tier::kGreen, Tier::kYellow, Tier::kOrange, Tier::kRed}) {
    EXPECT_GT(seen[static_cast<size_t>(tier)], 100) << "the people are of all tiers";
  }
  EXPECT_GT(raised, 1000);
}

}  // namespace
}  // namespace mimamori::observation
