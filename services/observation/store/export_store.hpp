// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/observation/domain/what_if.hpp"
#include "services/observation/export/tables.hpp"
#include "services/observation/store/scope.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::observation {

using platform::postgres::AuditEntry;

// What exports read, page by page in the order of the keys. Failures beside those named: the pool's.
class ExportStore {
 public:
  explicit ExportStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // The next `limit` people of the scope behind `after`.
  absl::StatusOr<std::vector<ListedPatient>> People(absl::Time deadline, const Scope& scope, int64_t after, int limit);
  // All reports of these people that were so in the window, by person and time, each with the last word on it.
  absl::StatusOr<std::vector<ExportedReport>> Reports(absl::Time deadline, const std::vector<ListedPatient>& people,
                                                      const ReplayWindow& window);
  // One of the scope; her report's audit entry is kept before. NOT_FOUND: PATIENT_UNKNOWN.
  absl::StatusOr<ListedPatient> Find(absl::Time deadline, const Scope& scope, const CaseId& id, AuditEntry audit);

  absl::Status Audit(absl::Time deadline, const AuditEntry& entry);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::observation
