// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "services/observation/domain/triage.hpp"

// Rules as somebody may approve them; the shipped ones are in store/rule_reader_test.cpp.
namespace mimamori::observation {

inline absl::TimeZone Zone(const char* name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone)) << name;
  return zone;
}

// "2026-11-20 19:00:00" on the wall there.
inline absl::Time At(const char* text, const absl::TimeZone& zone = Zone("Asia/Tokyo")) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime("%Y-%m-%d %H:%M:%S", text, zone, &time, &error)) << error;
  return time;
}

inline RuleSet Rules() {
  RuleSet rules{.version = 3};
  rules.plausible = {
      .temperature = {340, 415}, .spo2 = {85, 100}, .pulse = {40, 160}, .respiratory_rate = {8, 40}};
  rules.spo2 = {{95, Tier::kYellow}, {94, Tier::kOrange}, {92, Tier::kRed}};
  rules.spo2_scale_2 = {{87, Tier::kOrange}, {83, Tier::kRed}};
  rules.spo2_drop = {{3, Tier::kYellow}, {4, Tier::kOrange}};
  rules.reducer_allowance = 5;
  rules.fever = {{380, Tier::kYellow, Whom::kContacts}, {385, Tier::kYellow}, {395, Tier::kOrange}};
  rules.groups = {
      {.name = "BREATHING", .needed = 1,
       .symptoms = {Symptom::kCough, Symptom::kDifficultyBreathing, Symptom::kShortnessOfBreath, Symptom::kLossOfSmell,
                    Symptom::kLossOfTaste}},
      {.name = "GENERAL", .needed = 2,
       .symptoms = {Symptom::kChills, Symptom::kShakingChills, Symptom::kMuscleOrJointPain, Symptom::kHeadache,
                    Symptom::kSoreThroat, Symptom::kNauseaOrVomiting, Symptom::kDiarrhoea, Symptom::kFatigue,
                    Symptom::kCongestion},
       .fever_from = 380}};
  rules.news2 = {{5, Tier::kOrange}, {7, Tier::kRed}};
  rules.admission = {.ages = {{65, 2}, {75, 3}}, .unknown_age = 3,
                     .factors = {2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 6, 6, 3, 6, 6, 5, 1, -1},
                     .spo2_at_most = 95, .high_risk_at = 3, .admit_at = 5};
  rules.scales[static_cast<size_t>(Scale::kWater)] = {{4, Tier::kYellow}, {5, Tier::kOrange}};
  rules.carried = kReported;
  rules.missing = {{.item = Item::kTemperature, .stale_hours = 24, .tier = Tier::kYellow},
                   {.item = Item::kSpo2, .stale_hours = 24, .tier = Tier::kYellow, .whom = Whom::kHighRisk},
                   {.item = Item::kSigns, .stale_hours = 0, .tier = Tier::kYellow}};
  rules.contact = {{{.ordinary = 720, .high_risk = 360}, {.ordinary = 120, .high_risk = 60}, {.ordinary = 30, .high_risk = 15}}};
  rules.severities = {{.name = "NATIONAL", .severe = {Care::kIntensiveCare, Care::kVentilator}}};
  return rules;
}

inline Patient Grown() { return {.birth_year = 1986, .zone = Zone("Asia/Tokyo")}; }

// A report with nothing wrong in it.
inline Report Well(absl::Time time) {
  return {.time = time,
          .received = time,
          .readings = {.temperature = 365, .spo2 = 98, .pulse = 70, .respiratory_rate = 16, .oxygen = false},
          .signs = WordSet<Sign>(),
          .symptoms = WordSet<Symptom>(),
          .fever_reducer = false,
          .scales = {1, 1, 1}};
}

}  // namespace mimamori::observation
