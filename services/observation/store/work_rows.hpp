// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/observation/domain/patient.hpp"
#include "services/observation/domain/worklist.hpp"
#include "services/platform/postgres/change_log.hpp"
#include "services/platform/postgres/connection.hpp"

// Of `work_items w`; what ReadItem reads, from `first` on.
#define MIMAMORI_WORK_COLUMNS                                                                                \
  "w.state, w.urgency, w.rung, w.opened, w.raised, w.contact_by, w.calm_reports, COALESCE(w.claimed_by, ''), " \
  "w.claim_ends, w.snoozed_until, w.attempts, w.escalated, w.version, COALESCE(w.handed_to, '')"

namespace mimamori::observation {

inline constexpr int kWorkColumns = 14;
WorkItem ReadItem(const platform::postgres::Rows& rows, int row, int first);

// Of one person, and where she is.
struct PersonsItem {
  int64_t patient = 0;
  CaseId case_id = {};
  std::string area;
  WorkItem item;
};
// Those that are there, locked. Their standings must be.
absl::StatusOr<std::vector<PersonsItem>> LockItems(platform::postgres::Connection& transaction,
                                                   const std::vector<int64_t>& patients);
// And tells those who follow the list, which makes other writers wait from here to the commit.
absl::Status KeepItems(platform::postgres::Connection& transaction, const std::vector<PersonsItem>& items, absl::Time now);
// Somebody's item is to be looked at again by those who see that area. Call it last in the transaction.
absl::Status TellOfItem(platform::postgres::Connection& transaction, const std::string& area, const CaseId& id,
                        absl::Time now);

// One of the changes that are told so: of the platform's log, topic "work".
struct WorkChange {
  int64_t sequence = 0;
  std::string area;
  CaseId case_id;
};
// nullopt: of another topic.
std::optional<WorkChange> ReadWorkChange(const platform::postgres::Change& change);

std::vector<platform::postgres::Statement> WorkRowStatements();

}  // namespace mimamori::observation
