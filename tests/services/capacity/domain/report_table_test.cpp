// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/domain/report_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::capacity {
namespace {

using platform::ReasonOf;
using testing::HasSubstr;

const std::string kA = "0192f0c1-0000-4000-8000-00000000000a", kB = "0192f0c1-0000-4000-8000-00000000000b";
const std::string kHeading = "施設ID,病床種別,即応病床,入院中,使用不可,許可病床,機能別,救急,職員\n";

absl::StatusOr<std::vector<TableReport>> Read(const std::string& bytes) {
  return ReadReportTable(bytes, [](const FacilityId& id) {
    if (id.ToString() == kA || id.ToString() == kB) return absl::OkStatus();
    return platform::BadField("facility_id", "FACILITY_UNKNOWN", "you don't report for this facility");
  });
}

TEST(ReportTable, GathersTheRowsOfEachFacility) {
  const auto reports = Read(kHeading + kB + ",severe,8,5,1,10,ventilator=5  ecmo=1,制限,\n" + kA + ",moderate,30,28,0,,,,\n" + kB +
                            ",moderate,20,9,0,,,,逼迫\n");
  ASSERT_TRUE(reports.ok()) << reports.status();
  ASSERT_EQ(reports->size(), 2u);
  EXPECT_EQ((*reports)[0].facility.ToString(), kA);
  const TableReport& b = (*reports)[1];
  EXPECT_EQ(b.report.classes.at("severe"),
            (ClassReport{.counts = {.licensed = 10, .staffed = 8, .occupied = 5, .blocked = 1},
                         .able = {{"ecmo", 1}, {"ventilator", 5}}}));
  EXPECT_EQ(b.report.services[2], ServiceState::kLimited);
  EXPECT_EQ(b.report.staff, StaffState::kExhausted);
  EXPECT_EQ(b.LineOf("classes.severe.occupied"), 2);
  EXPECT_EQ(b.LineOf("classes.moderate"), 4);
  EXPECT_EQ(b.LineOf("classes.rooms"), 0);
  EXPECT_EQ(b.LineOf("classes"), 0);
}

TEST(ReportTable, LeavesUnknownWhatIsEmpty) {
  const auto reports = Read(kHeading + kA + ",severe,8,,0,,,,\n");
  ASSERT_TRUE(reports.ok()) << reports.status();
  EXPECT_EQ(reports->front().report.classes.at("severe").counts.occupied, std::nullopt);
}

TEST(ReportTable, IsAllOrNothingWithEachProblemWhereItIs) {
  const auto reports = Read(kHeading + kA + ",severe,8,5,0,,,,\n" +    // 2
                            "x,severe,8,5,0,,,,\n" +                    // 3
                            "0192f0c1-0000-4000-8000-00000000000c,severe,8,5,0,,,,\n" +  // 4: another's
                            kA + ",,8,5,0,,,,\n" +                      // 5
                            kA + ",severe,8,5,0,,,,\n" +                // 6: twice
                            kA + ",moderate,eight,5,0,,,,\n" +          // 7
                            kA + ",rooms,8,5,0,,ecmo,,\n" +             // 8
                            kB + ",rooms,8,5,0,,ecmo=1 ecmo=2,,\n" +    // 9
                            kB + ",severe,8,5,0,,,たぶん,\n");           // 10
  ASSERT_FALSE(reports.ok());
  const std::string sentence(reports.status().message());
  for (const char* place : {"line 3, column 1", "line 4, column 1", "line 5, column 2", "line 6, column 2", "line 7, column 3",
                            "line 8, column 7", "line 9, column 7", "line 10, column 8"}) {
    EXPECT_THAT(sentence, HasSubstr(place));
  }
  EXPECT_EQ(ReasonOf(reports.status()), "FACILITY_UNKNOWN");
  EXPECT_EQ(ReasonOf(Read("施設ID,病床種別,即応病床,入院中\n" + kA + ",severe,8,5\n").status()), "MISSING_COLUMN");
}

}  // namespace
}  // namespace mimamori::capacity
