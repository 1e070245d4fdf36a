// SPDX-License-Identifier: Apache-2.0
#include "services/venue/domain/fields.hpp"

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/languages.hpp"

namespace mimamori::venue {

using platform::BadField;

absl::Status Problems::All() const {
  if (problems_.empty()) return absl::OkStatus();
  std::string sentences;
  for (const absl::Status& problem : problems_) {
    const std::string field = platform::FieldOf(problem);
    const std::string_view sentence(problem.message().data(), problem.message().size());
    if (!sentences.empty()) sentences += "; ";
    if (!sentence.starts_with(field)) sentences += field + ": ";
    sentences += sentence;
  }
  return BadField(platform::FieldOf(problems_.front()), platform::ReasonOf(problems_.front()), sentences);
}

absl::StatusOr<platform::AreaCode> ParseArea(std::string_view text) {
  if (text.empty()) return BadField("area_code", "MISSING_FIELD", "area_code is required");
  auto area = platform::AreaCode::Parse(text);
  if (area.ok() && area->IsPrefecture()) {
    return BadField("area_code", "MALFORMED_AREA_CODE", "area_code is a prefecture's; a municipality's is needed");
  }
  return area;
}

absl::StatusOr<VenueKind> ParseKind(int kind) {
  if (kind == 0) return BadField("kind", "MISSING_FIELD", "kind is required");
  if (kind < 0 || kind > static_cast<int>(VenueKind::kOther)) {
    return BadField("kind", "UNKNOWN_KIND", "kind is not one of those that there are");
  }
  return static_cast<VenueKind>(kind);
}

absl::StatusOr<int32_t> ParseCount(std::string_view field, int32_t value, int32_t least, int32_t most) {
  if (value == 0 || (value >= least && value <= most)) return value;
  return BadField(field, "BAD_COUNT",
                  fmt::format("{} is between {} and {}, or 0 when it isn't told", field, least, most));
}

absl::StatusOr<platform::EmailAddress> ParseEmail(std::string_view text) {
  if (text.empty()) return BadField("email_address", "MISSING_FIELD", "email_address is required");
  return platform::EmailAddress::Parse(text);
}

absl::StatusOr<std::string> ParseLanguage(std::string_view language) {
  return platform::ParseLanguage(language);
}

}  // namespace mimamori::venue
