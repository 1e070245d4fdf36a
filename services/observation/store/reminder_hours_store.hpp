// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "services/observation/domain/patient.hpp"
#include "services/observation/store/scope.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::observation {

// Minutes of the day, half-open.
struct ReminderHours {
  int from = 0;
  int until = 24 * 60;

  friend bool operator==(const ReminderHours&, const ReminderHours&) = default;
};

// When patients want to be reminded. Each access is audited with the person's area, before the answer. nullopt: she is not watched,
// or outside the scope. Other failures are those of the pool.
class ReminderHoursStore {
 public:
  // nullopt: everywhere, for herself.
  using Areas = std::optional<Scope>;

  explicit ReminderHoursStore(platform::postgres::Pool& pool) : pool_(pool) {}

  absl::StatusOr<std::optional<ReminderHours>> Get(absl::Time deadline, const CaseId& id, const Areas& areas,
                                                   const platform::postgres::AuditEntry& audit);
  absl::StatusOr<std::optional<ReminderHours>> Set(absl::Time deadline, const CaseId& id, const Areas& areas,
                                                   const ReminderHours& hours,
                                                   const platform::postgres::AuditEntry& audit);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::observation
