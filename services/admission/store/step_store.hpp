// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/admission/store/admission_store.hpp"

namespace mimamori::admission {

// A step that is due, and the admission as it is.
struct DueStep {
  KeptStep step = {};
  KeptAdmission of = {};
};

// What the services below are told, and what they answered.
class StepStore {
 public:
  explicit StepStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // Of each admission the first that waits for the registry, for capacity and for the mail, if its time has come; the oldest
  // first. One that is away holds back what it is told itself, and not the bed.
  absl::StatusOr<std::vector<DueStep>> Due(absl::Time deadline, absl::Time now, int limit);
  // Nobody answered, or not clearly: again, later.
  absl::Status Postpone(absl::Time deadline, const StepId& id, const std::string& reason, absl::Time retry_at);
  // It was done (empty refusal), or refused for good; and what that does to the admission. Settled already: nothing happens.
  absl::Status Settle(absl::Time deadline, const KeptStep& step, const std::string& refusal, const Decide& decide,
                      const AuditEntry& audit);
  // A refused one waits again. NOT_FOUND: ADMISSION_UNKNOWN, STEP_UNKNOWN. FAILED_PRECONDITION: STEP_NOT_REFUSED,
  // STEP_OUTDATED (of a bed, for which she looks anew; or one behind it goes to the same service).
  absl::StatusOr<KeptAdmission> Retry(absl::Time deadline, const Scope& scope, const AdmissionId& admission, const StepId& id,
                                      const AuditEntry& audit);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::admission
