// SPDX-License-Identifier: Apache-2.0
// The conformance table of the infectious days.
#include "services/registry/domain/infectious.hpp"

#include <gtest/gtest.h>

#include "fmt/format.h"

namespace mimamori::registry {
namespace {

constexpr InfectiousRule kOsaka{.days_before_onset = 2, .days_before_sampling = 2, .days_before_report = 2};
constexpr InfectiousRule kApart{.days_before_onset = 3, .days_before_sampling = 1, .days_before_report = 0};

std::optional<absl::CivilDay> Day(const char* text) {
  absl::CivilDay day;
  if (*text == '\0') return std::nullopt;
  EXPECT_TRUE(absl::ParseCivilTime(text, &day));
  return day;
}

Case Patient(const char* onset, const char* sampling, const char* report, CaseKind kind = CaseKind::kConfirmed) {
  return {.id = CaseId::Random(), .kind = kind, .onset = Day(onset), .sampling = Day(sampling), .report = *Day(report)};
}

TEST(InfectiousDays, FollowTheRuleInEveryCase) {
  const struct {
    const char* name;
    InfectiousRule rule;
    const char* onset;
    const char* sampling;
    const char* report;
    const char* first;  // the last is always the day of the report
  } cases[] = {
      {"two days before the onset", kOsaka, "2026-11-18", "2026-11-19", "2026-11-20", "2026-11-16"},
      {"onset on the day of sampling", kOsaka, "2026-11-19", "2026-11-19", "2026-11-20", "2026-11-17"},
      {"onset, sampling and report on one day", kOsaka, "2026-11-20", "2026-11-20", "2026-11-20", "2026-11-18"},
      {"long ill before the report", kOsaka, "2026-10-30", "2026-11-19", "2026-11-20", "2026-10-28"},
      {"over the turn of the year", kOsaka, "2027-01-01", "2027-01-02", "2027-01-04", "2026-12-30"},
      {"through a leap day", kOsaka, "2028-03-01", "2028-03-02", "2028-03-03", "2028-02-28"},
      {"sampling not known", kOsaka, "2026-11-18", "", "2026-11-20", "2026-11-16"},
      {"sampling not known, onset on the day of the report", kOsaka, "2026-11-20", "", "2026-11-20", "2026-11-18"},
      {"no symptoms", kOsaka, "", "2026-11-19", "2026-11-20", "2026-11-17"},
      {"symptoms after the sample", kOsaka, "2026-11-20", "2026-11-19", "2026-11-20", "2026-11-17"},
      {"symptoms after the report", kOsaka, "2026-11-25", "2026-11-19", "2026-11-20", "2026-11-17"},
      {"symptoms after the report, sampling not known", kOsaka, "2026-11-21", "", "2026-11-20", "2026-11-18"},
      {"only the report is known", kOsaka, "", "", "2026-11-20", "2026-11-18"},
      {"each date has a number of its own: onset", kApart, "2026-11-18", "2026-11-19", "2026-11-20", "2026-11-15"},
      {"sampling", kApart, "", "2026-11-19", "2026-11-20", "2026-11-18"},
      {"report", kApart, "", "", "2026-11-20", "2026-11-20"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    for (const CaseKind kind : {CaseKind::kConfirmed, CaseKind::kProbable}) {
      const auto days = InfectiousDays(Patient(c.onset, c.sampling, c.report, kind), c.rule);
      ASSERT_TRUE(days.has_value());
      EXPECT_EQ(days->first, *Day(c.first));
      EXPECT_EQ(days->last, *Day(c.report));
      EXPECT_LE(days->first, days->last);
    }
    EXPECT_FALSE(InfectiousDays(Patient(c.onset, c.sampling, c.report, CaseKind::kContact), c.rule).has_value());
  }
}

// The rule as a question about one day: "from so many days before the onset to the date of the report", and where there
// were no symptoms by the time of the sample, from so many before the sample, or before the report where no sample is told.
bool IsInfectiousOn(absl::CivilDay day, const Case& patient, const InfectiousRule& rule) {
  if (patient.kind == CaseKind::kContact || day > patient.report) return false;
  const absl::CivilDay known_by = patient.sampling ? *patient.sampling : patient.report;
  const bool ill = patient.onset.has_value() && !(*patient.onset > known_by);
  if (ill) return day + rule.days_before_onset >= *patient.onset;
  if (patient.sampling) return day + rule.days_before_sampling >= *patient.sampling;
  return day + rule.days_before_report >= patient.report;
}

TEST(InfectiousDays, AgreeWithAskingOfEachDay) {
  const absl::CivilDay report(2027, 1, 2);
  constexpr int kNone = 99;
  int cases = 0;
  for (int onset : {kNone, -20, -9, -8, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3}) {
    for (int sampling : {kNone, -6, -5, -4, -3, -2, -1, 0}) {
      for (const InfectiousRule& rule : {kOsaka, kApart, InfectiousRule{0, 0, 0}, InfectiousRule{14, 7, 21}}) {
        for (const CaseKind kind : {CaseKind::kConfirmed, CaseKind::kProbable, CaseKind::kContact}) {
          SCOPED_TRACE(fmt::format("onset {}, sampling {}, kind {}", onset, sampling, static_cast<int>(kind)));
          Case patient{.id = CaseId::Random(), .kind = kind, .onset = {}, .sampling = {}, .report = report};
          if (onset != kNone) patient.onset = report + onset;
          if (sampling != kNone) patient.sampling = report + sampling;
          const auto days = InfectiousDays(patient, rule);
          for (absl::CivilDay day = report - 45; day <= report + 10; ++day) {
            const bool counts = days && day >= days->first && day <= days->last;
            ASSERT_EQ(counts, IsInfectiousOn(day, patient, rule)) << day;
          }
          ++cases;
        }
      }
    }
  }
  EXPECT_EQ(cases, 15 * 8 * 4 * 3);
}

TEST(InfectiousRules, CountByTheRuleOfTheDayOfTheReport) {
  absl::TimeZone tokyo;
  ASSERT_TRUE(absl::LoadTimeZone("Asia/Tokyo", &tokyo));
  const InfectiousRules rules({{absl::InfinitePast(), {.days_before_report = 2}},
                               {absl::FromCivil(absl::CivilDay(2026, 11, 20), tokyo), {.days_before_report = 5}},
                               {absl::FromCivil(absl::CivilHour(2026, 11, 22, 9), tokyo), {.days_before_report = 9}}});
  const struct {
    const char* report;
    const char* first;
  } cases[] = {{"2026-11-19", "2026-11-17"},
               {"2026-11-20", "2026-11-15"},
               {"2026-11-22", "2026-11-17"},  // the new rule begins later on that day
               {"2026-11-23", "2026-11-14"}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.report);
    EXPECT_EQ(rules.DaysOf(Patient("", "", c.report), tokyo)->first, *Day(c.first));
  }
  EXPECT_FALSE(InfectiousRules({}).DaysOf(Patient("", "", "2026-11-20"), tokyo).has_value());
}

}  // namespace
}  // namespace mimamori::registry
