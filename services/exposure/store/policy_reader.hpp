// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/exposure/domain/exposure.hpp"
#include "services/exposure/domain/thresholds.hpp"

namespace mimamori::exposure {

// Policy bodies as JSON objects. FAILED_PRECONDITION (POLICY_MALFORMED) when a figure is missing or out of range.
absl::StatusOr<AlertPolicy> ReadAlertPolicy(const std::string& json);
// Each area once; `text` plain, 1–500 characters; `link` empty or an https address of at most 300 (contacts.hpp).
absl::StatusOr<std::vector<AreaContact>> ReadAreaContacts(const std::string& json);
absl::StatusOr<int> ReadRetentionDays(const std::string& json);
// {"day_starts_hour": 5, "count_probable": false, "rows": [{"kind": "HALL", "seats": [{"from": 1, "positives": 3}, …],
// "square_metres": [], "not_told": 3, "event_most": 0, "event_positives": 1}, …]}: each kind once; each list of steps empty
// or from 1 on and rising, so that there is a number for every venue. `version` is not in the body.
absl::StatusOr<ThresholdTable> ReadThresholdTable(const std::string& json);

}  // namespace mimamori::exposure
