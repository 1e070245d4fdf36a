// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/identity/domain/link.hpp"
#include "services/identity/domain/organisation.hpp"
#include "services/platform/postgres/audit.hpp"

namespace mimamori::identity {

struct NewOrganisation {
  Organisation organisation;
  RequestId request_id;
  std::string fingerprint;  // of what was asked for
};

struct ImportedOrganisations {
  int added = 0;
  int changed = 0;
  int unchanged = 0;
};

// Changes are by `actor`'s own account as it is now: PERMISSION_DENIED (NOT_AN_ADMINISTRATOR).
class OrganisationStore {
 public:
  virtual ~OrganisationStore() = default;
  // The organisation, or for a retry the one of its first try. NOT_FOUND: AREA_UNKNOWN. INVALID_ARGUMENT: AREA_NOT_SERVED.
  // ALREADY_EXISTS: ORGANISATION_EXISTS, REQUEST_ID_REUSED.
  virtual absl::StatusOr<Organisation> Create(absl::Time deadline, const AccountId& actor, const NewOrganisation& wanted,
                                              const platform::postgres::AuditEntry& audit) = 0;
  // NOT_FOUND: ORGANISATION_UNKNOWN. ABORTED: ORGANISATION_CHANGED. ALREADY_EXISTS: ORGANISATION_EXISTS. A new name becomes
  // that of its accounts' organisation.
  virtual absl::StatusOr<Organisation> Change(absl::Time deadline, const AccountId& actor, const OrganisationId& id,
                                              int revision, const OrganisationFacts& facts,
                                              const platform::postgres::AuditEntry& audit) = 0;
  // nullopt also for one that is not in the scope.
  virtual absl::StatusOr<std::optional<Organisation>> Get(absl::Time deadline, const AdministratorScope& scope,
                                                          const OrganisationId& id) = 0;
  // By area and name, those after `after` (two empty words for all), at most `limit`.
  virtual absl::StatusOr<std::vector<Organisation>> List(absl::Time deadline, const AdministratorScope& scope,
                                                         const std::pair<std::string, std::string>& after,
                                                         int limit) = 0;
  // All of them or none. PERMISSION_DENIED: WHOLE_INSTALLATION_ONLY. INVALID_ARGUMENT (content): AREA_NOT_SERVED, by line.
  // The payload of `audit` is made here.
  virtual absl::StatusOr<ImportedOrganisations> Import(absl::Time deadline, const AccountId& actor,
                                                       const std::vector<OrganisationRow>& rows, absl::Time now,
                                                       platform::postgres::AuditEntry audit) = 0;
};

}  // namespace mimamori::identity
