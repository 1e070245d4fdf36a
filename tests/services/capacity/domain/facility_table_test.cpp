// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/domain/facility_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::capacity {
namespace {

using platform::ReasonOf;
using testing::HasSubstr;
using testing::Not;

const std::string kHeading = "種別,施設名,団体コード,緯度,経度,受入,機能,電話番号,メールアドレス,報告時刻\n";
const std::string kRow = "病院,総合病院,271004,34.6937,135.5023,可,oxygen　ecmo,06-1234-5678,desk@example.jp,09:00 15:00\n";

absl::StatusOr<std::vector<FacilityEntry>> Read(const std::string& bytes) {
  return ReadFacilityTable(bytes, {"ecmo", "oxygen"},
                           [](const platform::AreaCode& area) { return area.ToString() == "271004"; },
                           [](const platform::AreaCode&, const std::string& name) { return name == "既存病院"; });
}

TEST(FacilityTable, IsReadByItsHeading) {
  const auto entries = Read(kHeading + kRow + "accommodation,ホテル,271004,,,,,,,\n");
  ASSERT_TRUE(entries.ok()) << entries.status();
  ASSERT_EQ(entries->size(), 2u);
  const Facility& first = entries->front().facility;
  EXPECT_EQ(first.kind, FacilityKind::kHospital);
  EXPECT_EQ(first.area.ToString(), "271004");
  EXPECT_EQ(first.facts.display_name, "総合病院");
  EXPECT_EQ(first.facts.point, (Point{.latitude = 34693700, .longitude = 135502300}));
  EXPECT_TRUE(first.facts.accepting);
  EXPECT_EQ(first.facts.capabilities, (std::vector<std::string>{"ecmo", "oxygen"}));
  EXPECT_EQ(first.facts.due_minutes, (std::vector{540, 900}));
  EXPECT_TRUE(first.has_contact);
  EXPECT_EQ(entries->front().email->Masked(), "d•••@example.jp");
  const Facility& second = entries->back().facility;
  EXPECT_EQ(second.kind, FacilityKind::kAccommodation);
  EXPECT_EQ(second.facts.point, std::nullopt);
  EXPECT_FALSE(second.facts.accepting);
  EXPECT_FALSE(second.has_contact);
}

TEST(FacilityTable, IsAllOrNothingWithEachProblemWhereItIs) {
  const auto entries = Read(kHeading + kRow +
                            "病棟,甲,271004,,,,,,,\n"             // 3: kind
                            "病院,,271004,,,,,,,\n"               // 4: name
                            "病院,乙,271005,,,,,,,\n"             // 5: check digit
                            "病院,丙,130001,,,,,,,\n"             // 6: another's
                            "病院,丁,271004,,,たぶん,,,,\n"        // 7: accepting
                            "病院,戊,271004,,,,magic,,,\n"        // 8: capability
                            "病院,己,271004,,,,,,ひみつ@,\n"       // 9: address
                            "病院,庚,271004,,,,,,,25:00\n"        // 10: time
                            "病院,総合病院,271004,,,,,,,\n"        // 11: twice
                            "病院,既存病院,271004,,,,,,,\n");      // 12: there is one
  ASSERT_FALSE(entries.ok());
  EXPECT_EQ(platform::FieldOf(entries.status()), "content");
  EXPECT_EQ(ReasonOf(entries.status()), "UNKNOWN_KIND");
  const std::string sentence(entries.status().message());
  for (const char* place : {"line 3, column 1", "line 4, column 2", "line 5, column 3", "line 6, column 3", "line 7, column 6",
                            "line 8, column 7", "line 9, column 9", "line 10, column 10", "line 11, column 2",
                            "line 12, column 2"}) {
    EXPECT_THAT(sentence, HasSubstr(place));
  }
  EXPECT_THAT(sentence, Not(HasSubstr("ひみつ")));
}

TEST(FacilityTable, RefusesWhatItCannotRead) {
  const struct {
    const char* what;
    std::string table;
    const char* reason;
  } cases[] = {
      {"no row", kHeading, "NO_ROWS"},
      {"no name column", "種別,団体コード\n病院,271004\n", "MISSING_COLUMN"},
      {"a column more", "種別,施設名,団体コード,院長\n病院,甲,271004,x\n", "UNKNOWN_COLUMN"},
      {"half a point", "種別,施設名,団体コード,緯度\n病院,甲,271004,34.5\n", "MALFORMED_POINT"},
      {"a quotation without an end", "種別,施設名,団体コード\n病院,\"甲,271004\n", "MALFORMED_CSV"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    EXPECT_EQ(ReasonOf(Read(c.table).status()), c.reason);
  }
}

}  // namespace
}  // namespace mimamori::capacity
