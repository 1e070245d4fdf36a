// SPDX-License-Identifier: Apache-2.0
#include "services/registry/domain/patient.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::registry {
namespace {

const absl::CivilDay kToday(2026, 11, 21);

TEST(ParsePatient, JudgesTheDraft) {
  const struct {
    const char* name;
    void (*change)(PatientDraft&);
    const char* field;
    const char* reason;
  } cases[] = {
      {"nothing known", [](PatientDraft&) {}, "", ""},
      {"born this year", [](PatientDraft& d) { d.birth_year = 2026; }, "", ""},
      {"born next year", [](PatientDraft& d) { d.birth_year = 2027; }, "birth_year", "BAD_BIRTH_YEAR"},
      {"born in 1900", [](PatientDraft& d) { d.birth_year = 1900; }, "", ""},
      {"born in 1899", [](PatientDraft& d) { d.birth_year = 1899; }, "birth_year", "BAD_BIRTH_YEAR"},
      {"born in a year of the Showa era", [](PatientDraft& d) { d.birth_year = 45; }, "birth_year", "BAD_BIRTH_YEAR"},
      {"other", [](PatientDraft& d) { d.sex = 3; }, "", ""},
      {"a sex that there isn't", [](PatientDraft& d) { d.sex = 4; }, "sex", "UNKNOWN_SEX"},
      {"a route that there isn't", [](PatientDraft& d) { d.route = 3; }, "route", "UNKNOWN_ROUTE"},
      {"the last risk factor", [](PatientDraft& d) { d.risk_factors = {18}; }, "", ""},
      {"one more", [](PatientDraft& d) { d.risk_factors = {1, 19}; }, "risk_factors", "UNKNOWN_RISK_FACTOR"},
      {"none", [](PatientDraft& d) { d.risk_factors = {0}; }, "risk_factors", "UNKNOWN_RISK_FACTOR"},
      {"two kinds of pneumonia", [](PatientDraft& d) { d.risk_factors = {13, 15}; }, "risk_factors",
       "RISK_FACTORS_EXCLUDE_EACH_OTHER"},
      {"pneumonia and oxygen", [](PatientDraft& d) { d.risk_factors = {15, 16}; }, "", ""},
      {"another language", [](PatientDraft& d) { d.language = "de"; }, "language", "UNKNOWN_LANGUAGE"},
      {"another time zone", [](PatientDraft& d) { d.time_zone = "Asia/Osaka"; }, "time_zone", "UNKNOWN_TIME_ZONE"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    PatientDraft draft;
    c.change(draft);
    const auto patient = ParsePatient(draft, kToday);
    EXPECT_EQ(platform::ReasonOf(patient.status()), c.reason);
    EXPECT_EQ(platform::FieldOf(patient.status()), c.field);
  }
}

TEST(ParsePatient, KeepsRisksOnceAndInOrder) {
  const auto patient = ParsePatient({.birth_year = 1961, .sex = 1, .risk_factors = {11, 1, 11}, .route = 2}, kToday);
  ASSERT_TRUE(patient.ok()) << patient.status();
  EXPECT_EQ(patient->risks, (std::vector{RiskFactor::kDiabetes, RiskFactor::kDialysis}));
  EXPECT_EQ(patient->sex, Sex::kFemale);
  EXPECT_EQ(patient->route, Route::kUnknown);
  EXPECT_EQ(patient->language, "ja");
  EXPECT_EQ(patient->time_zone, "Asia/Tokyo");
}

TEST(ParsePlan, JudgesTheDraft) {
  const struct {
    const char* name;
    PlanDraft draft;
    const char* field;
    const char* reason;
  } cases[] = {
      {"twice a day", {2, "2026-11-21", "2026-12-01"}, "", ""},
      {"one day", {1, "2026-11-21", "2026-11-21"}, "", ""},
      {"ninety days more", {1, "2026-01-01", "2026-04-01"}, "", ""},
      {"ninety-one", {1, "2026-01-01", "2026-04-02"}, "plan.end_date", "PLAN_TOO_LONG"},
      {"never", {0, "2026-11-21", "2026-12-01"}, "plan.reports_per_day", "BAD_COUNT"},
      {"three times", {3, "2026-11-21", "2026-12-01"}, "plan.reports_per_day", "BAD_COUNT"},
      {"no start", {1, "", "2026-12-01"}, "plan.start_date", "MISSING_FIELD"},
      {"no end", {1, "2026-11-21", ""}, "plan.end_date", "MISSING_FIELD"},
      {"no day", {1, "2026-11-31", "2026-12-01"}, "plan.start_date", "MALFORMED_DATE"},
      {"backwards", {1, "2026-11-21", "2026-11-20"}, "plan.end_date", "DATES_OUT_OF_ORDER"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto plan = ParsePlan(c.draft);
    EXPECT_EQ(platform::ReasonOf(plan.status()), c.reason);
    EXPECT_EQ(platform::FieldOf(plan.status()), c.field);
  }
  EXPECT_EQ(ParsePlan(std::nullopt).value(), std::nullopt);
  EXPECT_EQ(ParsePlan(cases[0].draft).value(),
            (Plan{.reports_per_day = 2, .start = kToday, .end = absl::CivilDay(2026, 12, 1)}));
}

TEST(Together, LeavesOutWhatExcludesWhatIsThere) {
  using enum RiskFactor;
  EXPECT_EQ(Together({kObesity}, {kDiabetes, kObesity}), (std::vector{kDiabetes, kObesity}));
  EXPECT_EQ(Together({kPneumoniaLessThanHalf}, {kDialysis, kPneumoniaBothSides}),
            (std::vector{kDialysis, kPneumoniaLessThanHalf}));
  EXPECT_EQ(Together({}, {kPneumoniaBothSides}), (std::vector{kPneumoniaBothSides}));
}

}  // namespace
}  // namespace mimamori::registry
