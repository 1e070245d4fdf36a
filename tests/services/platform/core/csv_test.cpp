// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::platform {
namespace {

using Cells = std::vector<std::vector<std::string>>;

Cells CellsOf(std::string_view text) {
  std::vector<CsvProblem> problems;
  Cells cells;
  for (CsvRow& row : ParseCsv(text, problems)) cells.push_back(std::move(row.cells));
  EXPECT_TRUE(problems.empty()) << text;
  return cells;
}

TEST(Csv, IsReadAsRfc4180Says) {
  const struct {
    const char* name;
    const char* text;
    Cells cells;
  } cases[] = {
      {"nothing", "", {}},
      {"one cell", "a", {{"a"}}},
      {"line ends of both kinds", "a,b\r\nc,d\ne,f", {{"a", "b"}, {"c", "d"}, {"e", "f"}}},
      {"a last line end", "a\n", {{"a"}}},
      {"an old Macintosh's", "a\rb\r", {{"a"}, {"b"}}},
      {"empty lines", "a\n\n\r\nb\n", {{"a"}, {"b"}}},
      {"empty cells", ",\n,,", {{"", ""}, {"", "", ""}}},
      {"a comma in quotation marks", "\"a,b\",c", {{"a,b", "c"}}},
      {"a line end in quotation marks", "\"a\nb\",c\nd", {{"a\nb", "c"}, {"d"}}},
      {"doubled quotation marks", "\"a \"\"b\"\"\"", {{"a \"b\""}}},
      {"an empty cell in quotation marks", "\"\",a", {{"", "a"}}},
      {"blanks stay", " a , b ", {{" a ", " b "}}},
      {"Japanese", "大阪市,北区", {{"大阪市", "北区"}}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(CellsOf(c.text), c.cells);
  }
}

TEST(Csv, KnowsTheLineOfARow) {
  std::vector<CsvProblem> problems;
  const auto rows = ParseCsv("a\n\n\"b\nb\"\nc", problems);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[1].line, 3);
  EXPECT_EQ(rows[2].line, 5);
}

TEST(Csv, SaysWhereAQuotationMarkIsWrong) {
  const struct {
    const char* text;
    int line;
    int column;
  } cases[] = {{"a,b\"c", 1, 2}, {"a\nb,\"c\"d", 2, 2}, {"a,\"b\nc\nd", 1, 2}, {"\"", 1, 1}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    std::vector<CsvProblem> problems;
    ParseCsv(c.text, problems);
    ASSERT_EQ(problems.size(), 1u);
    EXPECT_EQ(problems[0].reason, "MALFORMED_CSV");
    EXPECT_EQ(problems[0].line, c.line);
    EXPECT_EQ(problems[0].column, c.column);
  }
}

TEST(OfficeText, IsUtf8OrShiftJis) {
  EXPECT_EQ(*DecodeOfficeText("content", "大阪市"), "大阪市");
  EXPECT_EQ(*DecodeOfficeText("content", "\xEF\xBB\xBF大阪市"), "大阪市") << "as Excel saves it";
  EXPECT_EQ(*DecodeOfficeText("content", "\x91\xE5\x8D\xE3\x8E\x73,a"), "大阪市,a");
  EXPECT_EQ(*DecodeOfficeText("content", "\x87\x40\xFB\xFC"), "①髙") << "CP932 has more than JIS X 0208";
  EXPECT_EQ(*DecodeOfficeText("content", "\xB1\xB2"), "ｱｲ") << "half-width katakana";
  for (const char* broken : {"\x91", "\xFF\xFE", "a\x80\xFF"}) {
    const auto text = DecodeOfficeText("content", broken);
    EXPECT_EQ(ReasonOf(text.status()), "TEXT_NOT_DECODABLE");
    EXPECT_EQ(FieldOf(text.status()), "content");
  }
}

TEST(CsvFailures, NameUpToTenPlaces) {
  EXPECT_TRUE(CsvFailure("content", {}).ok());
  std::vector<CsvProblem> problems(12, {.line = 3, .column = 2, .reason = "BAD_CELL", .sentence = "this is wrong"});
  problems.front() = {.line = 1, .column = 0, .reason = "BAD_LINE", .sentence = "a line is wrong"};
  const absl::Status failure = CsvFailure("content", problems);
  EXPECT_EQ(failure.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(failure), "BAD_LINE");
  EXPECT_EQ(FieldOf(failure), "content");
  EXPECT_TRUE(failure.message().substr(0, 70).find("line 1: a line is wrong; line 3, column 2: this is wrong") == 0);
  EXPECT_TRUE(failure.message().find("; and 2 more") != absl::string_view::npos);
}

}  // namespace
}  // namespace mimamori::platform
