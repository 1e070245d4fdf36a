// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/vault/domain/ring.hpp"

namespace mimamori::vault {

// A service day runs from 05:00 to 05:00 on the venue's wall clock and is named by the date on which it starts.
absl::CivilDay ServiceDayAt(absl::Time now, absl::TimeZone zone);

// "2026-11-21" and "2026-11", canonical forms only, years 2000–2999.
std::optional<absl::CivilDay> ReadDay(std::string_view text);
std::optional<absl::CivilMonth> ReadMonth(std::string_view text);
std::string WriteDay(absl::CivilDay day);

// Both ends included.
struct Reach {
  absl::CivilDay first;
  absl::CivilDay last;
  bool Has(absl::CivilDay day) const { return first <= day && day <= last; }
};
// The service days that a check-in may touch at `now`: the present one, wherever the venue is (the vault knows no
// venue: UTC−14 to UTC+14), one day back for what was scanned without a network and sent later, and one day ahead for
// a service that fetches tomorrow's key before it is needed.
Reach DaysInReach(absl::Time now);

// MALFORMED_DAY; FAILED_PRECONDITION (DAY_OUT_OF_REACH).
absl::StatusOr<absl::CivilDay> PseudonymDayToGive(std::string_view service_day, absl::Time now);
// The period's text as it names the key. A month is in reach when one of its days is.
// MALFORMED_PERIOD; FAILED_PRECONDITION (PERIOD_OUT_OF_REACH).
absl::StatusOr<std::string> SealingPeriodToGive(Ring ring, std::string_view period, absl::Time now);

}  // namespace mimamori::vault
