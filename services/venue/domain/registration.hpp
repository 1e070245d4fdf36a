// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/platform/core/email_address.hpp"
#include "services/platform/core/id.hpp"
#include "services/venue/domain/venue.hpp"

namespace mimamori::venue {

struct RegistrationTag {
  static constexpr const char* kName = "registration_id";
};
using RegistrationId = platform::Id<RegistrationTag>;

// How long the mailed link of a registration works.
constexpr absl::Duration kRegistrationLifetime = absl::Hours(7 * 24);

// A registration as it was typed. Numbers are the request's; 0 and empty mean not told.
struct RegistrationForm {
  std::string_view display_name;
  std::string_view address;
  std::string_view area_code;
  int kind = 0;
  std::string_view time_zone;
  int32_t seat_count = 0;
  int32_t floor_area_m2 = 0;
  int32_t typical_stay_minutes = 0;
  std::string_view email_address;
  std::string_view language;
  OpeningHoursForm opening_hours = {};
};

struct Registration {
  VenueDetails details;
  platform::EmailAddress email;  // where the link goes; kept sealed only
  std::string language;          // one of platform::kLanguages
};

// INVALID_ARGUMENT. Field and reason are those of the first problem in the form's order, the sentence tells all of
// them: MISSING_FIELD, TEXT_TOO_LONG, TEXT_NOT_PLAIN, MALFORMED_AREA_CODE, UNKNOWN_KIND, UNKNOWN_TIME_ZONE, BAD_COUNT,
// MALFORMED_EMAIL_ADDRESS, UNKNOWN_LANGUAGE, and those of ParseOpeningHours. A prefecture's code is no venue's area:
// MALFORMED_AREA_CODE.
absl::StatusOr<Registration> ParseRegistration(const RegistrationForm& form);

// One text for one registration, whatever blanks were typed around it: two requests with one request_id must agree in
// it.
std::string Canonical(const Registration& registration);

}  // namespace mimamori::venue
