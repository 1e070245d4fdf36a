// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/store/duty_policy.hpp"

#include "services/platform/core/status_macros.hpp"

namespace mimamori::capacity {

using platform::postgres::PolicyBody;

absl::StatusOr<Duty> DutyIn(const PolicyBody& body) {
  constexpr int kMost = 1'000'000;  // what is too much is judged by the duty's own rules
  Duty duty;
  ASSIGN_OR_RETURN(const std::vector<PolicyBody> deadlines, body.Objects("deadlines"));
  for (const PolicyBody& deadline : deadlines) {
    ASSIGN_OR_RETURN(const int minute, deadline.Int("minute", 0, kMost));
    duty.due_minutes.push_back(minute);
  }
  ASSIGN_OR_RETURN(duty.window_minutes, body.Int("window_minutes", 0, kMost));
  ASSIGN_OR_RETURN(duty.grace_minutes, body.Int("grace_minutes", 0, kMost));
  RETURN_IF_ERROR(CheckDuty(duty));
  return duty;
}

absl::StatusOr<Duty> ReadDuty(const std::string& json) { return DutyIn(PolicyBody(json)); }

}  // namespace mimamori::capacity
