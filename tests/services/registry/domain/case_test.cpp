// SPDX-License-Identifier: Apache-2.0
#include "services/registry/domain/case.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::registry {
namespace {

const absl::CivilDay kToday(2026, 11, 21);
const absl::Time kNow = absl::FromCivil(kToday, absl::UTCTimeZone());

CaseDraft ADraft() {
  return {.kind = CaseKind::kConfirmed,
          .area_code = "271004",
          .onset_date = "2026-11-18",
          .sampling_date = "2026-11-19",
          .report_date = "2026-11-20"};
}

TEST(OpenCase, JudgesTheDraft) {
  const struct {
    const char* name;
    void (*change)(CaseDraft&);
    const char* field;
    const char* reason;
  } cases[] = {
      {"as it should be", [](CaseDraft&) {}, "", ""},
      {"only what is required", [](CaseDraft& d) { d.onset_date = d.sampling_date = ""; }, "", ""},
      {"reported today", [](CaseDraft& d) { d.report_date = "2026-11-21"; }, "", ""},
      {"symptoms after the report", [](CaseDraft& d) { d.onset_date = "2026-11-21"; }, "", ""},
      {"symptoms after the sample", [](CaseDraft& d) { d.onset_date = "2026-11-20"; }, "", ""},
      {"reported tomorrow", [](CaseDraft& d) { d.report_date = "2026-11-22"; }, "report_date", "DATE_IN_FUTURE"},
      {"symptoms tomorrow", [](CaseDraft& d) { d.onset_date = "2026-11-22"; }, "onset_date", "DATE_IN_FUTURE"},
      {"sampled after the report", [](CaseDraft& d) { d.sampling_date = "2026-11-21"; }, "sampling_date",
       "DATES_OUT_OF_ORDER"},
      {"no kind", [](CaseDraft& d) { d.kind.reset(); }, "kind", "MISSING_FIELD"},
      {"no report", [](CaseDraft& d) { d.report_date = ""; }, "report_date", "MISSING_FIELD"},
      {"no area", [](CaseDraft& d) { d.area_code = ""; }, "area_code", "MALFORMED_AREA_CODE"},
      {"wrong check digit", [](CaseDraft& d) { d.area_code = "271005"; }, "area_code", "MALFORMED_AREA_CODE"},
      {"a day that there isn't", [](CaseDraft& d) { d.onset_date = "2026-02-30"; }, "onset_date", "MALFORMED_DATE"},
      {"a short form", [](CaseDraft& d) { d.onset_date = "2026-1-5"; }, "onset_date", "MALFORMED_DATE"},
      {"slashes", [](CaseDraft& d) { d.report_date = "2026/11/20"; }, "report_date", "MALFORMED_DATE"},
      {"a time", [](CaseDraft& d) { d.report_date = "2026-11-20T00:00:00"; }, "report_date", "MALFORMED_DATE"},
      {"blanks", [](CaseDraft& d) { d.report_date = " 2026-11-20"; }, "report_date", "MALFORMED_DATE"},
      {"the last century", [](CaseDraft& d) { d.report_date = "1999-12-31"; }, "report_date", "MALFORMED_DATE"},
      {"two digits", [](CaseDraft& d) { d.report_date = "26-11-20"; }, "report_date", "MALFORMED_DATE"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    CaseDraft draft = ADraft();
    c.change(draft);
    const auto opened = OpenCase(CaseId::Random(), draft, kNow, kToday);
    EXPECT_EQ(platform::ReasonOf(opened.status()), c.reason);
    EXPECT_EQ(platform::FieldOf(opened.status()), c.field);
  }
}

TEST(OpenCase, KeepsThreeDatesApart) {
  const auto opened = OpenCase(CaseId::Random(), ADraft(), kNow, kToday);
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(opened->onset, absl::CivilDay(2026, 11, 18));
  EXPECT_EQ(opened->sampling, absl::CivilDay(2026, 11, 19));
  EXPECT_EQ(opened->report, absl::CivilDay(2026, 11, 20));
  EXPECT_EQ(opened->created_at, kNow);
}

TEST(NumberOf, SpeaksAreaYearAndCount) {
  const auto opened = OpenCase(CaseId::Random(), ADraft(), kNow, kToday);
  EXPECT_EQ(NumberOf(*opened, 123), "271004-2026-000123");
  EXPECT_EQ(NumberOf(*opened, 1'234'567), "271004-2026-1234567");
}

TEST(SameRequest, ComparesWhatWasAsked) {
  const Case first = *OpenCase(CaseId::Random(), ADraft(), kNow, kToday);
  Case again = first;
  again.id = CaseId::Random();
  again.number = "271004-2026-000001";
  again.created_at = kNow + absl::Minutes(1);
  EXPECT_TRUE(SameRequest(first, again));
  for (void (*change)(Case&) : {+[](Case& c) { c.kind = CaseKind::kContact; }, +[](Case& c) { c.onset.reset(); },
                                +[](Case& c) { c.report += 1; }, +[](Case& c) { c.has_contact = true; },
                                +[](Case& c) { c.area = *platform::AreaCode::Parse("131016"); }}) {
    Case other = first;
    change(other);
    EXPECT_FALSE(SameRequest(first, other));
  }
}

TEST(CaseKind, GoesToItsNameAndBack) {
  for (const CaseKind kind : {CaseKind::kConfirmed, CaseKind::kProbable, CaseKind::kContact}) {
    EXPECT_EQ(ParseKind(NameOf(kind)), kind);
  }
  EXPECT_EQ(ParseKind("MAYBE"), std::nullopt);
}

}  // namespace
}  // namespace mimamori::registry
