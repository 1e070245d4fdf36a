// SPDX-License-Identifier: Apache-2.0
#include "services/venue/domain/registration.hpp"

#include "fmt/format.h"
#include "services/platform/core/text.hpp"
#include "services/venue/domain/fields.hpp"

namespace mimamori::venue {

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
