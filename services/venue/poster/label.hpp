// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "services/venue/poster/print_text.hpp"

namespace mimamori::venue {

// A poster for the door; two faces that fold into a table tent; twelve stickers of 86.4 × 42.3 mm, as label sheets
// have them (two by six, margins of 18.6 and 21.6 mm). All on A4.
enum class SheetKind { kPoster, kTent, kStickers };

// One code to put up somewhere.
struct Label {
  std::string place = {};       // inside the venue, "2階 › 個室 › 卓 4"; empty: the venue as a whole
  std::string code_url = {};    // what the symbol holds
  std::string typed_code = {};  // as shown: "K7QP2-M9XD4"; empty: this code can't be typed
};

// What all labels of a print have in common.
struct Imprint {
  std::string venue_name;  // plain text, up to 100 characters
  std::string host;        // "mimamori.example.jp"
  absl::CivilDay made_on;
  std::vector<const PrintText*> languages;  // one or two; the first is the large one
};

}  // namespace mimamori::venue
