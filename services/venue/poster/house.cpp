// SPDX-License-Identifier: Apache-2.0
#include "services/venue/poster/house.hpp"

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

}  // namespace mimamori::venue
