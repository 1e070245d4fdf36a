// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "services/capacity/domain/facility.hpp"
#include "services/capacity/domain/plan.hpp"
#include "services/capacity/domain/scope.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::capacity {

// What a facility has promised, from a day on.
struct FacilityPlan {
  FacilityId facility = {};
  std::optional<absl::CivilDay> valid_from = std::nullopt;  // nullopt: nothing
  int revision = 0;
  PlanBeds beds = {};
};

struct PrefecturePhase {
  platform::AreaCode prefecture;
  int phase = 0;
  absl::CivilDay valid_from;
};

// Plans and phases. Changes are audited in their transaction. NOT_FOUND: FACILITY_UNKNOWN, also outside of the scope.
class PlanStore {
 public:
  explicit PlanStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // Replaces what begins at `wanted.valid_from`, of the revision that was seen (wanted.revision); `judge` says under the facility's
  // lock whether it may be. What is so already by the same hand is answered as it is. ABORTED: PLAN_CHANGED.
  absl::StatusOr<FacilityPlan> Set(absl::Time deadline, const Scope& scope, const FacilityPlan& wanted,
                                   const platform::postgres::AuditEntry& audit,
                                   const std::function<absl::Status(const Facility&)>& judge);
  // The one that counts on a day.
  absl::StatusOr<FacilityPlan> Get(absl::Time deadline, const Scope& scope, const FacilityId& facility, absl::CivilDay day);
  absl::Status SetPhase(absl::Time deadline, const PrefecturePhase& phase, const platform::postgres::AuditEntry& audit);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::capacity
