// SPDX-License-Identifier: Apache-2.0
#include "services/venue/service/imprint.hpp"

#include <algorithm>

#include "services/platform/core/error.hpp"

namespace mimamori::venue {

absl::StatusOr<std::vector<const PrintText*>> ParseLanguages(
    const google::protobuf::RepeatedPtrField<std::string>& languages) {
  std::vector<const PrintText*> texts;
  for (const std::string& language : languages) {
    const PrintText* const text = FindPrintText(language);
    if (text == nullptr) {
      return platform::BadField("languages", "UNKNOWN_LANGUAGE",
                                "languages are ja, en, zh-Hans, zh-Hant, ko, vi, th, id, tl, ne, my, pt, es and fr");
    }
    if (std::ranges::find(texts, text) == texts.end()) texts.push_back(text);
  }
  if (texts.size() > 2) return platform::BadField("languages", "TOO_MANY_LANGUAGES", "there is room for two languages");
  if (texts.empty()) texts = {FindPrintText("ja"), FindPrintText("en")};
  return texts;
}

Imprint ImprintOf(const Venue& venue, const PublicAddress& address, std::vector<const PrintText*> languages,
                  absl::Time now) {
  absl::TimeZone zone = absl::UTCTimeZone();
  absl::LoadTimeZone(venue.details.time_zone, &zone);
  return {.venue_name = venue.details.display_name,
          .host = address.Host(),
          .made_on = absl::ToCivilDay(now, zone),
          .languages = std::move(languages)};
}

}  // namespace mimamori::venue
