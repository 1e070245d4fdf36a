// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/platform/print/byte_sink.hpp"
#include "services/venue/poster/label.hpp"

namespace mimamori::venue {

using platform::print::ByteSink;

// Labels as a PDF of A4 pages, written while they are added: memory does not grow with the number of pages. What is the
// same on every page is drawn and written once. Equal prints are equal files. Several prints may run on several threads.
class Print {
 public:
  // `imprint.languages` is not empty.
  Print(SheetKind kind, const Imprint& imprint, ByteSink sink);
  ~Print();

  // A field of a sheet of stickers, else a page. INVALID_ARGUMENT as Symbol::Of; CANCELLED when the sink wanted no more.
  absl::Status Add(const Label& label);
  // The last page and the end of the file.
  absl::Status Finish();

 private:
  struct Press;
  const std::unique_ptr<Press> press_;
};

// A print of one label in memory; a sheet of stickers is full of it.
absl::StatusOr<std::string> PrintOne(SheetKind kind, const Imprint& imprint, const Label& label);

}  // namespace mimamori::venue
