// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/language.hpp"

#include <algorithm>
#include <charconv>

#include "gateways/http/message.hpp"

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
  while (!accept_language.empty()) {
    std::string_view parameters = TakeItem(accept_language, ',');
    const std::string_view range = TakeItem(parameters, ';');
    const int quality = Quality(parameters);
    if (quality <= best_quality) continue;
    for (const std::string& language : offered) {
      if (EqualsIgnoringCase(range.substr(0, range.find('-')), language)) {
        best = language;
        best_quality = quality;
      }
    }
  }
  return best;
}

}  // namespace mimamori::http
