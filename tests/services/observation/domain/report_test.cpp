// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/report.hpp"

#include <gtest/gtest.h>

#include "tests/services/observation/domain/rules.hpp"
#include "services/platform/core/error.hpp"

namespace mimamori::observation {
namespace {

const absl::Time kNoon = At("2026-11-20 12:00:00");

TEST(CheckReport, TakesWhatCanBeMeasured) {
  const struct {
    const char* field;
    std::optional<int> Readings::*reading;
    int least;
    int most;
  } cases[] = {{"temperature", &Readings::temperature, 250, 450},
               {"spo2", &Readings::spo2, 30, 100},
               {"pulse", &Readings::pulse, 10, 300},
               {"respiratory_rate", &Readings::respiratory_rate, 1, 120}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.field);
    Report report{.time = kNoon, .received = kNoon};
    for (const int good : {c.least, c.most}) {
      report.readings.*c.reading = good;
      EXPECT_TRUE(CheckReport(report).ok()) << good;
    }
    for (const int bad : {c.least - 1, c.most + 1, -1}) {
      report.readings.*c.reading = bad;
      EXPECT_EQ(platform::ReasonOf(CheckReport(report)), "OUT_OF_RANGE") << bad;
      EXPECT_EQ(platform::FieldOf(CheckReport(report)), c.field);
    }
  }
}

TEST(CheckReport, WantsOneThingAtLeast) {
  Report report{.time = kNoon, .received = kNoon};
  EXPECT_EQ(platform::ReasonOf(CheckReport(report)), "MISSING_FIELD");
  const auto with = [&](auto change) {
    Report changed = report;
    change(changed);
    return CheckReport(changed).ok();
  };
  EXPECT_TRUE(with([](Report& r) { r.signs = WordSet<Sign>(); })) << "that there is none is told, too";
  EXPECT_TRUE(with([](Report& r) { r.symptoms = WordSet<Symptom>(); }));
  EXPECT_TRUE(with([](Report& r) { r.fever_reducer = false; }));
  EXPECT_TRUE(with([](Report& r) { r.readings.oxygen = false; }));
  EXPECT_TRUE(with([](Report& r) { r.scales[2] = 5; }));
  EXPECT_FALSE(with([](Report& r) { r.scales[2] = 6; }));
}

TEST(Implausible, IsWhatLiesOutsideOfThePolicysRange) {
  const PlausibleRanges ranges = Rules().plausible;
  const struct {
    const char* name;
    Readings readings;
    WordSet<Item> asked;
  } cases[] = {
      {"nothing told", {}, {}},
      {"the least", {.temperature = 340, .spo2 = 85, .pulse = 40, .respiratory_rate = 8}, {}},
      {"the most", {.temperature = 415, .spo2 = 100, .pulse = 160, .respiratory_rate = 40}, {}},
      {"42.0 °C", {.temperature = 420, .spo2 = 98}, {Item::kTemperature}},
      {"SpO2 70", {.temperature = 365, .spo2 = 70}, {Item::kSpo2}},
      {"below all", {.temperature = 339, .spo2 = 84, .pulse = 39, .respiratory_rate = 7},
       {Item::kTemperature, Item::kSpo2, Item::kPulse, Item::kRespiratoryRate}},
      {"above", {.pulse = 161, .respiratory_rate = 41}, {Item::kPulse, Item::kRespiratoryRate}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(ImplausibleItems(c.readings, ranges), c.asked);
    EXPECT_EQ(CheckConfirmed(c.readings, ranges, {}).ok(), c.asked.Empty());
    EXPECT_TRUE(CheckConfirmed(c.readings, ranges, c.asked).ok()) << "what is confirmed is taken";
  }
}

TEST(Implausible, IsAskedForByName) {
  const Readings readings{.temperature = 420, .spo2 = 70};
  const absl::Status first = CheckConfirmed(readings, Rules().plausible, {});
  EXPECT_EQ(first.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(platform::ReasonOf(first), "CONFIRM_VALUE");
  EXPECT_EQ(platform::FieldOf(first), "temperature");
  EXPECT_EQ(platform::FieldOf(CheckConfirmed(readings, Rules().plausible, {Item::kTemperature})), "spo2");
  EXPECT_EQ(first.message().find("42"), absl::string_view::npos) << "no value in a sentence";
}

TEST(TimeOfReport, BelievesADeviceWithinReason) {
  const absl::Duration oldest = absl::Hours(7 * 24);
  const struct {
    const char* name;
    std::optional<absl::Time> reported;
    EventTime expected;
  } cases[] = {
      {"not told", std::nullopt, {kNoon, false}},
      {"an hour ago", kNoon - absl::Hours(1), {kNoon - absl::Hours(1), false}},
      {"the oldest", kNoon - oldest, {kNoon - oldest, false}},
      {"older", kNoon - oldest - absl::Seconds(1), {kNoon, true}},
      {"a little ahead", kNoon + absl::Minutes(5), {kNoon, false}},
      {"far ahead", kNoon + absl::Minutes(5) + absl::Seconds(1), {kNoon, true}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(TimeOfReport(c.reported, kNoon, oldest), c.expected);
  }
}

TEST(Words, HaveNamesThatComeBack) {
  const auto check = [](const auto& table) {
    for (size_t i = 0; i < table.size(); ++i) {
      EXPECT_EQ(static_cast<size_t>(table[i].first), i) << table[i].second;
      EXPECT_EQ(ParseWord(table, table[i].second), table[i].first);
      EXPECT_EQ(NameOf(table, table[i].first), table[i].second);
    }
    EXPECT_FALSE(ParseWord(table, "SNEEZE"));
  };
  check(kSignNames);
  check(kSymptomNames);
  check(kScaleNames);
  check(kItemNames);
  check(kRiskFactorNames);
  check(kCareNames);
  check(kWhomNames);
}

}  // namespace
}  // namespace mimamori::observation
