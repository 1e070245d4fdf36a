// SPDX-License-Identifier: Apache-2.0
#include "services/venue/poster/house.hpp"

namespace mimamori::venue {
namespace {

// A5 across: half of the page, folded in the middle and at the strips by which it is glued or stands.
constexpr double kWidth = kPageWidth;
constexpr double kHeight = kPageHeight / 2;
constexpr double kStrip = 42;  // at the foot, folded inwards
constexpr double kMargin = 36;
constexpr double kTop = 30;
constexpr double kSymbolSide = 232;
constexpr double kSymbolTop = 58;
constexpr double kFrameGap = 6;
constexpr double kText = kMargin + kSymbolSide + 2 * kFrameGap + 26;  // left edge of the right column
constexpr double kTextWidth = kWidth - kMargin - kText;

// Two faces for a table.
class Tent final : public Sheet {
 public:
  explicit Tent(Imprint imprint) : house_(std::move(imprint)) {}

  double width() const override { return kWidth; }
  double height() const override { return kHeight; }
  std::vector<Place> places() const override {
    return {{.x = kWidth, .y = kHeight, .upside_down = true}, {.x = 0, .y = kHeight}};
  }
  bool one_label_a_page() const override { return true; }

  void DrawPageMarks(Pen& pen) const override {
    for (const double y : {kStrip, kHeight, kPageHeight - kStrip}) DrawLine(pen, 0, y, kWidth, y, 0.75, true);
  }

  void DrawField(Pen& pen, bool with_place) const override {
    const PrintText& first = house_.first();
    const PrintText* const second = house_.second();
    DrawName(pen, kMargin, kTop - 12, 13);
    House::Frame(pen, kMargin, kSymbolTop - kFrameGap + 6, kSymbolSide + 2 * kFrameGap, 38, 5);
    const double room = second != nullptr ? 62 : 84;
    pen.FittedText(kText, kSymbolTop, kTextWidth, room, 2, 11,
                   {.size = 23, .bold = true, .colour = kBlue, .language = first.language}, first.headline);
    if (second != nullptr) {
      pen.FittedText(kText, kSymbolTop + room, kTextWidth, 22, 1, 6,
                     {.size = 12, .colour = kInk, .language = second->language}, second->headline_in_one_line);
    }
    pen.FittedText(kText, 158, kTextWidth, with_place ? 20 : 66, with_place ? 1 : 3, 6,
                   {.size = with_place ? 12.0 : 20.0, .bold = true, .colour = kInk}, house_.imprint().venue_name);
    DrawLine(pen, kText, 238, kWidth - kMargin, 238, 0.75);
    const TextStyle small{.size = 8.5, .colour = kGrey, .language = first.language};
    pen.FittedText(kText, 244, kTextWidth, 13, 1, 5, small, house_.InARow(&PrintText::typed));
    pen.FittedText(kText, 280, kTextWidth, 13, 1, 5, small, house_.WhereToType(first));
    pen.FittedText(kMargin, 318, kSymbolSide + 12, 12, 1, 5, small, first.right_page);
    pen.FittedText(kMargin, 330, kSymbolSide + 12, 20, 1, 6,
                   {.size = 14, .bold = true, .colour = kInk, .language = "en"}, house_.imprint().host);
    const TextStyle tiny{.size = 7, .colour = kGrey, .language = first.language};
    pen.FittedText(kText, 322, kTextWidth, 24, 2, 5, tiny, house_.InARow(&PrintText::privacy, "\n"));
    TextStyle right = tiny;
    right.align = PANGO_ALIGN_RIGHT;
    pen.Text(kText, kTop - 6, kTextWidth, right, house_.Made());
  }

  void DrawLabel(Pen& pen, const Label& label, const Symbol& symbol) const override {
    DrawModules(pen, symbol, kMargin + kFrameGap, kSymbolTop + 6, kSymbolSide);
    if (!label.place.empty()) {
      pen.FittedText(kText, 180, kTextWidth, 48, 2, 7, {.size = 25, .bold = true, .colour = kInk}, label.place);
    }
    if (!label.typed_code.empty()) {
      pen.FittedText(kText, 257, kTextWidth, 24, 1, 8, {.size = 17, .bold = true, .colour = kInk, .language = "en"},
                     label.typed_code);
    }
  }

 private:
  const House house_;
};

}  // namespace

std::unique_ptr<Sheet> TentSheet(Imprint imprint) { return std::make_unique<Tent>(std::move(imprint)); }

}  // namespace mimamori::venue
