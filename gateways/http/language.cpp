// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/language.hpp"

#include <algorithm>
#include <charconv>

#include "gateways/http/message.hpp"
#include "services/platform/core/ascii.hpp"
#include "services/platform/core/languages.hpp"

namespace mimamori::http {
namespace {

// "q=0.8" → 800; malformed counts as nothing.
int Quality(std::string_view parameters) {
  const size_t at = parameters.find("q=");
  if (at == std::string_view::npos) return 1000;
  const std::string_view text = parameters.substr(at + 2);
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value > 0 ? static_cast<int>(std::min(value, 1.0) * 1000) : 0;  // "nan" is no quality
}

}  // namespace

std::string ChooseLanguage(std::string_view accept_language, const std::vector<std::string>& offered) {
  std::string best = offered.front();
  int best_quality = 0;
  bool foreign = false;
  while (!accept_language.empty()) {
    std::string_view parameters = TakeItem(accept_language, ',');
    const std::string_view range = TakeItem(parameters, ';');
    const int quality = Quality(parameters);
    if (quality <= best_quality) continue;
    const std::string_view understood = platform::LanguageFor(range);
    for (const std::string& language : offered) {
      if (platform::EqualsIgnoringCase(range.substr(0, range.find('-')), language) || language == understood) {
        best = language;
        best_quality = quality;
      }
    }
    if (!range.empty() && !range.starts_with('*') && quality > 0) foreign = true;
  }
  // Whoever names languages, and none of these, most likely reads English best.
  const bool english = std::ranges::find(offered, "en") != offered.end();
  return foreign && best_quality == 0 && english ? "en" : best;
}

}  // namespace mimamori::http
