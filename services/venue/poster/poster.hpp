// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "services/venue/poster/poster_text.hpp"
#include "services/venue/poster/symbol.hpp"

namespace mimamori::venue {

// What a poster shows besides its texts.
struct Poster {
  std::string venue_name;  // plain text, up to 100 characters
  std::string code_url;    // what the symbol holds
  std::string typed_code;  // as shown: "K7QP2-M9XD4"
  std::string host;        // "mimamori.example.jp"
  absl::CivilDay made_on;
  std::vector<PosterLanguage> languages;  // one or two; the first is the large one
};

// One A4 page to print, as PDF. Equal posters are equal files. Takes some 40 ms; may run on several threads at once.
// INVALID_ARGUMENT as Symbol::Of, (UNKNOWN_LANGUAGE) without a language.
absl::StatusOr<std::string> DrawPoster(const Poster& poster);

}  // namespace mimamori::venue
