// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "services/platform/postgres/pool.hpp"
#include "services/registry/domain/household.hpp"
#include "services/registry/store/case_store.hpp"

namespace mimamori::registry {

struct NewContact {
  std::string sealed;  // empty for none
  platform::RequestId request_id;
};

// What takes more than one case's own row: its contact, who reports for it, its double. Each change commits with its
// audit entries, by the moment of those, and the changes that tell the services above. NOT_FOUND (CASE_UNKNOWN), also
// outside the scope.
class PatientStore {
 public:
  explicit PatientStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // Unless this very call did so before: lets `decide` change the case, and keeps the contact.
  absl::StatusOr<Case> ReplaceContact(absl::Time deadline, const CaseId& id, const Scope& scope,
                                      const NewContact& contact, const platform::postgres::AuditEntry& audit,
                                      const std::function<absl::StatusOr<bool>(Case&)>& decide);
  // `reporter`: none for the patient herself. NOT_FOUND: REPORTER_UNKNOWN. And ChangeReporter's.
  absl::StatusOr<Case> SetReporter(absl::Time deadline, const CaseId& id, int version,
                                   const std::optional<CaseId>& reporter, const Scope& scope,
                                   const platform::postgres::AuditEntry& audit);
  // MergeCases's failures. The duplicate's places, consents and household come with it.
  absl::StatusOr<Case> Merge(absl::Time deadline, const CaseId& kept, const CaseId& duplicate, MergeFacts facts,
                             const Scope& scope, const platform::postgres::AuditEntry& audit);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::registry
