// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "services/identity/store/organisation_store.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::identity {

class PostgresOrganisationStore final : public OrganisationStore {
 public:
  explicit PostgresOrganisationStore(platform::postgres::Pool& pool) : pool_(pool) {}

  absl::StatusOr<Organisation> Create(absl::Time deadline, const AccountId& actor, const NewOrganisation& wanted,
                                      const platform::postgres::AuditEntry& audit) override;
  absl::StatusOr<Organisation> Change(absl::Time deadline, const AccountId& actor, const OrganisationId& id,
                                      int revision, const OrganisationFacts& facts,
                                      const platform::postgres::AuditEntry& audit) override;
  absl::StatusOr<std::optional<Organisation>> Get(absl::Time deadline, const AdministratorScope& scope,
                                                  const OrganisationId& id) override;
  absl::StatusOr<std::vector<Organisation>> List(absl::Time deadline, const AdministratorScope& scope,
                                                 const std::pair<std::string, std::string>& after, int limit) override;
  absl::StatusOr<ImportedOrganisations> Import(absl::Time deadline, const AccountId& actor,
                                               const std::vector<OrganisationRow>& rows, absl::Time now,
                                               platform::postgres::AuditEntry audit) override;

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

// The organisation that an account is to belong to. With the staff locked (LockScopeOf), so that the name that is written
// into the account is the one in force. NOT_FOUND: ORGANISATION_UNKNOWN (field organisation_id), also for one out of scope.
absl::StatusOr<Organisation> OrganisationFor(platform::postgres::Connection& transaction, const AdministratorScope& scope,
                                             const OrganisationId& id);

// An account that names an organisation has its name, with the staff locked. `before`: where it belongs already, and stays also
// after that one's end or where that one lies outside the areas of who changes the account. NOT_FOUND: ORGANISATION_UNKNOWN;
// FAILED_PRECONDITION: ORGANISATION_NOT_ACTIVE; BadField: ORGANISATION_NOT_OF_ROLE; each with field organisation_id.
absl::Status TakeOrganisation(platform::postgres::Connection& transaction, const AdministratorScope& scope, Account& account,
                              const std::optional<OrganisationId>& before, absl::Time now);

}  // namespace mimamori::identity
