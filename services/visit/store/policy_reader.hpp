// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/visit/domain/crowd.hpp"
#include "services/visit/domain/policy.hpp"

namespace mimamori::visit {

// Policy bodies as JSON objects. FAILED_PRECONDITION (POLICY_MALFORMED) when a figure is missing or out of range.
absl::StatusOr<StayPolicy> ReadStayPolicy(const std::string& json);
absl::StatusOr<HoursTolerance> ReadHoursTolerance(const std::string& json);
absl::StatusOr<ProofPolicy> ReadProofPolicy(const std::string& json);
absl::StatusOr<CrowdPolicy> ReadCrowdPolicy(const std::string& json);
absl::StatusOr<RecordPolicy> ReadRecordPolicy(const std::string& json);
absl::StatusOr<BurstPolicy> ReadBurstPolicy(const std::string& json);
absl::StatusOr<KioskPolicy> ReadKioskPolicy(const std::string& json);
absl::StatusOr<RetentionPolicy> ReadRetentionPolicy(const std::string& json);

}  // namespace mimamori::visit
