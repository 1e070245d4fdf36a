// SPDX-License-Identifier: Apache-2.0
#include "services/observation/export/tables.hpp"

#include <gtest/gtest.h>

#include <map>

#include "services/platform/core/csv.hpp"
#include "tests/services/observation/domain/rules.hpp"

namespace mimamori::observation {
namespace {

const absl::Time kNoon = At("2026-11-20 12:00:00");

// By the heading's names.
std::map<std::string, std::string> Read(const std::string& heading, const std::string& row) {
  std::vector<platform::CsvProblem> problems;
  const auto rows = platform::ParseCsv(heading + row, problems);
  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].cells.size(), rows[1].cells.size());
  std::map<std::string, std::string> cells;
  for (size_t i = 0; i < rows[0].cells.size(); ++i) cells[rows[0].cells[i]] = rows[1].cells[i];
  return cells;
}

ListedPatient Listed() {
  ListedPatient listed{.number = "271004-2026-000123", .area = "271004", .patient = Grown(), .status = 3, .times_a_day = 2,
                       .last_report = kNoon, .last_tier = Tier::kOrange};
  listed.patient.risk_factors = {RiskFactor::kDiabetes, RiskFactor::kObesity};
  listed.patient.onset = absl::CivilDay(2026, 11, 18);
  listed.plan_start = absl::CivilDay(2026, 11, 19);
  return listed;
}

TEST(LineList, SaysWhatIsKnownInWords) {
  const auto cells = Read(LineListHeading(), LineListRow(Listed()));
  EXPECT_EQ(cells.at("number"), "271004-2026-000123");
  EXPECT_EQ(cells.at("kind"), "CONFIRMED");
  EXPECT_EQ(cells.at("status"), "HOME");
  EXPECT_EQ(cells.at("birth_year"), "1986");
  EXPECT_EQ(cells.at("onset_date"), "2026-11-18");
  EXPECT_EQ(cells.at("sampling_date"), "");
  EXPECT_EQ(cells.at("risk_factors"), "DIABETES; OBESITY");
  EXPECT_EQ(cells.at("high_risk"), "NO");
  EXPECT_EQ(cells.at("plan_start_date"), "2026-11-19");
  EXPECT_EQ(cells.at("last_report_time"), "2026-11-20 12:00:00") << "where she is";
  EXPECT_EQ(cells.at("last_tier"), "ORANGE");
  ListedPatient silent = Listed();
  silent.last_report = std::nullopt;
  silent.status = 0;
  EXPECT_EQ(Read(LineListHeading(), LineListRow(silent)).at("last_tier"), "");
  EXPECT_EQ(Read(LineListHeading(), LineListRow(silent)).at("status"), "");
}

TEST(ReportTable, TellsWhatWasNotAskedFromWhatIsNotSo) {
  ExportedReport exported{.id = 7, .number = "271004-2026-000123", .area = "271004", .who = Grown(), .source = 3,
                          .report = Well(kNoon)};
  exported.judgement = {.rules_version = 3, .tier = Tier::kRed,
                        .reasons = {{.cause = Cause::kFever, .tier = Tier::kRed, .value = 396, .limit = 395},
                                    {.cause = Cause::kEmergencySign, .tier = Tier::kRed, .what = "CHEST_PAIN", .value = 1, .limit = 1}}};
  exported.report.readings.pulse = std::nullopt;
  exported.report.symptoms = std::nullopt;
  auto cells = Read(ReportHeading(), ReportRow(exported));
  EXPECT_EQ(cells.at("report_id"), "7");
  EXPECT_EQ(cells.at("source"), "STAFF");
  EXPECT_EQ(cells.at("temperature"), "36.5");
  EXPECT_EQ(cells.at("pulse"), "");
  EXPECT_EQ(cells.at("oxygen"), "NO");
  EXPECT_EQ(cells.at("emergency_signs"), "NONE");
  EXPECT_EQ(cells.at("symptoms"), "");
  EXPECT_EQ(cells.at("water"), "1");
  EXPECT_EQ(cells.at("tier"), "RED");
  EXPECT_EQ(cells.at("reasons"), "FEVER 396 (395); EMERGENCY_SIGN CHEST_PAIN 1 (1)");
  EXPECT_EQ(cells.at("rules_version"), "3");
  exported.report.scales = {};
  exported.report.signs = WordSet<Sign>{Sign::kChestPain, Sign::kDazed};
  cells = Read(ReportHeading(), ReportRow(exported));
  EXPECT_EQ(cells.at("water"), "");
  EXPECT_EQ(cells.at("emergency_signs"), "CHEST_PAIN; DAZED");
}

// A group's name is data of a policy: whoever proposes one writes into every officer's spreadsheet.
TEST(ReportTable, RunsNoFormula) {
  ExportedReport exported{.number = "=1+1", .area = "@x", .who = Grown(), .report = Well(kNoon)};
  exported.judgement.reasons = {{.cause = Cause::kSymptomatic, .what = "=cmd|'/c calc'!A1"}};
  const auto cells = Read(ReportHeading(), ReportRow(exported));
  EXPECT_EQ(cells.at("number"), "'=1+1");
  EXPECT_EQ(cells.at("area_code"), "'@x");
  for (const auto& [name, cell] : cells) {
    EXPECT_TRUE(cell.empty() || std::string_view("=+-@\t\r").find(cell.front()) == std::string_view::npos) << name;
  }
}

}  // namespace
}  // namespace mimamori::observation
