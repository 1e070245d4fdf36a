// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/capacity/domain/duty.hpp"
#include "services/platform/postgres/policy_body.hpp"

namespace mimamori::capacity {

// Policy `capacity.duty`, of facilities without deadlines of their own: {"deadlines": [{"minute": 900}],
// "window_minutes": 600, "grace_minutes": 720}. FAILED_PRECONDITION (POLICY_MALFORMED), with what is wrong as the field.
absl::StatusOr<Duty> DutyIn(const platform::postgres::PolicyBody& body);
absl::StatusOr<Duty> ReadDuty(const std::string& json);

}  // namespace mimamori::capacity
