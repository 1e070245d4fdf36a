// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include "services/identity/store/staff_store.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::identity {

class PostgresStaffStore final : public StaffStore {
 public:
  explicit PostgresStaffStore(platform::postgres::Pool& pool) : pool_(pool) {}

  absl::StatusOr<Member> Invite(absl::Time deadline, const AccountId& actor, const Account& account,
                                const NewInvitation& invitation, const platform::postgres::AuditEntry& audit) override;
  absl::StatusOr<Member> Reinvite(absl::Time deadline, const AccountId& actor, const AccountId& account,
                                  const NewInvitation& invitation,
                                  const platform::postgres::AuditEntry& audit) override;
  absl::StatusOr<Member> Change(absl::Time deadline, const AccountId& actor, const AccountId& account,
                                const AccountDraft& draft, const platform::postgres::AuditEntry& audit) override;
  absl::StatusOr<Member> Disable(absl::Time deadline, const AccountId& actor, const AccountId& account, absl::Time now,
                                 const platform::postgres::AuditEntry& audit) override;
  absl::StatusOr<std::optional<Member>> Get(absl::Time deadline, const AdministratorScope& scope,
                                            const AccountId& account) override;
  absl::StatusOr<std::vector<Member>> List(absl::Time deadline, const AdministratorScope& scope,
                                           const std::optional<OrganisationId>& organisation, const std::string& after,
                                           int limit) override;

  static std::vector<platform::postgres::Statement> Statements();

 private:
  // Runs `change` as the administrator `actor`, whose present scope it is given, and reads the account it returns.
  using Body =
      std::function<absl::StatusOr<AccountId>(platform::postgres::Connection&, const AdministratorScope& scope)>;
  absl::StatusOr<Member> AsAdministrator(absl::Time deadline, const AccountId& actor, const Body& change);

  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::identity
