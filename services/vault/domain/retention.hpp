// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/vault/domain/ring.hpp"

namespace mimamori::vault {

// Policy "vault.retention". A day's key is kept for this many service days after its own (28: destroyed when the 29th
// starts), a month's for as many days after the month's last.
struct Retention {
  absl::TimeZone zone;  // whose 05:00 starts the service day on which keys go
  int pseudonym_days = 0;
  int seal_visit_days = 0;
  int seal_patient_days = 0;
  int seal_operator_days = 0;
  int seal_staff_days = 0;
  int seal_desk_days = 0;
  int event_days = 0;  // of 24 h, after the event's key was first used
};

// Those of a kind's `periods` whose keys must go at `now`. Names that are no period of this kind are left alone; so is
// every event: see EventKeyExpired.
std::vector<std::string> ExpiredPeriods(KeyKind kind, const std::vector<std::string>& periods,
                                        const Retention& retention, absl::Time now);

bool EventKeyExpired(absl::Time first_used, const Retention& retention, absl::Time now);

}  // namespace mimamori::vault
