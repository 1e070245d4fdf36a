// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace mimamori::visit {

// The day that a moment belongs to: from `starts_hour` to `starts_hour` in the venue's zone, so that a night out is one
// day. A stay is kept under the service day of its arrival and never split.
absl::CivilDay ServiceDayOf(absl::Time time, const absl::TimeZone& zone, int starts_hour);

// "2026-11-21".
std::string FormatDay(absl::CivilDay day);
// MALFORMED_DATE.
absl::StatusOr<absl::CivilDay> ParseDay(std::string_view text);

// Falls back to nothing: an unknown IANA name is UNKNOWN_TIME_ZONE.
absl::StatusOr<absl::TimeZone> LoadZone(const std::string& name);

}  // namespace mimamori::visit
