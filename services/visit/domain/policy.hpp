// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/visit/domain/opening_hours.hpp"

namespace mimamori::visit {

// Versioned policies of this service, as they are in force at one instant. The figures are the shipped defaults' meaning,
// not defaults of the code: a missing or malformed policy is a failure.
// When the proof of a browser that is in use is renewed.
struct ProofPolicy {
  absl::Duration renew_after;    // since it was issued
  absl::Duration confirm_again;  // no renewal when its address was confirmed longer ago
};

// What a person's own record goes by.
struct RecordPolicy {
  absl::Duration link;                   // how long a mailed link opens it
  absl::Duration session;                // how long it then stays open
  double links_at_once = 0;              // that one network may ask for
  double links_per_second = 0;           // and go on asking for
  absl::Duration questions_shown_after;  // where the event is not decided
};

// Since when so many come that the rest is remarkable.
struct BurstPolicy {
  int unconfirmed_per_minute = 0;  // check-ins of a venue; those beyond are set apart
};

// What a kiosk's code, which changes each minute, is worth by its age.
struct KioskPolicy {
  int skew_minutes = 0;      // shown at most so long before or after now: whoever scanned it is there
  int accepted_minutes = 0;  // shown at most so long ago: she checks in as with a code on the wall
};

struct StayPolicy {
  absl::Duration longest_stay;       // a stay ends then at the latest
  absl::Duration offline_limit;      // how old an arrival may be when it is sent: scanned in a basement, sent at home
  absl::Duration clock_skew;         // phones run fast
  int service_day_starts_hour = 5;   // 05:00: a night out belongs to the evening it began
  // The longest that any version so far has allowed: stays that are kept may have been made under it. Bounds the overlap
  // query.
  absl::Duration longest_kept = {};
  HoursTolerance hours_tolerance = {};  // a policy of its own, `visit.opening_hours`
  ProofPolicy proofs = {};              // a policy of its own, `visit.proofs`
  RecordPolicy records = {};            // a policy of its own, `visit.records`
  BurstPolicy bursts = {};              // a policy of its own, `visit.bursts`
  KioskPolicy kiosk = {};               // a policy of its own, `visit.kiosk`
};

struct RetentionPolicy {
  int days = 28;  // service days that stays are kept
};

}  // namespace mimamori::visit
