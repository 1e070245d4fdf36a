// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "services/platform/print/paper.hpp"
#include "services/venue/poster/sheet.hpp"

namespace mimamori::venue {

using platform::print::DrawLine;
using platform::print::DrawModules;
using platform::print::DrawName;
using platform::print::kBlue;
using platform::print::kGrey;
using platform::print::kInk;
using platform::print::kMillimetre;
using platform::print::kPageHeight;
using platform::print::kPageWidth;

// What the sheets of one print have in common: words and shapes.
class House {
 public:
  explicit House(Imprint imprint);

  const Imprint& imprint() const { return imprint_; }
  const PrintText& first() const { return *imprint_.languages.front(); }
  const PrintText* second() const { return second_; }

  // "first  second" where a place has room for both in a row.
  std::string InARow(std::string_view PrintText::*text, std::string_view between = "　") const;
  // The host in a text of the first language.
  std::string WhereToType(const PrintText& text) const;
  std::string Made() const;  // "作成日 2026-11-21"

  // Four corners, as a camera shows what it looks at.
  static void Frame(Pen& pen, double x, double y, double side, double arm, double line);

 private:
  Imprint imprint_;
  const PrintText* second_;
};

}  // namespace mimamori::venue
