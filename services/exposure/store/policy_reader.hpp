// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/exposure/domain/exposure.hpp"

namespace mimamori::exposure {

// Policy bodies as JSON objects. FAILED_PRECONDITION (POLICY_MALFORMED) when a figure is missing or out of range.
absl::StatusOr<AlertPolicy> ReadAlertPolicy(const std::string& json);
absl::StatusOr<int> ReadRetentionDays(const std::string& json);

}  // namespace mimamori::exposure
