// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/observation/domain/silence.hpp"
#include "services/observation/store/patient_store.hpp"
#include "services/observation/store/scope.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::observation {

// Somebody who reports, or for whom somebody does.
struct Diarist {
  CaseId case_id = {};
  std::string number = {};
  platform::AreaCode area = {};
  std::string language = "ja";
  std::string time_zone = "Asia/Tokyo";
  int16_t status = 0;  // as registry.v1.CaseStatus
  std::optional<CaseId> reporter = std::nullopt;
  Watched watched = {};  // the plan counts only where there is one
  bool planned = false;

  // She is released or dead, or a person ended her plan. Behind its last day she may still report.
  bool Ended() const { return !planned || status == 7 || status == 8; }
};

// PERMISSION_DENIED: DEVICE_UNKNOWN.
absl::Status DeviceUnknown();
// Whether a device of `own` may tell of somebody; nullptr: nobody is watched of that case. NOT_FOUND: MEMBER_UNKNOWN.
// FAILED_PRECONDITION: DIARY_ENDED.
absl::Status CheckReportsFor(const CaseId& own, const Diarist* about);

// Who reports for whom. Failures beside those named: the pool's.
class DiaryStore {
 public:
  explicit DiaryStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // Herself first, then those for whom she reports, by number; none: she isn't watched.
  absl::StatusOr<std::vector<Diarist>> Household(absl::Time deadline, const CaseId& own);
  // For staff; the audit commits before the answer. NOT_FOUND: PATIENT_UNKNOWN, also outside of the scope.
  absl::StatusOr<Diarist> Find(absl::Time deadline, const Scope& scope, const CaseId& id,
                               const platform::postgres::AuditEntry& audit);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::observation
