// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace mimamori::capacity {

// A hold as the watch over holds sees it.
struct HoldSeen {
  std::string holder;    // opaque
  std::string facility;
  std::string bed_class;
  std::string officer;   // account
  absl::Time begins = {};
  absl::Time ends = {};  // released, converted or expired; of a live one, when it would expire
};

// A version of policy `capacity.anomalies`. After Bengaluru, 2021: 4,065 false holds, one patient with twelve, beds given anew
// within 30 seconds at night.
struct AnomalyRules {
  int holds_of_one = 4;        // of one holder within the time that is looked at
  int rebooked_seconds = 60;   // from the end of one holder's hold to another's on the same beds
  int rebooked_times = 3;      // so often by one officer
  int night_begins = 22 * 60;  // minutes of the day; a night may go over midnight
  int night_ends = 6 * 60;
  int night_holds = 20;        // by one officer in one night

  friend bool operator==(const AnomalyRules&, const AnomalyRules&) = default;
};
// FAILED_PRECONDITION (POLICY_MALFORMED), with the path as the field: every number 1 or more; night_begins, night_ends 0–1439
// and not alike.
absl::Status CheckAnomalyRules(const AnomalyRules& rules);

enum class AnomalyKind { kManyHolds, kRebooked, kNightBurst };

// Something that a person should look at; it says nothing about guilt.
struct Anomaly {
  AnomalyKind kind = AnomalyKind::kManyHolds;
  std::string who;    // holder (kManyHolds), else officer
  int count = 0;
  absl::Time first = {};
  absl::Time last = {};  // begins of the holds it is about

  friend bool operator==(const Anomaly&, const Anomaly&) = default;
};

// By kind, then by who; a night burst for each night. `zone`: that of the nights.
std::vector<Anomaly> AnomaliesIn(std::vector<HoldSeen> holds, const AnomalyRules& rules, const absl::TimeZone& zone);

}  // namespace mimamori::capacity
