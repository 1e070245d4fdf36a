// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/csv_writer.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "services/platform/core/csv.hpp"

namespace mimamori::platform {
namespace {

TEST(CsvWriter, MakesFormulasText) {
  for (const char* formula : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", "=HYPERLINK(\"http://x\")"}) {
    SCOPED_TRACE(formula);
    EXPECT_EQ(FormulaSafe(formula), std::string("'") + formula);
  }
  for (const char* plain : {"", "271004-2026-000123", "36.5", "a=b", "大阪", "'"}) EXPECT_EQ(FormulaSafe(plain), plain);
}

TEST(CsvWriter, WritesWhatReadersRead) {
  const std::vector<std::string> cells{"a", "b, \"c\"", "", "line\nend", "=1,2", "大阪"};
  const std::string row = WriteCsvRow(cells);
  EXPECT_EQ(row, "a,\"b, \"\"c\"\"\",,\"line\nend\",\"'=1,2\",大阪\r\n");
  std::vector<CsvProblem> problems;
  const auto read = ParseCsv(row, problems);
  ASSERT_EQ(read.size(), 1u);
  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(read[0].cells[4], "'=1,2");
  EXPECT_EQ(read[0].cells[3], "line\nend");
}

}  // namespace
}  // namespace mimamori::platform
