// SPDX-License-Identifier: Apache-2.0
#include "services/venue/poster/house.hpp"

#include <algorithm>
#include <numbers>

#include "fmt/format.h"

namespace mimamori::venue {

House::House(Imprint imprint)
    : imprint_(std::move(imprint)), second_(imprint_.languages.size() > 1 ? imprint_.languages[1] : nullptr) {}

std::string House::InARow(std::string_view PrintText::*text, std::string_view between) const {
  std::string row(first().*text);
  if (second_ != nullptr) row += std::string(between) + std::string(second_->*text);
  return row;
}

std::string House::WhereToType(const PrintText& text) const {
  return fmt::format(fmt::runtime(text.typed_where), imprint_.host);
}

std::string House::Made() const {
  const absl::CivilDay& day = imprint_.made_on;
  return fmt::format("{} {}-{:02}-{:02}", first().made, day.year(), day.month(), day.day());
}

void House::Mark(Pen& pen, double x, double y, double side) {
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

double House::Name(Pen& pen, double x, double y, double size) {
  Mark(pen, x, y + size * 0.23, size);
  const double japanese = x + size * 1.53;
  pen.Text(japanese, y, size * 8, {.size = size, .bold = true, .colour = kBlue}, "見守り");
  const double latin = japanese + size * 3.47;
  const Extent name = pen.Text(latin, y + size * 0.21, size * 8, {.size = size * 0.77, .colour = kBlue, .language = "en"},
                               "Mimamori");
  return latin + name.width - x;
}

void House::Frame(Pen& pen, double x, double y, double side, double arm, double line) {
  const double radius = arm * 0.48;
  cairo_t* const cr = pen.cairo();
  pen.Ink(kBlue);
  cairo_set_line_width(cr, line);
  cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
  for (int corner = 0; corner < 4; ++corner) {
    cairo_save(cr);
    cairo_translate(cr, x + side / 2, y + side / 2);
    cairo_rotate(cr, corner * std::numbers::pi / 2);
    cairo_translate(cr, -side / 2, -side / 2);
    cairo_new_path(cr);
    cairo_move_to(cr, 0, arm);
    cairo_line_to(cr, 0, radius);
    cairo_arc(cr, radius, radius, radius, std::numbers::pi, std::numbers::pi * 1.5);
    cairo_line_to(cr, arm, 0);
    cairo_stroke(cr);
    cairo_restore(cr);
  }
}

void House::Modules(Pen& pen, const Symbol& symbol, double x, double y, double side) {
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

void House::Line(Pen& pen, double x1, double y1, double x2, double y2, double width, bool dashed) {
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

}  // namespace mimamori::venue
