// SPDX-License-Identifier: Apache-2.0
#include "services/identity/store/postgres_account_store.hpp"

#include "services/identity/store/account_row.hpp"
#include "services/identity/store/administrators.hpp"
#include "services/identity/store/postgres_organisation_store.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::identity {
namespace {

using platform::Failure;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kInsertAccount{"identity.insert_account", R"sql(
  INSERT INTO accounts (id, user_name, display_name, roles, areas, organisation, password_hash, totp_secret, demo,
                        created_at, organisation_id)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
  ON CONFLICT ON CONSTRAINT accounts_user_name_key DO NOTHING
)sql"};

constexpr Statement kClaimFirstAdministrator{"identity.claim_first_administrator", R"sql(
  INSERT INTO first_administrator (account_id, created_at) VALUES ($1, $2)
  ON CONFLICT ON CONSTRAINT first_administrator_once DO NOTHING
)sql"};

// Whoever has the socket has the whole installation.
absl::Status InsertAccount(Connection& transaction, const NewAccount& created) {
  Account account = created.account;
  std::optional<platform::Uuid> organisation;
  if (account.organisation_id) {
    RETURN_IF_ERROR(LockStaff(transaction));
    RETURN_IF_ERROR(TakeOrganisation(transaction, AdministratorScope(), account, std::nullopt, created.created_at));
    organisation = account.organisation_id->uuid();
  }
  const std::vector<std::string> roles = NamesOf(account.roles);
  const std::vector<std::string> areas = CodesOf(account.areas);
  ASSIGN_OR_RETURN(const Rows kept, transaction.Run(kInsertAccount, Params()
                                                                        .Uuid(account.id.uuid())
                                                                        .Text(account.user_name)
                                                                        .Text(account.display_name)
                                                                        .TextArray(roles)
                                                                        .TextArray(areas)
                                                                        .Text(account.organisation)
                                                                        .Text(created.password_hash)
                                                                        .Optional(created.totp_secret, &Params::Bytes)
                                                                        .Bool(account.demo)
                                                                        .Time(created.created_at)
                                                                        .Optional(organisation, &Params::Uuid)));
  if (kept.affected() == 1) return absl::OkStatus();
  return Failure(absl::StatusCode::kAlreadyExists, "USER_NAME_TAKEN", "there is an account of that user name");
}

absl::Status ClaimFirstAdministrator(Connection& transaction, const NewAccount& created) {
  ASSIGN_OR_RETURN(const Rows claimed, transaction.Run(kClaimFirstAdministrator, Params()
                                                                                     .Uuid(created.account.id.uuid())
                                                                                     .Time(created.created_at)));
  if (claimed.affected() == 1) return absl::OkStatus();
  return Failure(absl::StatusCode::kFailedPrecondition, "ADMINISTRATOR_EXISTS",
                 "the first administrator was made before; this command works once");
}

}  // namespace

absl::Status PostgresAccountStore::Insert(absl::Time deadline, const NewAccount& account, bool first_administrator,
                                          const platform::postgres::AuditEntry& audit) {
  return pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    RETURN_IF_ERROR(InsertAccount(transaction, account));
    if (first_administrator) RETURN_IF_ERROR(ClaimFirstAdministrator(transaction, account));
    return AppendAudit(transaction, audit);
  });
}

std::vector<Statement> PostgresAccountStore::Statements() { return {kInsertAccount, kClaimFirstAdministrator}; }

}  // namespace mimamori::identity
