// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace mimamori::venue {

struct Step {
  std::string_view what;
  std::string_view note;
};

// What posters, tents and stickers say in one language.
struct PrintText {
  const char* language;       // BCP 47
  bool reviewed;              // by somebody who writes the language; else a draft
  std::string_view kind;      // what this page is, beside the name of the service
  std::string_view headline;  // two lines
  std::string_view headline_in_one_line;
  std::array<Step, 3> steps;
  std::string_view right_page;   // above the host that the browser must show
  std::string_view typed;        // above the typed code
  std::string_view typed_where;  // `{}` is the host
  std::string_view privacy;
  std::string_view made;  // before the date
};

// In the order in which they are offered: ja, en, zh-Hans, zh-Hant, ko, vi, th, id, tl, ne, my, pt, es, fr.
std::span<const PrintText> PrintTexts();

// Null when there is none.
const PrintText* FindPrintText(std::string_view language);

}  // namespace mimamori::venue
