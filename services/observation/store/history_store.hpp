// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "services/observation/domain/patient.hpp"
#include "services/observation/domain/report.hpp"
#include "services/observation/domain/rule_set.hpp"
#include "services/observation/store/scope.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::observation {

using platform::postgres::AuditEntry;

// Somebody, and what she told.
struct PersonsHistory {
  int64_t key = 0;  // people are read in its order
  CaseId case_id = {};
  std::string number = {};
  platform::AreaCode area = {};
  Patient patient = {};
  std::vector<Report> reports = {};  // by time
  std::vector<int64_t> ids = {};     // of the reports
};

// A version of policy `observation.triage`.
struct FoundRules {
  RuleSet rules;
  absl::Time valid_from;
  bool approved = false;
};

// The history, read page by page in the order of its primary key: however long it is, one page is held. Failures beside those
// named: the pool's.
class HistoryStore {
 public:
  explicit HistoryStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // The next `limit` people of the scope behind `after`, each with all that she told before `until`. Empty: there are none.
  absl::StatusOr<std::vector<PersonsHistory>> Next(absl::Time deadline, const Scope& scope, int64_t after, int limit,
                                                   absl::Time until);
  // Approved or only proposed. NOT_FOUND: RULES_UNKNOWN (field version). FAILED_PRECONDITION: POLICY_MALFORMED.
  absl::StatusOr<FoundRules> Rules(absl::Time deadline, int version);
  // In force at that moment. FAILED_PRECONDITION: POLICY_MISSING, POLICY_MALFORMED.
  absl::StatusOr<FoundRules> RulesAt(absl::Time deadline, absl::Time at);

  absl::Status Audit(absl::Time deadline, const AuditEntry& entry);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  absl::Status ReadReports(platform::postgres::Connection& connection, absl::Time until,
                           std::vector<PersonsHistory>& people);

  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::observation
