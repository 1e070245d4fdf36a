// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "services/platform/print/pen.hpp"
#include "services/platform/print/symbol.hpp"
#include "services/venue/poster/label.hpp"

namespace mimamori::venue {

using platform::print::Pen;
using platform::print::Symbol;
using platform::print::TextStyle;

// How labels stand on an A4 page: fields that look alike but for the label. Drawn in the field's own coordinates.
class Sheet {
 public:
  // Upper left corner on the page, or, upside down, the lower right one.
  struct Place {
    double x, y;
    bool upside_down = false;
  };
  virtual ~Sheet() = default;
  virtual double width() const = 0;  // of a field
  virtual double height() const = 0;
  virtual std::vector<Place> places() const = 0;
  // All places of a page show the same label (a tent's two faces), or each the next one.
  virtual bool one_label_a_page() const = 0;
  // What is the same in every field whose label has a place inside the venue, or has none.
  virtual void DrawField(Pen& pen, bool with_place) const = 0;
  virtual void DrawLabel(Pen& pen, const Label& label, const Symbol& symbol) const = 0;
  virtual void DrawPageMarks(Pen& pen) const = 0;  // where to fold or cut
};

std::unique_ptr<Sheet> PosterSheet(Imprint imprint);
std::unique_ptr<Sheet> TentSheet(Imprint imprint);
std::unique_ptr<Sheet> StickerSheet(Imprint imprint);

}  // namespace mimamori::venue
