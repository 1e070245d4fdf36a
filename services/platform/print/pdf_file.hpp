// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cairo.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "services/platform/print/byte_sink.hpp"

namespace mimamori::platform::print {

// A PDF that is written while it is drawn, page by page. Not thread-safe.
class PdfFile {
 public:
  // Lengths in points. `created` ("2026-11-21T00:00:00Z") is all that the file says about time: equal drawings are equal
  // files.
  PdfFile(double width, double height, std::string_view title, const std::string& created, ByteSink sink);
  ~PdfFile();
  PdfFile(const PdfFile&) = delete;

  cairo_t* cairo() const { return cairo_; }  // of the page in hand
  void EndPage() { cairo_show_page(cairo_); }

  // CANCELLED when the sink wanted no more; INTERNAL when anything went wrong on the way (no memory).
  absl::Status Health() const;
  absl::Status Finish();

 private:
  static cairo_status_t Write(void* closure, const unsigned char* bytes, unsigned int count);

  const ByteSink sink_;
  cairo_surface_t* surface_;
  cairo_t* cairo_;
};

}  // namespace mimamori::platform::print
