// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "services/venue/poster/sheet.hpp"

namespace mimamori::venue {

// A4 in points.
constexpr double kPageWidth = 595.28;
constexpr double kPageHeight = 841.89;
constexpr double kMillimetre = 72 / 25.4;

// One blue, on white: little ink, and what matters is black.
constexpr Colour kBlue{0, 0x17 / 255.0, 0xC1 / 255.0};
constexpr Colour kInk{0.10, 0.10, 0.12};
constexpr Colour kGrey{0.38, 0.38, 0.41};
constexpr Colour kHairline{0.80, 0.82, 0.88};

// What the sheets of one print have in common: words and shapes.
class House {
 public:
  explicit House(Imprint imprint);

  const Imprint& imprint() const { return imprint_; }
  const PrintText& first() const { return *imprint_.languages.front(); }
  const PrintText* second() const { return second_; }

  // "first  second" where a place has room for both in a row.
  std::string InARow(std::string_view PrintText::*text, std::string_view between = "　") const;
  // The host in a text of the first language.
  std::string WhereToType(const PrintText& text) const;
  std::string Made() const;  // "作成日 2026-11-21"

  // The service's sign: an open ring around a dot, an eye that watches over.
  static void Mark(Pen& pen, double x, double y, double side);
  // Its name beside it; returns the width of both.
  static double Name(Pen& pen, double x, double y, double size);
  // Four corners, as a camera shows what it looks at.
  static void Frame(Pen& pen, double x, double y, double side, double arm, double line);
  // Black on white; `side` holds the quiet zone too.
  static void Modules(Pen& pen, const Symbol& symbol, double x, double y, double side);
  static void Line(Pen& pen, double x1, double y1, double x2, double y2, double width, bool dashed = false);

 private:
  Imprint imprint_;
  const PrintText* second_;
};

}  // namespace mimamori::venue
