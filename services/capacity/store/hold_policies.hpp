// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/capacity/domain/anomaly.hpp"
#include "services/capacity/domain/hold.hpp"
#include "services/platform/postgres/policy_body.hpp"

namespace mimamori::capacity {

// Policy bodies by the shapes that the shipped versions show (migrations). FAILED_PRECONDITION (POLICY_MALFORMED), with what is
// wrong as the field.
absl::StatusOr<HoldRules> HoldRulesIn(const platform::postgres::PolicyBody& body);
absl::StatusOr<HoldRules> ReadHoldRules(const std::string& json);
absl::StatusOr<AnomalyRules> ReadAnomalyRules(const std::string& json);

// Policy `capacity.hold_retention`: how long holds and stays are kept behind their end. At least 92 days, three times what an
// anomaly report looks at; at most ten years.
struct HoldRetention {
  absl::Duration holds;
  absl::Duration stays;
};
absl::StatusOr<HoldRetention> ReadHoldRetention(const std::string& json);

}  // namespace mimamori::capacity
