// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "services/platform/postgres/change_log.hpp"
#include "services/platform/postgres/pool.hpp"
#include "services/registry/store/case_store.hpp"

namespace mimamori::registry {

class PostgresCaseStore final : public CaseStore {
 public:
  explicit PostgresCaseStore(platform::postgres::Pool& pool) : pool_(pool) {}

  absl::StatusOr<Case> Create(absl::Time deadline, const NewCase& created, const Scope& scope,
                              const platform::postgres::AuditEntry& audit) override;
  absl::StatusOr<Case> Change(absl::Time deadline, const CaseId& id, const Scope& scope, absl::Time now,
                              const platform::postgres::AuditEntry& audit,
                              const std::function<absl::StatusOr<bool>(Case&)>& decide) override;
  absl::StatusOr<KeptCase> Get(absl::Time deadline, const CaseId& id, const Scope& scope,
                               const platform::postgres::AuditEntry& audit) override;
  absl::StatusOr<std::vector<Case>> List(absl::Time deadline, const Scope& scope, const CaseFilter& filter,
                                         const std::optional<Position>& after, int limit,
                                         const platform::postgres::AuditEntry& audit) override;
  absl::StatusOr<std::vector<CaseNews>> NewsAfter(absl::Time deadline, int64_t sequence, int limit) override;
  absl::StatusOr<InfectiousRules> Rules(absl::Time deadline) override;
  absl::StatusOr<RetentionPolicy> RetentionPolicyAt(absl::Time deadline, absl::Time now) override;
  absl::StatusOr<Forgotten> Forget(absl::Time deadline, absl::Time contacts_before, absl::Time cases_before,
                                   absl::Time places_before, absl::Time now) override;

  static std::vector<platform::postgres::Statement> Statements();

 private:
  absl::StatusOr<std::vector<platform::postgres::Change>> ChangesAfter(absl::Time deadline, int64_t sequence, int limit);

  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::registry
