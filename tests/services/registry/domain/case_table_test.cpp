// SPDX-License-Identifier: Apache-2.0
#include "services/registry/domain/case_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::registry {
namespace {

using platform::FieldOf;
using platform::ReasonOf;
using testing::HasSubstr;
using testing::Not;

const absl::CivilDay kToday(2026, 11, 21);
const absl::Time kNow = absl::FromUnixSeconds(1'795'000'000);
const std::string kHeading = "区分,団体コード,届出日,発症日,生年,性別,リスク因子,メールアドレス,報告回数,観察開始日,観察終了日,世帯\n";
const std::string kRow = "確定,271004,2026-11-20,2026-11-18,1961,女,糖尿病　透析,hanako@example.jp,2,2026-11-21,2026-12-01,\n";

absl::StatusOr<std::vector<CaseEntry>> Read(const std::string& bytes) {
  return ReadCaseTable(bytes, [](const platform::AreaCode& area) { return area.ToString() == "271004"; }, kNow, kToday);
}

TEST(CaseTable, IsReadByItsHeading) {
  const auto entries = Read(kHeading + kRow + "濃厚接触者,271004,2026-11-20,,,,,,,,,\n");
  ASSERT_TRUE(entries.ok()) << entries.status();
  ASSERT_EQ(entries->size(), 2u);
  const Case& patient = entries->front().opened;
  EXPECT_EQ(patient.kind, CaseKind::kConfirmed);
  EXPECT_EQ(patient.area.ToString(), "271004");
  EXPECT_EQ(patient.report, absl::CivilDay(2026, 11, 20));
  EXPECT_EQ(patient.onset, absl::CivilDay(2026, 11, 18));
  EXPECT_EQ(patient.patient.birth_year, 1961);
  EXPECT_EQ(patient.patient.sex, Sex::kFemale);
  EXPECT_EQ(patient.patient.risks, (std::vector{RiskFactor::kDiabetes, RiskFactor::kDialysis}));
  EXPECT_EQ(patient.plan, (Plan{.reports_per_day = 2, .start = kToday, .end = absl::CivilDay(2026, 12, 1)}));
  EXPECT_TRUE(patient.has_contact);
  EXPECT_EQ(patient.created_at, kNow);
  EXPECT_EQ(entries->front().email->Masked(), "h•••@example.jp");
  const Case& contact = entries->back().opened;
  EXPECT_EQ(contact.kind, CaseKind::kContact);
  EXPECT_EQ(contact.patient, Patient{});
  EXPECT_EQ(contact.plan, std::nullopt);
  EXPECT_FALSE(entries->back().email.has_value());
}

TEST(CaseTable, IsReadInAnyOrderInEnglish) {
  const auto entries = Read(
      "route,report_date,kind,area_code,language,time_zone,sampling_date,sex,risk_factors\r\n"
      "unknown,2026-11-20,probable,271004,en,Asia/Seoul,2026-11-19,other, obesity  dialysis \r\n");
  ASSERT_TRUE(entries.ok()) << entries.status();
  const Case& patient = entries->front().opened;
  EXPECT_EQ(patient.kind, CaseKind::kProbable);
  EXPECT_EQ(patient.sampling, absl::CivilDay(2026, 11, 19));
  EXPECT_EQ(patient.patient, (Patient{.sex = Sex::kOther, .risks = {RiskFactor::kObesity, RiskFactor::kDialysis},
                                      .language = "en", .time_zone = "Asia/Seoul", .route = Route::kUnknown}));
}

TEST(CaseTable, KnowsEveryRiskFactorInBothLanguages) {
  for (const char* cell :
       {"diabetes chronic_respiratory_disease severe_cardiovascular_disease cancer_under_treatment immunosuppressants "
        "immunodeficiency uncontrolled_hypertension severe_kidney_disease obesity after_organ_transplant dialysis "
        "late_pregnancy pneumonia_less_than_half oxygen_needed looks_severely_ill asymptomatic",
        "糖尿病 慢性呼吸器疾患 重症心血管疾患 治療中のがん 免疫抑制剤 免疫不全 コントロール不良の高血圧 重度腎疾患 肥満 臓器移植後 透析 "
        "妊娠37週以降 肺炎片側半分未満 酸素必要 重篤感 無症状"}) {
    const auto entries =
        Read(std::string("kind,area_code,report_date,risk_factors\nconfirmed,271004,2026-11-20,") + cell + "\n");
    ASSERT_TRUE(entries.ok()) << entries.status();
    std::vector<int> numbers;
    for (const RiskFactor risk : entries->front().opened.patient.risks) numbers.push_back(static_cast<int>(risk));
    EXPECT_EQ(numbers, (std::vector{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 17, 18}));
  }
  for (const auto& [name, number] : {std::pair{"肺炎片側半分以上", 14}, {"pneumonia_half_or_more", 14},
                                     {"肺炎両側", 15}, {"pneumonia_both_sides", 15}}) {
    const auto entries =
        Read(std::string("kind,area_code,report_date,risk_factors\nconfirmed,271004,2026-11-20,") + name + "\n");
    EXPECT_EQ(entries->front().opened.patient.risks, (std::vector{static_cast<RiskFactor>(number)})) << name;
  }
}

TEST(CaseTable, MayBeShiftJis) {
  // "区分,団体コード,届出日" and a row of a confirmed case, as Windows saves it.
  const std::string bytes =
      "\x8b\xe6\x95\xaa,\x92\x63\x91\xcc\x83\x52\x81\x5b\x83\x68,\x93\xcd\x8f\x6f\x93\xfa\r\n"
      "\x8a\x6d\x92\xe8,271004,2026-11-20\r\n";
  const auto entries = Read(bytes);
  ASSERT_TRUE(entries.ok()) << entries.status();
  EXPECT_EQ(entries->front().opened.kind, CaseKind::kConfirmed);
}

TEST(CaseTable, LetsTheFirstOfAHouseholdReport) {
  const std::string heading = "kind,area_code,report_date,household\n";
  const std::string row = "contact,271004,2026-11-20,";
  const auto entries = Read(heading + row + "A\n" + row + "\n" + row + "B\n" + row + "A\n" + row + "B\n" + row + "A\n");
  ASSERT_TRUE(entries.ok()) << entries.status();
  std::vector<int> reporters;
  for (const CaseEntry& entry : *entries) reporters.push_back(entry.reporter ? static_cast<int>(*entry.reporter) : -1);
  EXPECT_EQ(reporters, (std::vector{-1, -1, -1, 0, 2, 0}));
  std::string many = heading;
  for (int i = 0; i < 21; ++i) many += row + "A\n";
  EXPECT_TRUE(Read(many).ok());
  const auto crowd = Read(many + row + "A\n");
  EXPECT_EQ(ReasonOf(crowd.status()), "TOO_MANY_MEMBERS");
  EXPECT_THAT(std::string(crowd.status().message()), HasSubstr("line 23, column 4"));
}

TEST(CaseTable, NamesLineAndColumnOfWhatIsWrong) {
  const struct {
    const char* name;
    const char* row;
    const char* reason;
    const char* place;
  } cases[] = {
      {"no kind", ",271004,2026-11-20,,,,,,,,,", "MISSING_FIELD", "line 3, column 1"},
      {"unknown kind", "陽性,271004,2026-11-20,,,,,,,,,", "UNKNOWN_KIND", "line 3, column 1"},
      {"check digit", "確定,271005,2026-11-20,,,,,,,,,", "MALFORMED_AREA_CODE", "line 3, column 2"},
      {"elsewhere", "確定,131016,2026-11-20,,,,,,,,,", "AREA_UNKNOWN", "line 3, column 2"},
      {"no report", "確定,271004,,,,,,,,,,", "MISSING_FIELD", "line 3, column 3"},
      {"a date as Excel writes it", "確定,271004,2026/11/20,,,,,,,,,", "MALFORMED_DATE", "line 3, column 3"},
      {"symptoms tomorrow", "確定,271004,2026-11-20,2026-11-22,,,,,,,,", "DATE_IN_FUTURE", "line 3, column 4"},
      {"era", "確定,271004,2026-11-20,,S36,,,,,,,", "BAD_BIRTH_YEAR", "line 3, column 5"},
      {"not born", "確定,271004,2026-11-20,,2027,,,,,,,", "BAD_BIRTH_YEAR", "line 3, column 5"},
      {"sex", "確定,271004,2026-11-20,,,F,,,,,,", "UNKNOWN_SEX", "line 3, column 6"},
      {"risk", "確定,271004,2026-11-20,,,,糖尿病 喫煙,,,,,", "UNKNOWN_RISK_FACTOR", "line 3, column 7"},
      {"address", "確定,271004,2026-11-20,,,,,hanako,,,,", "MALFORMED_EMAIL_ADDRESS", "line 3, column 8"},
      {"three reports", "確定,271004,2026-11-20,,,,,,3,2026-11-21,2026-11-22,", "BAD_COUNT", "line 3, column 9"},
      {"how often", "確定,271004,2026-11-20,,,,,,,2026-11-21,2026-11-22,", "BAD_COUNT", "line 3, column 9"},
      {"no start", "確定,271004,2026-11-20,,,,,,1,,2026-11-22,", "MISSING_FIELD", "line 3, column 10"},
      {"backwards", "確定,271004,2026-11-20,,,,,,1,2026-11-22,2026-11-21,", "DATES_OUT_OF_ORDER", "line 3, column 11"},
      {"a short row", "確定,271004", "MISSING_FIELD", "line 3, column 3"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto entries = Read(kHeading + kRow + c.row + "\n");
    EXPECT_EQ(FieldOf(entries.status()), "content");
    EXPECT_EQ(ReasonOf(entries.status()), c.reason) << entries.status();
    EXPECT_THAT(std::string(entries.status().message()), HasSubstr(std::string(c.place) + ":"));
  }
}

TEST(CaseTable, TellsSeveralProblemsAtOnceAndQuotesNobody) {
  const auto entries = Read(kHeading + "陽性,271004,2026-11-20,,,,,,,,,\n" + kRow + "確定,271004,2026-11-20,,,,,taro.yamada,,,,\n");
  const std::string told(entries.status().message());
  EXPECT_THAT(told, HasSubstr("line 2, column 1"));
  EXPECT_THAT(told, HasSubstr("line 4, column 8"));
  EXPECT_THAT(told, Not(HasSubstr("yamada")));
}

TEST(CaseTable, TakesNothingThatIsNotAskedFor) {
  const auto entries = Read("区分,氏名,団体コード,届出日\n確定,山田花子,271004,2026-11-20\n");
  EXPECT_EQ(ReasonOf(entries.status()), "UNKNOWN_COLUMN");
  EXPECT_THAT(std::string(entries.status().message()), HasSubstr("line 1, column 2"));
  EXPECT_EQ(ReasonOf(Read("区分,団体コード\n確定,271004\n").status()), "MISSING_COLUMN");
}

TEST(CaseTable, HasUpToTenThousandRows) {
  std::string table = kHeading;
  for (int i = 0; i < 10'000; ++i) table += kRow;
  EXPECT_EQ(Read(table)->size(), 10'000u);
  EXPECT_EQ(ReasonOf(Read(table + kRow).status()), "TOO_MANY_ROWS");
}

}  // namespace
}  // namespace mimamori::registry
