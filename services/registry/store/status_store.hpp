// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "services/platform/core/id.hpp"
#include "services/platform/postgres/pool.hpp"
#include "services/registry/store/case_store.hpp"

namespace mimamori::registry {

// One row of a case's history.
struct StatusRow {
  int version = 0;  // of the case, which it made
  Standing standing;
  Correction correction = Correction::kNone;
  std::string changed_by;  // account
  absl::Time changed_at;

  friend bool operator==(const StatusRow&, const StatusRow&) = default;
};

// Where patients are and were. Each change commits with its row, its audit entry and the change that tells the services
// above. NOT_FOUND (CASE_UNKNOWN), also outside the scope.
class StatusStore {
 public:
  explicit StatusStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // Locks the case, lets `decide` judge and change it; when that says true, keeps it and adds the row, by the actor and
  // at the time of the audit entry.
  absl::StatusOr<Case> Change(absl::Time deadline, const CaseId& id, const Scope& scope, Correction correction,
                              const platform::postgres::AuditEntry& audit,
                              const std::function<absl::StatusOr<bool>(Case&)>& decide);
  // The same for a decision that another service may tell of any number of times: a request that made a row once answers
  // with the case as it is now, whatever became of it since.
  absl::StatusOr<Case> ChangeOnce(absl::Time deadline, const CaseId& id, const platform::RequestId& request,
                                  const platform::postgres::AuditEntry& audit,
                                  const std::function<absl::StatusOr<bool>(Case&)>& decide);
  // Oldest first, at most `limit`, after a version. Audited.
  absl::StatusOr<std::vector<StatusRow>> List(absl::Time deadline, const CaseId& id, const Scope& scope,
                                              int after_version, int limit,
                                              const platform::postgres::AuditEntry& audit);
  // The table in force. FAILED_PRECONDITION: POLICY_MISSING, POLICY_MALFORMED.
  absl::StatusOr<StatusTable> TableAt(absl::Time deadline, absl::Time now);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

// Within the transaction that changed the case. `request`: of a decision that is kept once.
absl::Status AddStatusRow(platform::postgres::Connection& transaction, const Case& changed, Correction correction,
                          const platform::postgres::AuditEntry& audit,
                          const std::optional<platform::RequestId>& request = std::nullopt);

}  // namespace mimamori::registry
