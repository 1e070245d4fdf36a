// SPDX-License-Identifier: Apache-2.0
#include "services/venue/poster/print.hpp"

#include <array>
#include <numbers>

#include "fmt/format.h"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/print/pdf_file.hpp"
#include "services/venue/poster/house.hpp"
#include "services/venue/poster/sheet.hpp"

namespace mimamori::venue {
namespace {

using platform::print::Fonts;
using platform::print::PdfFile;

struct Drop {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};

using Recording = std::unique_ptr<cairo_surface_t, Drop>;

std::unique_ptr<Sheet> MakeSheet(SheetKind kind, const Imprint& imprint) {
  if (kind == SheetKind::kTent) return TentSheet(imprint);
  if (kind == SheetKind::kStickers) return StickerSheet(imprint);
  return PosterSheet(imprint);
}

std::string MadeAt(const absl::CivilDay& day) {
  return fmt::format("{:04}-{:02}-{:02}T00:00:00Z", day.year(), day.month(), day.day());
}

}  // namespace

struct Print::Press {
  Press(SheetKind kind, const Imprint& imprint, ByteSink sink)
      : sheet(MakeSheet(kind, imprint)),
        places(sheet->places()),
        file(kPageWidth, kPageHeight, imprint.venue_name, MadeAt(imprint.made_on), std::move(sink)) {
    for (const bool with_place : {false, true}) {
      fields[with_place] = Record([&](Pen& pen) { sheet->DrawField(pen, with_place); });
    }
  }

  Recording Record(const std::function<void(Pen&)>& draw) const {
    const cairo_rectangle_t extent{0, 0, sheet->width(), sheet->height()};
    Recording recording(cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &extent));
    cairo_t* const cr = cairo_create(recording.get());
    Pen pen(cr, fonts);
    draw(pen);
    cairo_destroy(cr);
    return recording;
  }

  void DrawAt(const Sheet::Place& place, const Label& label, cairo_surface_t* drawn) {
    cairo_t* const cr = file.cairo();
    cairo_save(cr);
    cairo_translate(cr, place.x, place.y);
    if (place.upside_down) cairo_rotate(cr, std::numbers::pi);
    for (cairo_surface_t* const surface : {fields[!label.place.empty()].get(), drawn}) {
      cairo_set_source_surface(cr, surface, 0, 0);
      cairo_paint(cr);
    }
    cairo_restore(cr);
  }

  void EndPage() {
    file.EndPage();
    filled = 0;
  }

  const std::unique_ptr<Sheet> sheet;
  const std::vector<Sheet::Place> places;
  const Fonts fonts;
  PdfFile file;
  std::array<Recording, 2> fields;  // without and with a place; the file holds each once, however many pages show it
  size_t filled = 0;                // places of the page in hand
};

Print::Print(SheetKind kind, const Imprint& imprint, ByteSink sink)
    : press_(std::make_unique<Press>(kind, imprint, std::move(sink))) {}

Print::~Print() = default;

absl::Status Print::Add(const Label& label) {
  ASSIGN_OR_RETURN(const Symbol symbol, Symbol::Of(label.code_url));
  Press& press = *press_;
  if (press.filled == 0) {
    Pen pen(press.file.cairo(), press.fonts);
    press.sheet->DrawPageMarks(pen);
  }
  const size_t end = press.sheet->one_label_a_page() ? press.places.size() : press.filled + 1;
  const Recording drawn = press.Record([&](Pen& pen) { press.sheet->DrawLabel(pen, label, symbol); });
  while (press.filled < end) press.DrawAt(press.places[press.filled++], label, drawn.get());
  if (press.filled == press.places.size()) press.EndPage();
  return press.file.Health();
}

absl::Status Print::Finish() {
  if (press_->filled > 0) press_->EndPage();
  return press_->file.Finish();
}

absl::StatusOr<std::string> PrintOne(SheetKind kind, const Imprint& imprint, const Label& label) {
  std::string pdf;
  Print print(kind, imprint, [&pdf](std::string_view bytes) {
    pdf += bytes;
    return true;
  });
  const int copies = kind == SheetKind::kStickers ? 12 : 1;
  for (int i = 0; i < copies; ++i) RETURN_IF_ERROR(print.Add(label));
  RETURN_IF_ERROR(print.Finish());
  return pdf;
}

}  // namespace mimamori::venue
