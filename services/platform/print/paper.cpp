// SPDX-License-Identifier: Apache-2.0
#include "services/platform/print/paper.hpp"

#include <algorithm>
#include <numbers>

namespace mimamori::platform::print {

void DrawMark(Pen& pen, double x, double y, double side) {
  cairo_t* const cr = pen.cairo();
  pen.Ink(kBlue);
  cairo_new_path(cr);
  cairo_arc(cr, x + side / 2, y + side / 2, side * 0.17, 0, 2 * std::numbers::pi);
  cairo_fill(cr);
  cairo_set_line_width(cr, side * 0.15);
  cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
  cairo_arc(cr, x + side / 2, y + side / 2, side * 0.42, std::numbers::pi * 0.75, std::numbers::pi * 2.25);
  cairo_stroke(cr);
}

double DrawName(Pen& pen, double x, double y, double size) {
  DrawMark(pen, x, y + size * 0.23, size);
  const double japanese = x + size * 1.53;
  pen.Text(japanese, y, size * 8, {.size = size, .bold = true, .colour = kBlue}, "見守り");
  const double latin = japanese + size * 3.47;
  const Extent name = pen.Text(latin, y + size * 0.21, size * 8, {.size = size * 0.77, .colour = kBlue, .language = "en"},
                               "Mimamori");
  return latin + name.width - x;
}

void DrawModules(Pen& pen, const Symbol& symbol, double x, double y, double side) {
  const double module = side / (symbol.width() + 2 * kQuietZone);
  const double left = x + kQuietZone * module;
  const double top = y + kQuietZone * module;
  cairo_t* const cr = pen.cairo();
  cairo_set_source_rgb(cr, 0, 0, 0);
  cairo_new_path(cr);
  for (int row = 0; row < symbol.width(); ++row) {
    for (int column = 0; column < symbol.width();) {  // runs, so that no hairline shows between modules of a row
      int end = column;
      while (end < symbol.width() && symbol.Dark(row, end)) ++end;
      if (end > column) {
        cairo_rectangle(cr, left + column * module, top + row * module, (end - column) * module, module);
      }
      column = std::max(end, column + 1);
    }
  }
  cairo_set_antialias(cr, CAIRO_ANTIALIAS_NONE);
  cairo_fill(cr);
  cairo_set_antialias(cr, CAIRO_ANTIALIAS_DEFAULT);
}

void DrawLine(Pen& pen, double x1, double y1, double x2, double y2, double width, bool dashed) {
  cairo_t* const cr = pen.cairo();
  pen.Ink(kHairline);
  cairo_set_line_width(cr, width);
  const double dash = 4;
  if (dashed) cairo_set_dash(cr, &dash, 1, 0);
  cairo_new_path(cr);
  cairo_move_to(cr, x1, y1);
  cairo_line_to(cr, x2, y2);
  cairo_stroke(cr);
  cairo_set_dash(cr, nullptr, 0, 0);
}

}  // namespace mimamori::platform::print
