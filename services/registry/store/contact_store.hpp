// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <vector>

#include "services/platform/postgres/pool.hpp"
#include "services/registry/store/case_store.hpp"

namespace mimamori::registry {

// Patients' sealed contacts, many at once, for those who may have mails sent to them.
class ContactStore {
 public:
  explicit ContactStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // Of those cases that there are and that nobody took back; one that has no contact comes without. Audited in one entry,
  // before they are given.
  absl::StatusOr<std::map<CaseId, KeptCase>> Find(absl::Time deadline, const std::vector<CaseId>& ids,
                                                  const platform::postgres::AuditEntry& audit);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::registry
