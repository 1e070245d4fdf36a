// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

namespace mimamori::venue {

enum class PosterLanguage { kJapanese, kEnglish };

struct Step {
  std::string_view what;
  std::string_view note;
};

// What a poster says in one language.
struct PosterText {
  const char* language;       // BCP 47
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

const PosterText& TextIn(PosterLanguage language);

}  // namespace mimamori::venue
