// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "services/platform/print/pen.hpp"
#include "services/platform/print/symbol.hpp"

namespace mimamori::platform::print {

// A4 in points.
constexpr double kPageWidth = 595.28;
constexpr double kPageHeight = 841.89;
constexpr double kMillimetre = 72 / 25.4;

// One blue, on white: little ink, and what matters is black.
constexpr Colour kBlue{0, 0x17 / 255.0, 0xC1 / 255.0};
constexpr Colour kInk{0.10, 0.10, 0.12};
constexpr Colour kGrey{0.38, 0.38, 0.41};
constexpr Colour kHairline{0.80, 0.82, 0.88};

// The sign of the house: an open ring around a dot, an eye that watches over.
void DrawMark(Pen& pen, double x, double y, double side);
// Its name beside it; returns the width of both.
double DrawName(Pen& pen, double x, double y, double size);
// Black on white; `side` holds the quiet zone too.
void DrawModules(Pen& pen, const Symbol& symbol, double x, double y, double side);
void DrawLine(Pen& pen, double x1, double y1, double x2, double y2, double width, bool dashed = false);

}  // namespace mimamori::platform::print
