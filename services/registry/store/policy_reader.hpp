// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/registry/domain/infectious.hpp"
#include "services/registry/domain/place.hpp"
#include "services/registry/domain/retention.hpp"
#include "services/registry/domain/status.hpp"

namespace mimamori::registry {

// The body of registry.retention: {"contact_days": 180, "case_days": 1826}. From 29 days on, so that a patient stays
// reachable after day 28, to ten years; the contact goes no later than its case. FAILED_PRECONDITION
// (POLICY_MALFORMED).
absl::StatusOr<RetentionPolicy> ReadRetentionPolicy(const std::string& json);

// The body of registry.infectious: {"days_before_onset": 2, "days_before_sampling": 2, "days_before_report": 2}; each 0
// to 14. FAILED_PRECONDITION (POLICY_MALFORMED).
absl::StatusOr<InfectiousRule> ReadInfectiousRule(const std::string& json);

// The body of registry.places: {"longest_minutes": 2880, "oldest_days": 28, "most": 200, "kept_days": 60}. A place is
// kept no shorter than it may be old. FAILED_PRECONDITION (POLICY_MALFORMED). How long a patient may use a code:
// {"hours": 1–336}.
absl::StatusOr<absl::Duration> ReadConsentLife(const std::string& json);
absl::StatusOr<PlacePolicy> ReadPlacePolicy(const std::string& json);

// The body of registry.statuses: of each status those that may follow it, {"POSITIVE": ["HOME", …], …, "DEAD": []}. See
// StatusTable::Create. FAILED_PRECONDITION (POLICY_MALFORMED).
absl::StatusOr<StatusTable> ReadStatusTable(const std::string& json);

}  // namespace mimamori::registry
