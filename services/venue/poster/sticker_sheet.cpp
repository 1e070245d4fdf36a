// SPDX-License-Identifier: Apache-2.0
#include "services/venue/poster/house.hpp"

namespace mimamori::venue {
namespace {

// Label sheets of twelve, two by six, without gaps.
constexpr double kWidth = 86.4 * kMillimetre;
constexpr double kHeight = 42.3 * kMillimetre;
constexpr double kLeft = (kPageWidth - 2 * kWidth) / 2;
constexpr double kTop = (kPageHeight - 6 * kHeight) / 2;

constexpr double kSymbolSide = 102;  // with its quiet zone: modules of almost 1 mm, read from half a metre
constexpr double kSymbolLeft = 8;
constexpr double kSymbolTop = (kHeight - kSymbolSide) / 2;
constexpr double kText = kSymbolLeft + kSymbolSide + 6;
constexpr double kTextWidth = kWidth - kText - 11;

class Stickers final : public Sheet {
 public:
  explicit Stickers(Imprint imprint) : house_(std::move(imprint)) {}

  double width() const override { return kWidth; }
  double height() const override { return kHeight; }
  std::vector<Place> places() const override {
    std::vector<Place> out;
    for (int row = 0; row < 6; ++row) {
      for (int column = 0; column < 2; ++column) out.push_back({.x = kLeft + column * kWidth, .y = kTop + row * kHeight});
    }
    return out;
  }
  bool one_label_a_page() const override { return false; }

  // Small crosses for plain paper, outside of which label sheets are cut anyway.
  void DrawPageMarks(Pen& pen) const override {
    constexpr double kArm = 4;
    for (int row = 0; row <= 6; ++row) {
      for (int column = 0; column <= 2; ++column) {
        const double x = kLeft + column * kWidth;
        const double y = kTop + row * kHeight;
        DrawLine(pen, x - kArm, y, x + kArm, y, 0.5);
        DrawLine(pen, x, y - kArm, x, y + kArm, 0.5);
      }
    }
  }

  void DrawField(Pen& pen, bool with_place) const override {
    const PrintText& first = house_.first();
    const PrintText* const second = house_.second();
    DrawName(pen, kText, 8, 7);
    const double room = second != nullptr ? 11 : 19;
    pen.FittedText(kText, 18, kTextWidth, room, 1, 4.5,
                   {.size = 8, .bold = true, .colour = kBlue, .language = first.language}, first.headline_in_one_line);
    if (second != nullptr) {
      pen.FittedText(kText, 28, kTextWidth, 9, 1, 4, {.size = 6.5, .colour = kInk, .language = second->language},
                     second->headline_in_one_line);
    }
    pen.FittedText(kText, with_place ? 38 : 39, kTextWidth, with_place ? 12 : 38, with_place ? 1 : 3, 5,
                   {.size = with_place ? 8.0 : 13.0, .bold = true, .colour = kInk}, house_.imprint().venue_name);
    const TextStyle small{.size = 5.5, .colour = kGrey, .language = first.language};
    pen.FittedText(kText, 80, kTextWidth, 8, 1, 3.5, small, house_.WhereToType(first));
    TextStyle right = small;
    right.align = PANGO_ALIGN_RIGHT;
    pen.FittedText(kText, 104, kTextWidth, 8, 1, 3.5, right, house_.Made());
  }

  void DrawLabel(Pen& pen, const Label& label, const Symbol& symbol) const override {
    DrawModules(pen, symbol, kSymbolLeft, kSymbolTop, kSymbolSide);
    if (!label.place.empty()) {
      pen.FittedText(kText, 50, kTextWidth, 28, 2, 5, {.size = 14, .bold = true, .colour = kInk}, label.place);
    }
    if (!label.typed_code.empty()) {
      pen.FittedText(kText, 88, kTextWidth, 14, 1, 6, {.size = 11, .bold = true, .colour = kInk, .language = "en"},
                     label.typed_code);
    }
  }

 private:
  const House house_;
};

}  // namespace

std::unique_ptr<Sheet> StickerSheet(Imprint imprint) { return std::make_unique<Stickers>(std::move(imprint)); }

}  // namespace mimamori::venue
