// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/vault/domain/permit.hpp"
#include "services/vault/domain/retention.hpp"

namespace mimamori::vault {

// The bodies of the vault's policies. FAILED_PRECONDITION (POLICY_MALFORMED) for a figure, zone or name that is
// missing, of another type or out of range: nothing is guessed when keys are at stake.
//
// vault.retention: {"zone": "Asia/Tokyo", "pseudonym_days": 28, "seal_visit_days": 28, "seal_patient_days": 180,
//                   "seal_operator_days": 730, "seal_staff_days": 31, "seal_desk_days": 3650, "event_days": 60}, days from 4
//                  to 3,650: a key must outlive the days that a check-in may touch, or it would be made anew after it was destroyed.
absl::StatusOr<Retention> ReadRetention(const std::string& json);
// vault.permits: {"longest_days": 31, "rules": [{"issuer": "visit", "ring": "visit", "templates": ["verification"]}]}
// As it is proposed: a ring that is not known is refused.
absl::StatusOr<PermitPolicy> ReadPermitPolicy(const std::string& json);
// As it is worked by: rules for rings that are not known are left out. While releases change, a newer vault on the same
// database may have added a ring; here nothing of it is opened, and everything else goes on.
absl::StatusOr<PermitPolicy> ReadPermitPolicyInForce(const std::string& json);
// vault.records: {"uses_per_link": 300, "links_per_hour": 2000}, from 1 to 1,000,000.
struct RecordLimits {
  int uses_per_link = 0;
  int links_per_hour = 0;
};
absl::StatusOr<RecordLimits> ReadRecordLimits(const std::string& json);

}  // namespace mimamori::vault
