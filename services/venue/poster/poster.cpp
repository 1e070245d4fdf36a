// SPDX-License-Identifier: Apache-2.0
#include "services/venue/poster/poster.hpp"

#include <algorithm>
#include <numbers>
#include <string_view>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/venue/poster/pen.hpp"

namespace mimamori::venue {
namespace {

// A4 in points. Printers leave a margin of up to 18 pt white.
constexpr double kWidth = 595.28;
constexpr double kHeight = 841.89;
constexpr double kMargin = 54;
constexpr double kInner = kWidth - 2 * kMargin;
constexpr double kMiddle = kWidth / 2;

// One blue, on white: little ink, and what matters is black.
constexpr Colour kBlue{0, 0x17 / 255.0, 0xC1 / 255.0};
constexpr Colour kInk{0.10, 0.10, 0.12};
constexpr Colour kGrey{0.38, 0.38, 0.41};
constexpr Colour kHairline{0.80, 0.82, 0.88};

// From top to bottom.
constexpr double kTopLine = 40;
constexpr double kHeadline = 80;
constexpr double kSymbolTop = 232;
constexpr double kSymbolSide = 292;  // with its quiet zone: modules of 2.5 mm, read from two metres
constexpr double kFrameGap = 8;
constexpr double kName = 550;
constexpr double kNameHeight = 66;
constexpr double kSteps = 636;
constexpr double kFoot = 724;
constexpr double kLastLine = 800;

class Page {
 public:
  Page(Pen& pen, const Poster& poster)
      : pen_(pen),
        poster_(poster),
        first_(TextIn(poster.languages.front())),
        second_(poster.languages.size() > 1 ? &TextIn(poster.languages[1]) : nullptr) {}

  void Draw(const Symbol& symbol) {
    TopLine();
    Headline();
    Frame();
    Modules(symbol);
    pen_.FittedText(kMargin, kName, kInner, kNameHeight, 3, 9,
                    {.size = 30, .bold = true, .colour = kInk, .align = PANGO_ALIGN_CENTER}, poster_.venue_name);
    for (int i = 0; i < 3; ++i) StepAt(i);
    Foot();
    LastLine();
  }

 private:
  // "first  second" where a place has room for both in a row.
  std::string InARow(std::string_view PosterText::*text, std::string_view between) const {
    std::string row(first_.*text);
    if (second_ != nullptr) row += std::string(between) + std::string(second_->*text);
    return row;
  }

  void TopLine() {
    Mark(kMargin, kTopLine + 3.5, 15);
    pen_.Text(kMargin + 23, kTopLine, 200, {.size = 15, .bold = true, .colour = kBlue}, "見守り");
    pen_.Text(kMargin + 75, kTopLine + 3.2, 200, {.size = 11.5, .colour = kBlue, .language = "en"}, "Mimamori");
    pen_.Text(kMargin, kTopLine + 3.2, kInner,
              {.size = 11.5, .colour = kGrey, .align = PANGO_ALIGN_RIGHT, .language = first_.language},
              InARow(&PosterText::kind, "　"));
  }

  // The service's sign: an open ring around a dot, an eye that watches over.
  void Mark(double x, double y, double side) {
    cairo_t* const cr = pen_.cairo();
    pen_.Ink(kBlue);
    cairo_new_path(cr);
    cairo_arc(cr, x + side / 2, y + side / 2, side * 0.17, 0, 2 * std::numbers::pi);
    cairo_fill(cr);
    cairo_set_line_width(cr, side * 0.15);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_arc(cr, x + side / 2, y + side / 2, side * 0.42, std::numbers::pi * 0.75, std::numbers::pi * 2.25);
    cairo_stroke(cr);
  }

  void Headline() {
    const TextStyle large{
        .size = 33, .bold = true, .colour = kBlue, .align = PANGO_ALIGN_CENTER, .language = first_.language};
    const double room = second_ != nullptr ? 96 : 124;
    pen_.FittedText(kMargin, kHeadline, kInner, room, 2, 20, large, first_.headline);
    if (second_ == nullptr) return;
    pen_.FittedText(kMargin, kHeadline + room, kInner, 28, 1, 10,
                    {.size = 18, .colour = kInk, .align = PANGO_ALIGN_CENTER, .language = second_->language},
                    second_->headline_in_one_line);
  }

  // Four corners, as a camera shows what it looks at.
  void Frame() {
    constexpr double kArm = 46;
    constexpr double kRadius = 22;
    const double side = kSymbolSide + 2 * kFrameGap;
    cairo_t* const cr = pen_.cairo();
    pen_.Ink(kBlue);
    cairo_set_line_width(cr, 6);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    for (int corner = 0; corner < 4; ++corner) {
      cairo_save(cr);
      cairo_translate(cr, kMiddle, kSymbolTop - kFrameGap + side / 2);
      cairo_rotate(cr, corner * std::numbers::pi / 2);
      cairo_translate(cr, -side / 2, -side / 2);
      cairo_new_path(cr);
      cairo_move_to(cr, 0, kArm);
      cairo_line_to(cr, 0, kRadius);
      cairo_arc(cr, kRadius, kRadius, kRadius, std::numbers::pi, std::numbers::pi * 1.5);
      cairo_line_to(cr, kArm, 0);
      cairo_stroke(cr);
      cairo_restore(cr);
    }
  }

  void Modules(const Symbol& symbol) {
    const double module = kSymbolSide / (symbol.width() + 2 * kQuietZone);
    const double left = kMiddle - kSymbolSide / 2 + kQuietZone * module;
    const double top = kSymbolTop + kQuietZone * module;
    cairo_t* const cr = pen_.cairo();
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
  }

  void StepAt(int i) {
    constexpr double kGap = 14;
    const double width = (kInner - 2 * kGap) / 3;
    const double x = kMargin + i * (width + kGap);
    const double y = second_ != nullptr ? kSteps : kSteps + 14;
    Number(i + 1, x, y + 1);
    const double text = x + 27;
    const double room = width - 27;
    const Step& step = first_.steps[static_cast<size_t>(i)];
    const TextStyle what{.size = 13.5, .bold = true, .colour = kInk, .language = first_.language};
    pen_.FittedText(text, y, room, 20, 1, 8, what, step.what);
    pen_.FittedText(text, y + 20, room, 14, 1, 6, {.size = 9, .colour = kGrey, .language = first_.language}, step.note);
    if (second_ == nullptr) return;
    const Step& other = second_->steps[static_cast<size_t>(i)];
    pen_.FittedText(text, y + 36, room, 15, 1, 7, {.size = 10, .colour = kInk, .language = second_->language},
                    other.what);
    pen_.FittedText(text, y + 50, room, 13, 1, 6, {.size = 8.5, .colour = kGrey, .language = second_->language},
                    other.note);
  }

  void Number(int number, double x, double y) {
    constexpr double kSide = 19;
    cairo_t* const cr = pen_.cairo();
    pen_.Ink(kBlue);
    cairo_new_path(cr);
    cairo_arc(cr, x + kSide / 2, y + kSide / 2, kSide / 2, 0, 2 * std::numbers::pi);
    cairo_fill(cr);
    pen_.FittedText(x, y - 0.3, kSide, kSide, 1, 8,
                    {.size = 12, .bold = true, .colour = {1, 1, 1}, .align = PANGO_ALIGN_CENTER, .language = "en"},
                    fmt::format("{}", number));
  }

  void Foot() {
    cairo_t* const cr = pen_.cairo();
    pen_.Ink(kHairline);
    cairo_set_line_width(cr, 0.75);
    cairo_move_to(cr, kMargin, kFoot - 10);
    cairo_line_to(cr, kWidth - kMargin, kFoot - 10);
    cairo_stroke(cr);
    constexpr double kGap = 24;
    constexpr double kColumn = (kInner - kGap) / 2;
    Column(kMargin, kColumn, first_.right_page, second_ != nullptr ? second_->right_page : "", poster_.host, "");
    cairo_new_path(cr);
    cairo_move_to(cr, kMiddle, kFoot);
    cairo_line_to(cr, kMiddle, kFoot + 58);
    pen_.Ink(kHairline);
    cairo_stroke(cr);
    std::string where = fmt::format(fmt::runtime(first_.typed_where), poster_.host);
    if (second_ != nullptr) where += "\n" + fmt::format(fmt::runtime(second_->typed_where), poster_.host);
    Column(kMargin + kColumn + kGap, kColumn, InARow(&PosterText::typed, "　"), "", poster_.typed_code, where);
  }

  // Up to two small lines, one to read across the room, small lines again.
  void Column(double x, double width, std::string_view above, std::string_view above_too, std::string_view large,
              std::string_view below) {
    const TextStyle small{.size = 9, .colour = kGrey, .language = first_.language};
    double y = kFoot - 2;
    pen_.FittedText(x, y, width, 14, 1, 6, small, above);
    y += 14;
    if (!above_too.empty()) {
      pen_.FittedText(x, y, width, 14, 1, 6, small, above_too);
      y += 15;
    }
    pen_.FittedText(x, y, width, 26, 1, 7, {.size = 17, .bold = true, .colour = kInk, .language = "en"}, large);
    if (!below.empty()) pen_.FittedText(x, y + 24, width, 26, 2, 5, small, below);
  }

  void LastLine() {
    const std::string made = fmt::format("{} {}-{:02}-{:02}", first_.made, poster_.made_on.year(),
                                         poster_.made_on.month(), poster_.made_on.day());
    const TextStyle small{.size = 7.5, .colour = kGrey, .language = first_.language};
    pen_.FittedText(kMargin, kLastLine, kInner - 90, 14, 1, 5, small, InARow(&PosterText::privacy, "　"));
    TextStyle right = small;
    right.align = PANGO_ALIGN_RIGHT;
    pen_.Text(kWidth - kMargin - 88, kLastLine + 1.5, 88, right, made);
  }

  Pen& pen_;
  const Poster& poster_;
  const PosterText& first_;
  const PosterText* second_;
};

}  // namespace

absl::StatusOr<std::string> DrawPoster(const Poster& poster) {
  if (poster.languages.empty()) {
    return platform::BadField("languages", "UNKNOWN_LANGUAGE", "a poster needs a language");
  }
  ASSIGN_OR_RETURN(const Symbol symbol, Symbol::Of(poster.code_url));
  const std::string made =
      fmt::format("{:04}-{:02}-{:02}T00:00:00Z", poster.made_on.year(), poster.made_on.month(), poster.made_on.day());
  std::string pdf;
  Pen pen(kWidth, kHeight, poster.venue_name, made, &pdf);
  Page(pen, poster).Draw(symbol);
  RETURN_IF_ERROR(pen.Finish());
  return pdf;
}

}  // namespace mimamori::venue
