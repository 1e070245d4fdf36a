// SPDX-License-Identifier: Apache-2.0
#include <numbers>

#include "fmt/format.h"
#include "services/venue/poster/house.hpp"

namespace mimamori::venue {
namespace {

// Printers leave a margin of up to 18 pt white.
constexpr double kMargin = 54;
constexpr double kInner = kPageWidth - 2 * kMargin;
constexpr double kMiddle = kPageWidth / 2;

// From top to bottom.
constexpr double kTopLine = 40;
constexpr double kHeadline = 80;
constexpr double kSymbolTop = 232;
constexpr double kSymbolSide = 292;  // with its quiet zone: modules of 2.5 mm, read from two metres
constexpr double kFrameGap = 8;
constexpr double kName = 550;
constexpr double kNameHeight = 66;
constexpr double kNameAbovePlace = 24;
constexpr double kSteps = 636;
constexpr double kFoot = 724;
constexpr double kLastLine = 800;

// One A4 page for a door.
class Poster final : public Sheet {
 public:
  explicit Poster(Imprint imprint) : house_(std::move(imprint)) {}

  double width() const override { return kPageWidth; }
  double height() const override { return kPageHeight; }
  std::vector<Place> places() const override { return {{.x = 0, .y = 0}}; }
  bool one_label_a_page() const override { return true; }
  void DrawPageMarks(Pen&) const override {}

  void DrawField(Pen& pen, bool with_place) const override {
    TopLine(pen);
    Headline(pen);
    House::Frame(pen, kMiddle - kSymbolSide / 2 - kFrameGap, kSymbolTop - kFrameGap, kSymbolSide + 2 * kFrameGap, 46, 6);
    for (int i = 0; i < 3; ++i) StepAt(pen, i);
    Foot(pen);
    LastLine(pen);
    pen.FittedText(kMargin, kName, kInner, with_place ? kNameAbovePlace : kNameHeight, with_place ? 1 : 3, 9,
                   {.size = with_place ? 17.0 : 30.0, .bold = true, .colour = kInk, .align = PANGO_ALIGN_CENTER},
                   house_.imprint().venue_name);
  }

  void DrawLabel(Pen& pen, const Label& label, const Symbol& symbol) const override {
    DrawModules(pen, symbol, kMiddle - kSymbolSide / 2, kSymbolTop, kSymbolSide);
    if (!label.place.empty()) {
      pen.FittedText(kMargin, kName + kNameAbovePlace, kInner, kNameHeight - kNameAbovePlace, 2, 9,
                     {.size = 30, .bold = true, .colour = kInk, .align = PANGO_ALIGN_CENTER}, label.place);
    }
    if (!label.typed_code.empty()) Large(pen, kMargin + kColumn + kGap, kFoot + 12, label.typed_code);
  }

 private:
  static constexpr double kGap = 24;
  static constexpr double kColumn = (kInner - kGap) / 2;

  void TopLine(Pen& pen) const {
    DrawName(pen, kMargin, kTopLine, 15);
    pen.Text(
        kMargin, kTopLine + 3.2, kInner,
        {.size = 11.5, .colour = kGrey, .align = PANGO_ALIGN_RIGHT, .language = house_.first().language},
        house_.InARow(&PrintText::kind));
  }

  void Headline(Pen& pen) const {
    const PrintText* const second = house_.second();
    const TextStyle large{
        .size = 33, .bold = true, .colour = kBlue, .align = PANGO_ALIGN_CENTER, .language = house_.first().language};
    const double room = second != nullptr ? 96 : 124;
    pen.FittedText(kMargin, kHeadline, kInner, room, 2, 20, large, house_.first().headline);
    if (second == nullptr) return;
    pen.FittedText(kMargin, kHeadline + room, kInner, 28, 1, 10,
                   {.size = 18, .colour = kInk, .align = PANGO_ALIGN_CENTER, .language = second->language},
                   second->headline_in_one_line);
  }

  void StepAt(Pen& pen, int i) const {
    constexpr double kBetween = 14;
    const PrintText* const second = house_.second();
    const double width = (kInner - 2 * kBetween) / 3;
    const double x = kMargin + i * (width + kBetween);
    const double y = second != nullptr ? kSteps : kSteps + 14;
    Number(pen, i + 1, x, y + 1);
    const double text = x + 27;
    const double room = width - 27;
    const char* const language = house_.first().language;
    const Step& step = house_.first().steps[static_cast<size_t>(i)];
    pen.FittedText(text, y, room, 20, 1, 7, {.size = 13.5, .bold = true, .colour = kInk, .language = language},
                   step.what);
    pen.FittedText(text, y + 20, room, 14, 1, 5, {.size = 9, .colour = kGrey, .language = language}, step.note);
    if (second == nullptr) return;
    const Step& other = second->steps[static_cast<size_t>(i)];
    pen.FittedText(text, y + 36, room, 15, 1, 6, {.size = 10, .colour = kInk, .language = second->language}, other.what);
    pen.FittedText(text, y + 50, room, 13, 1, 5, {.size = 8.5, .colour = kGrey, .language = second->language},
                   other.note);
  }

  static void Number(Pen& pen, int number, double x, double y) {
    constexpr double kSide = 19;
    cairo_t* const cr = pen.cairo();
    pen.Ink(kBlue);
    cairo_new_path(cr);
    cairo_arc(cr, x + kSide / 2, y + kSide / 2, kSide / 2, 0, 2 * std::numbers::pi);
    cairo_fill(cr);
    pen.FittedText(x, y - 0.3, kSide, kSide, 1, 8,
                   {.size = 12, .bold = true, .colour = {1, 1, 1}, .align = PANGO_ALIGN_CENTER, .language = "en"},
                   fmt::format("{}", number));
  }

  // Left: the page that must open. Right: what to do without a camera.
  void Foot(Pen& pen) const {
    const PrintText* const second = house_.second();
    DrawLine(pen, kMargin, kFoot - 10, kPageWidth - kMargin, kFoot - 10, 0.75);
    DrawLine(pen, kMiddle, kFoot, kMiddle, kFoot + 58, 0.75);
    const TextStyle small{.size = 9, .colour = kGrey, .language = house_.first().language};
    pen.FittedText(kMargin, kFoot - 2, kColumn, 14, 1, 6, small, house_.first().right_page);
    double host = kFoot + 12;
    if (second != nullptr) {
      pen.FittedText(kMargin, host, kColumn, 14, 1, 6,
                     {.size = 9, .colour = kGrey, .language = second->language}, second->right_page);
      host += 15;
    }
    Large(pen, kMargin, host, house_.imprint().host);
    const double right = kMargin + kColumn + kGap;
    pen.FittedText(right, kFoot - 2, kColumn, 14, 1, 6, small, house_.InARow(&PrintText::typed));
    std::string where = house_.WhereToType(house_.first());
    if (second != nullptr) where += "\n" + house_.WhereToType(*second);
    pen.FittedText(right, kFoot + 36, kColumn, 26, 2, 5, small, where);
  }

  // To read across the room.
  static void Large(Pen& pen, double x, double y, std::string_view text) {
    pen.FittedText(x, y, kColumn, 26, 1, 7, {.size = 17, .bold = true, .colour = kInk, .language = "en"}, text);
  }

  void LastLine(Pen& pen) const {
    const TextStyle small{.size = 7.5, .colour = kGrey, .language = house_.first().language};
    pen.FittedText(kMargin, kLastLine, kInner - 90, 14, 1, 5, small, house_.InARow(&PrintText::privacy));
    TextStyle right = small;
    right.align = PANGO_ALIGN_RIGHT;
    pen.Text(kPageWidth - kMargin - 88, kLastLine + 1.5, 88, right, house_.Made());
  }

  const House house_;
};

}  // namespace

std::unique_ptr<Sheet> PosterSheet(Imprint imprint) { return std::make_unique<Poster>(std::move(imprint)); }

}  // namespace mimamori::venue
