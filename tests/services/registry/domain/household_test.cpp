// SPDX-License-Identifier: Apache-2.0
#include "services/registry/domain/household.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::registry {
namespace {

using platform::FieldOf;
using platform::ReasonOf;

const absl::CivilDay kToday(2026, 11, 21);
const absl::Time kNow = absl::FromUnixSeconds(1'795'000'000);

Case ACase(const std::string& number) {
  Case kept = OpenCase(CaseId::Random(),
                       {.kind = CaseKind::kConfirmed, .area_code = "271004", .report_date = "2026-11-18"},
                       kNow, kToday).value();
  kept.number = number;
  return kept;
}

TEST(ChangeReporter, LetsOnePersonReportForAnother) {
  Case child = ACase("1");
  const Case mother = ACase("2");
  EXPECT_EQ(ChangeReporter(child, 1, &mother, 0, 0).value(), true);
  EXPECT_EQ(child.reporter, mother.id);
  child.version = 2;
  EXPECT_EQ(ChangeReporter(child, 1, &mother, 0, 1).value(), false) << "a retry";
  EXPECT_EQ(ReasonOf(ChangeReporter(child, 1, nullptr, 0, 0).status()), "CASE_CHANGED");
  EXPECT_EQ(ChangeReporter(child, 2, nullptr, 0, 0).value(), true);
  EXPECT_EQ(child.reporter, std::nullopt);
}

TEST(ChangeReporter, RefusesChainsAndCrowds) {
  const struct {
    const char* name;
    void (*change)(Case& child, Case& mother);
    int her_members;
    int reporters_members;
    const char* reason;
  } cases[] = {
      {"the twentieth", [](Case&, Case&) {}, 0, 19, ""},
      {"one more", [](Case&, Case&) {}, 0, 20, "TOO_MANY_MEMBERS"},
      {"she reports for others", [](Case&, Case&) {}, 1, 0, "REPORTS_FOR_OTHERS"},
      {"somebody reports for the other", [](Case&, Case& m) { m.reporter = CaseId::Random(); }, 0, 0,
       "REPORTER_HAS_REPORTER"},
      {"the other was taken back", [](Case&, Case& m) { m.withdrawn_at = kNow; }, 0, 0, "REPORTER_WITHDRAWN"},
      {"she was taken back", [](Case& c, Case&) { c.withdrawn_at = kNow; }, 0, 0, "CASE_WITHDRAWN"},
      {"herself", [](Case& c, Case& m) { m.id = c.id; }, 0, 0, "SAME_CASE"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    Case child = ACase("1");
    Case mother = ACase("2");
    c.change(child, mother);
    EXPECT_EQ(ReasonOf(ChangeReporter(child, 1, &mother, c.her_members, c.reporters_members).status()), c.reason);
  }
}

class MergeCasesTest : public testing::Test {
 protected:
  absl::StatusOr<bool> Merge(bool reports_for_others = false) {
    return MergeCases(kept_, double_, {.version = 1, .duplicate_version = 1, .reports_for_others = reports_for_others},
                      kNow);
  }
  Case kept_ = ACase("1");
  Case double_ = ACase("2");
};

TEST_F(MergeCasesTest, LearnsWhatItDoesNotKnow) {
  double_.onset = absl::CivilDay(2026, 11, 15);
  double_.sampling = absl::CivilDay(2026, 11, 17);
  double_.patient = {.birth_year = 1961, .sex = Sex::kMale, .risks = {RiskFactor::kDialysis}, .language = "vi",
                     .time_zone = "Asia/Seoul", .route = Route::kKnown};
  double_.plan = Plan{.reports_per_day = 2, .start = kToday, .end = kToday};
  double_.standing = {.status = CaseStatus::kAdmitted, .severe = true, .since = kToday};
  double_.merged_numbers = {"3"};
  kept_.patient.risks = {RiskFactor::kDiabetes};
  EXPECT_EQ(Merge().value(), true);
  EXPECT_EQ(kept_.onset, absl::CivilDay(2026, 11, 15));
  EXPECT_EQ(kept_.sampling, absl::CivilDay(2026, 11, 17));
  EXPECT_EQ(kept_.patient.birth_year, 1961);
  EXPECT_EQ(kept_.patient.sex, Sex::kMale);
  EXPECT_EQ(kept_.patient.route, Route::kKnown);
  EXPECT_EQ(kept_.patient.risks, (std::vector{RiskFactor::kDiabetes, RiskFactor::kDialysis}));
  EXPECT_EQ(kept_.patient.language, "ja") << "it goes with the contact";
  EXPECT_EQ(kept_.plan, double_.plan);
  EXPECT_EQ(kept_.standing, double_.standing);
  EXPECT_EQ(kept_.merged_numbers, (std::vector<std::string>{"2", "3"}));
  EXPECT_EQ(double_.merged_into, kept_.id);
  EXPECT_EQ(double_.withdrawn_at, kNow);
  EXPECT_EQ(Merge().value(), false) << "a retry";
}

TEST_F(MergeCasesTest, KeepsWhatItKnows) {
  double_.onset = absl::CivilDay(2026, 11, 15);
  double_.sampling = absl::CivilDay(2026, 11, 19);
  double_.patient.birth_year = 1961;
  double_.standing = {.status = CaseStatus::kAdmitted, .since = kToday};
  kept_.onset = absl::CivilDay(2026, 11, 16);
  kept_.patient.birth_year = 1960;
  kept_.standing = {.status = CaseStatus::kHome, .since = kToday};
  const Standing home = kept_.standing;
  EXPECT_EQ(Merge().value(), true);
  EXPECT_EQ(kept_.onset, absl::CivilDay(2026, 11, 16));
  EXPECT_EQ(kept_.sampling, std::nullopt) << "it would be younger than the report";
  EXPECT_EQ(kept_.patient.birth_year, 1960);
  EXPECT_EQ(kept_.standing, home);
}

TEST_F(MergeCasesTest, RefusesWhatWouldLoseSomething) {
  const struct {
    const char* name;
    void (*change)(Case& kept, Case& duplicate);
    const char* field;
    const char* reason;
  } cases[] = {
      {"the same", [](Case& k, Case& d) { d.id = k.id; }, "duplicate_id", "SAME_CASE"},
      {"another version", [](Case& k, Case&) { k.version = 2; }, "version", "CASE_CHANGED"},
      {"another version of the double", [](Case&, Case& d) { d.version = 2; }, "duplicate_version", "CASE_CHANGED"},
      {"taken back", [](Case& k, Case&) { k.withdrawn_at = kNow; }, "case_id", "CASE_WITHDRAWN"},
      {"a double that was taken back", [](Case&, Case& d) { d.withdrawn_at = kNow; }, "duplicate_id", "CASE_WITHDRAWN"},
      {"the address", [](Case&, Case& d) { d.has_contact = true; }, "duplicate_id", "CONTACT_WOULD_BE_LOST"},
      {"both have one", [](Case& k, Case& d) { k.has_contact = d.has_contact = true; }, "", ""},
      {"the infection", [](Case& k, Case&) { k.kind = CaseKind::kContact; }, "duplicate_id", "INFECTION_WOULD_BE_LOST"},
      {"a contact of a case", [](Case&, Case& d) { d.kind = CaseKind::kContact; }, "", ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    Case kept = ACase("1");
    Case duplicate = ACase("2");
    c.change(kept, duplicate);
    const Case before = kept;
    const auto merged = MergeCases(kept, duplicate, {.version = 1, .duplicate_version = 1}, kNow);
    EXPECT_EQ(ReasonOf(merged.status()), c.reason);
    EXPECT_EQ(FieldOf(merged.status()), c.field);
    if (!merged.ok()) {
      EXPECT_EQ(kept, before) << "nothing happened";
    }
  }
}

TEST_F(MergeCasesTest, SortsOutWhoReports) {
  const CaseId mother = CaseId::Random();
  const struct {
    const char* name;
    std::optional<CaseId> kept, duplicate;  // who reports for each
    bool for_others;
    std::optional<CaseId> wanted;
    const char* reason;
  } cases[] = {
      {"nobody", {}, {}, true, {}, ""},
      {"for the double", {}, mother, false, mother, ""},
      {"for the case", mother, CaseId::Random(), false, mother, ""},
      {"the double for the case", double_.id, {}, true, {}, ""},
      {"the case for the double", {}, kept_.id, true, {}, ""},
      {"the double for the case, its mother for it", double_.id, mother, false, mother, ""},
      {"a chain", {}, mother, true, {}, "HOUSEHOLD_CHAIN"},
  };
  const Case kept = kept_, duplicate = double_;
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    kept_ = kept;
    double_ = duplicate;
    kept_.reporter = c.kept;
    double_.reporter = c.duplicate;
    EXPECT_EQ(ReasonOf(Merge(c.for_others).status()), c.reason);
    if (*c.reason != '\0') continue;
    EXPECT_EQ(kept_.reporter, c.wanted);
    EXPECT_EQ(double_.reporter, std::nullopt);
  }
}

}  // namespace
}  // namespace mimamori::registry
