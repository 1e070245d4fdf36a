// SPDX-License-Identifier: Apache-2.0
#include "services/visit/domain/service_day.hpp"

#include "services/platform/core/error.hpp"

namespace mimamori::visit {

absl::CivilDay ServiceDayOf(absl::Time time, const absl::TimeZone& zone, int starts_hour) {
  // By the clock on the wall, not by subtracting hours: a day with a DST change has 23 or 25 of them.
  const absl::CivilHour hour = absl::ToCivilHour(time, zone);
  const absl::CivilDay day(hour);
  return hour.hour() < starts_hour ? day - 1 : day;
}

std::string FormatDay(absl::CivilDay day) { return absl::FormatCivilTime(day); }

absl::StatusOr<absl::CivilDay> ParseDay(std::string_view text) {
  absl::CivilDay day;
  // Absl also reads blanks and short months; what is written back tells.
  if (!absl::ParseCivilTime(absl::string_view(text.data(), text.size()), &day) || FormatDay(day) != text) {
    return platform::Failure(absl::StatusCode::kInvalidArgument, "MALFORMED_DATE", "a date is written 2026-11-21");
  }
  return day;
}

absl::StatusOr<absl::TimeZone> LoadZone(const std::string& name) {
  absl::TimeZone zone;
  if (!absl::LoadTimeZone(name, &zone)) {
    return platform::BadField("time_zone", "UNKNOWN_TIME_ZONE", "time_zone is not an IANA time zone name");
  }
  return zone;
}

}  // namespace mimamori::visit
