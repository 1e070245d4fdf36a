// SPDX-License-Identifier: Apache-2.0
#include "services/platform/print/pen.hpp"

#include <gtest/gtest.h>

#include <string>

#include "services/platform/print/pdf_file.hpp"

namespace mimamori::platform::print {
namespace {

TEST(Pen, ShrinksAndBalancesTextUntilItFits) {
  const Fonts fonts;
  PdfFile page(200, 200, "page", "2026-11-21T00:00:00Z", [](std::string_view) { return true; });
  Pen pen(page.cairo(), fonts);
  const TextStyle style{.size = 30, .bold = true};
  EXPECT_GT(pen.Measure(200, style, std::string(60, 'M')).lines, 2);
  EXPECT_EQ(pen.Measure(200, {.size = 4}, std::string(60, 'M')).lines, 1);
  EXPECT_GT(pen.Measure(200, {.size = 20}, "見守り").width, pen.Measure(200, {.size = 10}, "見守り").width);
  pen.FittedText(0, 0, 200, 40, 2, 3, style, std::string(60, 'M'));
  page.EndPage();
  EXPECT_TRUE(page.Finish().ok());
}

}  // namespace
}  // namespace mimamori::platform::print
