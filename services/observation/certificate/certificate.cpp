// SPDX-License-Identifier: Apache-2.0
#include "services/observation/certificate/certificate.hpp"

#include <utility>

#include "fmt/format.h"
#include "services/observation/certificate/certificate_text.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/print/paper.hpp"
#include "services/platform/print/pdf_file.hpp"

namespace mimamori::observation {
namespace {

using platform::print::DrawLine;
using platform::print::DrawModules;
using platform::print::DrawName;
using platform::print::kBlue;
using platform::print::kGrey;
using platform::print::kInk;
using platform::print::kPageHeight;
using platform::print::kPageWidth;
using platform::print::Pen;
using platform::print::Symbol;
using platform::print::TextStyle;

constexpr double kMargin = 56;
constexpr double kWidth = kPageWidth - 2 * kMargin;
constexpr double kLabelWidth = 190;
constexpr double kRow = 40;
constexpr double kSymbolSide = 132;

std::string Japanese(const absl::CivilDay& day) { return fmt::format("{}年{}月{}日", day.year(), day.month(), day.day()); }
std::string Plain(const absl::CivilDay& day) { return absl::FormatCivilTime(day); }

class Drawing {
 public:
  Drawing(const CertificatePage& page, Pen& pen)
      : page_(page), pen_(pen), first_(CertificateTextIn("ja")), second_(CertificateTextIn(page.language)),
        alone_(&first_ == &second_) {}

  void Run(const Symbol& symbol) {
    DrawName(pen_, kMargin, 44, 15);
    DrawHead();
    DrawTable();
    DrawCheck(symbol);
  }

 private:
  TextStyle Style(const CertificateText& text, double size, bool bold = false) const {
    return {.size = size, .bold = bold, .colour = kInk, .language = text.language};
  }

  // In Japanese, and below it in the other language where there is one.
  void Both(double y, double height, std::string_view CertificateText::*text, double size, bool bold, PangoAlignment align) {
    TextStyle large = Style(first_, size, bold);
    large.align = align;
    pen_.FittedText(kMargin, y, kWidth, alone_ ? height : height * 0.55, 2, size * 0.6, large, first_.*text);
    if (alone_) return;
    TextStyle small = Style(second_, size * 0.72);
    small.align = align;
    small.colour = kGrey;
    pen_.FittedText(kMargin, y + height * 0.55, kWidth, height * 0.45, 3, size * 0.35, small, second_.*text);
  }

  void DrawHead() {
    Both(92, 66, &CertificateText::title, 24, true, PANGO_ALIGN_CENTER);
    Both(182, 84, &CertificateText::statement, 12, false, PANGO_ALIGN_LEFT);
  }

  void Row(std::string_view CertificateText::*label, const std::string& value, const std::string& below = {}) {
    DrawLine(pen_, kMargin, row_, kMargin + kWidth, row_, 0.75);
    pen_.FittedText(kMargin, row_ + 3, kLabelWidth, alone_ ? kRow - 6 : 19, 1, 7, Style(first_, 12, true), first_.*label);
    if (!alone_) {
      TextStyle small = Style(second_, 9);
      small.colour = kGrey;
      pen_.FittedText(kMargin, row_ + 21, kLabelWidth - 8, 15, 1, 5, small, second_.*label);
    }
    const double left = kMargin + kLabelWidth, width = kWidth - kLabelWidth;
    const bool two = !alone_ && !below.empty();
    pen_.FittedText(left, row_ + 3, width, two ? 20 : kRow - 6, 1, 7, Style(first_, 14), value);
    if (two) {
      TextStyle small = Style(second_, 10);
      small.colour = kGrey;
      pen_.FittedText(left, row_ + 22, width, 15, 1, 6, small, below);
    }
    row_ += kRow;
  }

  void DrawTable() {
    const std::string none = "—";
    Row(&CertificateText::number, page_.number);
    Row(&CertificateText::birth_year, page_.birth_year ? fmt::format("{}年", *page_.birth_year) : none,
        page_.birth_year ? std::to_string(*page_.birth_year) : "");
    Row(&CertificateText::period, Japanese(page_.start) + " 〜 " + Japanese(page_.end),
        Plain(page_.start) + " – " + Plain(page_.end));
    Row(&CertificateText::released, Japanese(page_.end), Plain(page_.end));
    const bool named = !page_.issuer.empty();
    Row(&CertificateText::issuer, named ? page_.issuer : fmt::format(fmt::runtime(first_.area), page_.area_code),
        named ? page_.issuer_en : fmt::format(fmt::runtime(second_.area), page_.area_code));
    Row(&CertificateText::issued, Japanese(page_.issued_on), Plain(page_.issued_on));
    DrawLine(pen_, kMargin, row_, kMargin + kWidth, row_, 0.75);
  }

  void DrawCheck(const Symbol& symbol) {
    const double top = row_ + 28;
    DrawModules(pen_, symbol, kMargin, top, kSymbolSide);
    const double left = kMargin + kSymbolSide + 18, width = kWidth - kSymbolSide - 18;
    double y = top + 4;
    pen_.FittedText(left, y, width, alone_ ? 40 : 30, 2, 6, Style(first_, 11), first_.check);
    y += alone_ ? 44 : 30;
    if (!alone_) {
      TextStyle small = Style(second_, 9);
      small.colour = kGrey;
      pen_.FittedText(left, y, width, 26, 2, 5, small, second_.check);
      y += 30;
    }
    TextStyle address{.size = 13, .bold = true, .colour = kBlue, .language = "en"};
    pen_.FittedText(left, y, width, 20, 1, 6, address, page_.host + "/C");
    TextStyle code{.size = 12, .bold = true, .colour = kInk, .language = "en"};
    pen_.FittedText(left, y + 22, width, 18, 1, 6, code, page_.typed_code);
    Both(top + kSymbolSide + 18, 44, &CertificateText::no_name, 10.5, false, PANGO_ALIGN_LEFT);
    if (!second_.japanese_counts.empty()) {
      TextStyle small = Style(second_, 8);
      small.colour = kGrey;
      pen_.Text(kMargin, kPageHeight - 52, kWidth, small, second_.japanese_counts);
    }
  }

  const CertificatePage& page_;
  Pen& pen_;
  const CertificateText& first_;
  const CertificateText& second_;
  const bool alone_;
  double row_ = 290;
};

}  // namespace

absl::Status PrintCertificate(const CertificatePage& page, platform::print::ByteSink sink) {
  ASSIGN_OR_RETURN(const Symbol symbol, Symbol::Of(page.code_url));
  const platform::print::Fonts fonts;
  platform::print::PdfFile file(kPageWidth, kPageHeight, CertificateTextIn("ja").title,
                                Plain(page.issued_on) + "T00:00:00Z", std::move(sink));
  Pen pen(file.cairo(), fonts);
  Drawing(page, pen).Run(symbol);
  file.EndPage();
  return file.Finish();
}

}  // namespace mimamori::observation
