// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/registry/domain/retention.hpp"

namespace mimamori::registry {

// The body of registry.retention: {"contact_days": 180, "case_days": 1826}. From 29 days on, so that a patient stays
// reachable after day 28, to ten years; the contact goes no later than its case. FAILED_PRECONDITION (POLICY_MALFORMED).
absl::StatusOr<RetentionPolicy> ReadRetentionPolicy(const std::string& json);

}  // namespace mimamori::registry
