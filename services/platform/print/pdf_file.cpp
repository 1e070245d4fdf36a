// SPDX-License-Identifier: Apache-2.0
#include "services/platform/print/pdf_file.hpp"

#include <cairo-pdf.h>

namespace mimamori::platform::print {

PdfFile::PdfFile(double width, double height, std::string_view title, const std::string& created, ByteSink sink)
    : sink_(std::move(sink)),
      surface_(cairo_pdf_surface_create_for_stream(&Write, this, width, height)),
      cairo_(cairo_create(surface_)) {
  cairo_pdf_surface_set_metadata(surface_, CAIRO_PDF_METADATA_TITLE, std::string(title).c_str());
  cairo_pdf_surface_set_metadata(surface_, CAIRO_PDF_METADATA_CREATE_DATE, created.c_str());
}

PdfFile::~PdfFile() {
  cairo_destroy(cairo_);
  cairo_surface_destroy(surface_);
}

cairo_status_t PdfFile::Write(void* closure, const unsigned char* bytes, unsigned int count) {
  const auto& sink = static_cast<PdfFile*>(closure)->sink_;
  return sink({reinterpret_cast<const char*>(bytes), count}) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

absl::Status PdfFile::Health() const {
  for (const cairo_status_t status : {cairo_status(cairo_), cairo_surface_status(surface_)}) {
    if (status == CAIRO_STATUS_WRITE_ERROR) return absl::CancelledError("nobody takes the file");
    if (status != CAIRO_STATUS_SUCCESS) return absl::InternalError(cairo_status_to_string(status));
  }
  return absl::OkStatus();
}

absl::Status PdfFile::Finish() {
  cairo_surface_finish(surface_);
  return Health();
}

}  // namespace mimamori::platform::print
