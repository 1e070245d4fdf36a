// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/csv_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "services/platform/core/error.hpp"

namespace mimamori::platform {
namespace {

using testing::HasSubstr;

enum Column { kName, kDay, kDays, kColumns };
constexpr std::array<CsvColumn, kColumns> kHeadings{
    {{"name", "名称(漢字)", true, "名称"}, {"day", "日"}, {"days", "日数"}}};

absl::StatusOr<CsvTable> Open(std::string_view text, OtherColumns others = OtherColumns::kIgnored) {
  return CsvTable::Open(text, kHeadings, 3, others);
}

TEST(CsvTable, FindsCellsByTheirHeadings) {
  const auto table = Open("no, 日 ,name\n1,　x　,a\n2\n");
  ASSERT_TRUE(table.ok()) << table.status();
  ASSERT_EQ(table->rows().size(), 2u);
  EXPECT_EQ(table->Cell(table->rows()[0], kName), "a");
  EXPECT_EQ(table->Cell(table->rows()[0], kDay), "x") << "without wide blanks";
  EXPECT_EQ(table->Cell(table->rows()[0], kDays), "") << "there is no such column";
  EXPECT_EQ(table->Cell(table->rows()[1], kName), "") << "a short row";
}

TEST(CsvTable, KnowsAColumnByEachOfItsNamesHoweverAnEditionWritesThem) {
  for (const char* heading : {"name", "名称", "名称(漢字)", "名称（漢字）", "\"名称\r\n（漢字）\"", "　名 称\t"}) {
    SCOPED_TRACE(heading);
    const auto table = Open(std::string("x,") + heading + "\n1,a\n");
    ASSERT_TRUE(table.ok()) << table.status();
    EXPECT_EQ(table->Cell(table->rows()[0], kName), "a");
    EXPECT_EQ(table->PlaceOf(kName), 2);
    EXPECT_EQ(table->PlaceOf(kDay), 0);
  }
  EXPECT_EQ(ReasonOf(Open("名称(カナ),\n1,a\n").status()), "MISSING_COLUMN");
}

TEST(CsvTable, TellsItsProblemsLineByLine) {
  auto table = *Open("name,day\na,b\nc,d\n");
  table.Complain(table.rows()[1], BadField("name", "LATER", "it is wrong"));
  table.Complain(table.rows()[0], BadField("day", "FIRST", "it is wrong"));
  table.Complain(table.rows()[0], BadField("name", "SECOND", "it is wrong"));
  EXPECT_EQ(ReasonOf(table.Verdict()), "FIRST");
  const std::string sentence(table.Verdict().message());
  EXPECT_LT(sentence.find("line 2, column 2"), sentence.find("line 2, column 1"));
  EXPECT_LT(sentence.find("line 2, column 1"), sentence.find("line 3, column 1"));
}

TEST(CsvTable, RefusesATableAsAWhole) {
  const struct {
    const char* name;
    const char* text;
    OtherColumns others;
    const char* reason;
    const char* place;
  } cases[] = {
      {"nothing", "", OtherColumns::kIgnored, "NO_ROWS", ""},
      {"a heading alone", "name\n", OtherColumns::kIgnored, "NO_ROWS", ""},
      {"three rows", "name\na\nb\nc\n", OtherColumns::kIgnored, "", ""},
      {"four rows", "name\na\nb\nc\nd\n", OtherColumns::kIgnored, "TOO_MANY_ROWS", ""},
      {"no name", "day\n1\n", OtherColumns::kIgnored, "MISSING_COLUMN", "名称"},
      {"another column", "name,x\na,b\n", OtherColumns::kIgnored, "", ""},
      {"another column where none may be", "name,x\na,b\n", OtherColumns::kRefused, "UNKNOWN_COLUMN", "line 1, column 2"},
      {"the same twice", "name,day,名称\na,b,c\n", OtherColumns::kRefused, "DUPLICATE_COLUMN", "line 1, column 3"},
      {"an open quotation mark", "name\n\"a\n", OtherColumns::kIgnored, "MALFORMED_CSV", "line 2"},
      {"no text", "name\n\xff\xff\xff\n", OtherColumns::kIgnored, "TEXT_NOT_DECODABLE", ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto table = Open(c.text, c.others);
    EXPECT_EQ(ReasonOf(table.status()), c.reason);
    EXPECT_EQ(FieldOf(table.status()), *c.reason == '\0' ? "" : "content");
    EXPECT_THAT(std::string(table.status().message()), HasSubstr(c.place));
  }
}

TEST(CsvTable, ComplainsUnderTheColumnOfTheField) {
  const struct {
    const char* field;
    const char* place;
  } cases[] = {{"day", "line 2, column 2: "}, {"days", "line 2, column 3: "}, {"plan.days", "line 2, column 3: "},
               {"day[0]", "line 2, column 2: "}, {"day.hour", "line 2, column 2: "}, {"holidays", "line 2: "},
               {"", "line 2: "}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.field);
    auto table = *Open("name,day,days\na,b,c\n");
    EXPECT_TRUE(table.Verdict().ok());
    table.Complain(table.rows()[0], BadField(c.field, "WRONG", "it is wrong"));
    EXPECT_EQ(ReasonOf(table.Verdict()), "WRONG");
    EXPECT_THAT(std::string(table.Verdict().message()), HasSubstr(c.place));
  }
}

}  // namespace
}  // namespace mimamori::platform
