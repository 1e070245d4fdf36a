// SPDX-License-Identifier: Apache-2.0
#include "services/venue/domain/registration.hpp"

#include <optional>
#include <vector>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/text.hpp"

namespace mimamori::venue {
namespace {

using platform::BadField;

constexpr int32_t kMostSeats = 100'000;
constexpr int32_t kMostSquareMetres = 1'000'000;
constexpr int32_t kShortestStay = 15;
// A quarter of an hour less than the longest stay, so that closing a stay automatically never meets that limit.
constexpr int32_t kLongestStay = 1'425;

// Collects every problem, so that a person corrects the form once.
class Problems {
 public:
  template <class T>
  std::optional<T> Take(absl::StatusOr<T> value) {
    if (value.ok()) return *std::move(value);
    problems_.push_back(std::move(value).status());
    return std::nullopt;
  }

  absl::Status All() const {
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

 private:
  std::vector<absl::Status> problems_;
};

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

absl::StatusOr<std::string> ParseTimeZone(std::string_view name) {
  if (name.empty()) return std::string("Asia/Tokyo");
  absl::TimeZone zone;
  // Abseil also takes "Fixed/…" and paths; a venue's zone is a name of the IANA's list.
  const bool named = name.size() <= 64 && !name.starts_with("Fixed/") && name.front() != '/' &&
                     name.find("..") == std::string_view::npos && name != "localtime";
  if (!named || !absl::LoadTimeZone(absl::string_view(name.data(), name.size()), &zone)) {
    return BadField("time_zone", "UNKNOWN_TIME_ZONE", "time_zone is not a name of the IANA's list");
  }
  return std::string(name);
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
  if (language.empty()) return std::string("ja");
  if (language == "ja" || language == "en") return std::string(language);
  return BadField("language", "UNKNOWN_LANGUAGE", "language is ja or en");
}

}  // namespace

absl::StatusOr<Registration> ParseRegistration(const RegistrationForm& form) {
  Problems problems;
  const auto name = problems.Take(platform::ParseText("display_name", form.display_name, 1, 100));
  const auto address = problems.Take(platform::ParseText("address", form.address, 1, 200));
  const auto area = problems.Take(ParseArea(form.area_code));
  const auto kind = problems.Take(ParseKind(form.kind));
  const auto zone = problems.Take(ParseTimeZone(form.time_zone));
  const auto seats = problems.Take(ParseCount("seat_count", form.seat_count, 1, kMostSeats));
  const auto metres = problems.Take(ParseCount("floor_area_m2", form.floor_area_m2, 1, kMostSquareMetres));
  const auto stay =
      problems.Take(ParseCount("typical_stay_minutes", form.typical_stay_minutes, kShortestStay, kLongestStay));
  const auto email = problems.Take(ParseEmail(form.email_address));
  const auto language = problems.Take(ParseLanguage(form.language));
  const auto hours = problems.Take(ParseOpeningHours(form.opening_hours));
  if (const absl::Status all = problems.All(); !all.ok()) return all;
  return Registration{.details = {.display_name = *name,
                                  .address = *address,
                                  .area = *area,
                                  .kind = *kind,
                                  .time_zone = *zone,
                                  .seat_count = *seats,
                                  .floor_area_m2 = *metres,
                                  .typical_stay_minutes = *stay,
                                  .opening_hours = *hours},
                      .email = *email,
                      .language = *language};
}

std::string Canonical(const Registration& registration) {
  const VenueDetails& details = registration.details;
  // Unit separators can't occur in plain text, so that no two registrations run into the same text.
  std::string text =
      fmt::format("{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}", details.display_name, details.address,
                  details.area.ToString(), static_cast<int>(details.kind), details.time_zone, details.seat_count,
                  details.floor_area_m2, details.typical_stay_minutes, registration.email.Folded(), registration.language);
  // Nothing for hours that aren't told, so that a retry is the same text as before there were any.
  for (const OpenSpan& span : details.opening_hours.spans) text += fmt::format("\x1f{} {}", span.day, Format(span));
  return text;
}

}  // namespace mimamori::venue
