// SPDX-License-Identifier: Apache-2.0
#include "services/platform/print/symbol.hpp"

#include <cairo.h>
#include <qrencode.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"

namespace mimamori::platform::print {
namespace {

using Code = std::unique_ptr<QRcode, decltype(&QRcode_free)>;

constexpr size_t kMostCharacters = 3'391;  // version 40 at level M
constexpr int kSmallestPng = 128;
constexpr int kLargestPng = 4'096;

bool IsAlphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
         std::string_view(" $%*+-./:").find(c) != std::string_view::npos;
}

// Null when the text doesn't fit. Version 0: the smallest that holds it.
Code Encode(std::string_view text, int version, QRecLevel level) {
  Code code(nullptr, &QRcode_free);
  QRinput* const input = QRinput_new2(version, level);
  // The whole text goes in as one alphanumeric segment, so that nothing falls back to bytes.
  if (QRinput_append(input, QR_MODE_AN, static_cast<int>(text.size()),
                     reinterpret_cast<const unsigned char*>(text.data())) == 0) {
    code.reset(QRcode_encodeInput(input));
  }
  QRinput_free(input);
  // The library grows a version that turns out too small.
  if (code && version != 0 && code->version != version) code.reset();
  return code;
}

absl::Status TooLong() {
  return platform::Failure(absl::StatusCode::kInvalidArgument, "TEXT_TOO_LONG", "the text does not fit into a symbol");
}

cairo_status_t AppendBytes(void* closure, const unsigned char* bytes, unsigned int count) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(bytes), count);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

absl::StatusOr<Symbol> Symbol::Of(std::string_view text) {
  if (text.empty() || !std::ranges::all_of(text, IsAlphanumeric)) {
    return platform::Failure(absl::StatusCode::kInvalidArgument, "TEXT_NOT_ALPHANUMERIC",
                             "the text has characters that QR's alphanumeric mode does not know");
  }
  Code code = Encode(text, 0, QR_ECLEVEL_M);
  if (!code || text.size() > kMostCharacters) return TooLong();
  for (const QRecLevel level : {QR_ECLEVEL_H, QR_ECLEVEL_Q}) {
    if (Code stronger = Encode(text, code->version, level)) {
      code = std::move(stronger);
      break;
    }
  }
  return Symbol(code->version, code->width, code->data);
}

absl::StatusOr<Symbol> Symbol::OfBytes(std::string_view bytes) {
  const Code code(QRcode_encodeData(static_cast<int>(bytes.size()), reinterpret_cast<const unsigned char*>(bytes.data()),
                                    0, QR_ECLEVEL_M),
                  &QRcode_free);
  if (!code) return TooLong();
  return Symbol(code->version, code->width, code->data);
}

Symbol::Symbol(int version, int width, const unsigned char* modules) : version_(version), width_(width) {
  const auto count = static_cast<size_t>(width * width);
  dark_.reserve(count);
  for (size_t i = 0; i < count; ++i) dark_.push_back((modules[i] & 1) != 0);
}

std::string ToSvg(const Symbol& symbol, int module_px) {
  const int side = symbol.width() + 2 * kQuietZone;
  std::string path;
  for (int row = 0; row < symbol.width(); ++row) {
    for (int column = 0; column < symbol.width();) {
      int end = column;
      while (end < symbol.width() && symbol.Dark(row, end)) ++end;
      const int run = end - column;
      if (run > 0) path += fmt::format("M{} {}h{}v1h-{}z", column + kQuietZone, row + kQuietZone, run, run);
      column = std::max(end, column + 1);
    }
  }
  return fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{0}" viewBox="0 0 {1} {1}" shape-rendering="crispEdges">)"
      R"(<path fill="white" d="M0 0h{1}v{1}H0z"/><path d="{2}"/></svg>)"
      "\n",
      side * module_px, side, path);
}

absl::StatusOr<std::string> ToPng(const Symbol& symbol, int size_px) {
  if (size_px < kSmallestPng || size_px > kLargestPng) {
    return platform::BadField("size_px", "BAD_SIZE",
                              fmt::format("size_px is between {} and {}", kSmallestPng, kLargestPng));
  }
  const int module = size_px / (symbol.width() + 2 * kQuietZone);
  const int margin = (size_px - module * symbol.width()) / 2;
  if (module == 0) return platform::BadField("size_px", "BAD_SIZE", "size_px is too small for this symbol");
  // One bit a pixel, where 1 is white: a PNG of a few kilobytes.
  cairo_surface_t* const surface = cairo_image_surface_create(CAIRO_FORMAT_A1, size_px, size_px);
  cairo_t* const cr = cairo_create(surface);
  cairo_set_antialias(cr, CAIRO_ANTIALIAS_NONE);
  cairo_paint(cr);
  for (int row = 0; row < symbol.width(); ++row) {
    for (int column = 0; column < symbol.width(); ++column) {
      if (symbol.Dark(row, column))
        cairo_rectangle(cr, margin + column * module, margin + row * module, module, module);
    }
  }
  cairo_set_operator(cr, CAIRO_OPERATOR_CLEAR);
  cairo_fill(cr);
  cairo_destroy(cr);
  std::string png;
  const cairo_status_t status = cairo_surface_write_to_png_stream(surface, &AppendBytes, &png);
  cairo_surface_destroy(surface);
  if (status != CAIRO_STATUS_SUCCESS) return absl::InternalError(cairo_status_to_string(status));
  return png;
}

}  // namespace mimamori::platform::print
