// SPDX-License-Identifier: Apache-2.0
#include "services/identity/store/postgres_staff_store.hpp"

#include <algorithm>

#include "services/identity/domain/organisation.hpp"
#include "services/identity/store/administrators.hpp"
#include "services/identity/store/member_row.hpp"
#include "services/identity/store/postgres_organisation_store.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::identity {
namespace {

using platform::Failure;
using platform::postgres::AppendAudit;
using platform::postgres::AuditEntry;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kReadMember{"identity.read_member", "SELECT " MIMAMORI_MEMBER_COLUMNS
                                " FROM" MIMAMORI_MEMBER_TABLES "WHERE accounts.id = $1"};

constexpr Statement kCountChiefs{"identity.count_chiefs", R"sql(
  SELECT count(*) FROM accounts
  WHERE 'ADMINISTRATOR' = ANY (roles) AND areas = '{}' AND disabled_at IS NULL AND password_hash IS NOT NULL
    AND id <> $1
)sql"};

constexpr Statement kInviteAccount{"identity.invite_account", R"sql(
  INSERT INTO accounts (id, user_name, display_name, roles, areas, organisation, demo, created_at, invitation_id,
                        organisation_id)
  VALUES ($1, $2, $3, $4, $5, $6, false, $7, $8, $9)
  ON CONFLICT ON CONSTRAINT accounts_user_name_key DO NOTHING
)sql"};

constexpr Statement kInsertInvitation{"identity.insert_invitation", R"sql(
  INSERT INTO invitations (id, account_id, invited_by, request_id, fingerprint, totp_secret, created_at, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
)sql"};

constexpr Statement kInsertInvitationMail{"identity.insert_invitation_mail", R"sql(
  INSERT INTO invitation_mails (invitation_id, mail_request_id, sealed_contact, next_attempt_at) VALUES ($1, $2, $3, $4)
)sql"};

constexpr Statement kInvitationOfRequest{"identity.invitation_of_request", R"sql(
  SELECT account_id, fingerprint FROM invitations WHERE invited_by = $1 AND request_id = $2
)sql"};

constexpr Statement kChangeAccount{"identity.change_account", R"sql(
  UPDATE accounts SET display_name = $2, roles = $3, areas = $4, organisation = $5, organisation_id = $6
  WHERE id = $1
)sql"};

constexpr Statement kDisableAccount{"identity.disable_account", R"sql(
  UPDATE accounts SET disabled_at = $2, invitation_id = NULL WHERE id = $1
)sql"};

constexpr Statement kReopenAccount{"identity.reopen_account", R"sql(
  UPDATE accounts SET password_hash = NULL, totp_secret = NULL, disabled_at = NULL, invitation_id = $2 WHERE id = $1
)sql"};

constexpr Statement kEndSessions{"identity.end_sessions", "DELETE FROM sessions WHERE account_id = $1"};
constexpr Statement kForgetRecovery{"identity.forget_recovery_codes",
                                    "DELETE FROM recovery_codes WHERE account_id = $1"};
constexpr Statement kForgetMails{"identity.forget_invitation_mails", R"sql(
  DELETE FROM invitation_mails USING invitations
  WHERE invitations.id = invitation_mails.invitation_id AND invitations.account_id = $1
)sql"};

// $1: the whole installation; else each of an account's areas lies in one of $2 (codes) or $3 (prefectures, two digits).
#define MIMAMORI_IN_SCOPE                                                                                     \
  "($1 OR (accounts.areas <> '{}' AND NOT EXISTS (SELECT FROM unnest(accounts.areas) AS own (code) "          \
  "WHERE NOT (own.code = ANY ($2) OR left(own.code, 2) = ANY ($3)))))"

constexpr Statement kGetMember{"identity.get_member", "SELECT " MIMAMORI_MEMBER_COLUMNS " FROM" MIMAMORI_MEMBER_TABLES
                               "WHERE " MIMAMORI_IN_SCOPE " AND accounts.id = $4"};

constexpr Statement kListMembers{"identity.list_members",
                                 "SELECT " MIMAMORI_MEMBER_COLUMNS " FROM" MIMAMORI_MEMBER_TABLES
                                 "WHERE " MIMAMORI_IN_SCOPE " AND ($4::uuid IS NULL OR accounts.organisation_id = $4) "
                                 "AND accounts.user_name > $5 ORDER BY accounts.user_name LIMIT $6"};

absl::StatusOr<Member> Read(Connection& transaction, const AccountId& id) {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kReadMember, Params().Uuid(id.uuid())));
  if (rows.empty()) return AccountUnknown();
  return ReadMember(rows, 0);
}

absl::Status Judge(Connection& transaction, const AccountId& actor, const AdministratorScope& scope,
                   const Member& member, bool stays_chief) {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kCountChiefs, Params().Uuid(member.account.id.uuid())));
  return JudgeChange(actor, scope, member, stays_chief, static_cast<int>(rows.Int8(0, 0)));
}

absl::Status CheckServed(Connection& transaction, const Account& account) {
  ASSIGN_OR_RETURN(const auto refused, NotServedOf(transaction, CodesOf(account.areas)));
  if (refused.empty()) return absl::OkStatus();
  return platform::BadField("area_codes", "AREA_NOT_SERVED", "this installation does not serve one of the areas");
}

std::optional<platform::Uuid> UuidOf(const std::optional<OrganisationId>& organisation) {
  if (!organisation) return std::nullopt;
  return organisation->uuid();
}

// The account that an earlier try of this request invited, or nullopt for a request that is new.
absl::StatusOr<std::optional<AccountId>> InvitedBefore(Connection& transaction, const AccountId& actor,
                                                       const NewInvitation& invitation) {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kInvitationOfRequest, Params()
                                                                              .Uuid(actor.uuid())
                                                                              .Uuid(invitation.request_id.uuid())));
  if (rows.empty()) return std::nullopt;
  if (rows.Bytes(0, 1) == invitation.fingerprint) return AccountId(rows.Uuid(0, 0));
  return Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                 "request_id was already used for another invitation");
}

absl::Status KeepInvitation(Connection& transaction, const AccountId& actor, const AccountId& account,
                            const NewInvitation& invitation) {
  RETURN_IF_ERROR(transaction
                      .Run(kInsertInvitation, Params()
                                                  .Uuid(invitation.id.uuid())
                                                  .Uuid(account.uuid())
                                                  .Uuid(actor.uuid())
                                                  .Uuid(invitation.request_id.uuid())
                                                  .Bytes(invitation.fingerprint)
                                                  .Bytes(invitation.totp_secret)
                                                  .Time(invitation.created_at)
                                                  .Time(invitation.expires_at))
                      .status());
  return transaction
      .Run(kInsertInvitationMail, Params()
                                      .Uuid(invitation.id.uuid())
                                      .Uuid(invitation.mail_request.uuid())
                                      .Bytes(invitation.sealed_contact)
                                      .Time(invitation.created_at))
      .status();
}

// Whatever lets anybody in, or would.
absl::Status CloseEveryWayIn(Connection& transaction, const AccountId& account) {
  for (const Statement& statement : {kEndSessions, kForgetRecovery, kForgetMails}) {
    RETURN_IF_ERROR(transaction.Run(statement, Params().Uuid(account.uuid())).status());
  }
  return absl::OkStatus();
}

absl::Status InsertInvited(Connection& transaction, const Account& account, const NewInvitation& invitation) {
  const std::vector<std::string> roles = NamesOf(account.roles);
  const std::vector<std::string> areas = CodesOf(account.areas);
  ASSIGN_OR_RETURN(const Rows kept, transaction.Run(kInviteAccount, Params()
                                                                        .Uuid(account.id.uuid())
                                                                        .Text(account.user_name)
                                                                        .Text(account.display_name)
                                                                        .TextArray(roles)
                                                                        .TextArray(areas)
                                                                        .Text(account.organisation)
                                                                        .Time(invitation.created_at)
                                                                        .Uuid(invitation.id.uuid())
                                                                        .Optional(UuidOf(account.organisation_id), &Params::Uuid)));
  if (kept.affected() == 1) return absl::OkStatus();
  return Failure(absl::StatusCode::kAlreadyExists, "USER_NAME_TAKEN", "there is an account of that user name",
                 "user_name");
}

}  // namespace

absl::StatusOr<Member> PostgresStaffStore::AsAdministrator(absl::Time deadline, const AccountId& actor,
                                                           const Body& change) {
  Member changed;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const AdministratorScope scope, LockScopeOf(transaction, actor));
    ASSIGN_OR_RETURN(const AccountId account, change(transaction, scope));
    ASSIGN_OR_RETURN(changed, Read(transaction, account));
    return absl::OkStatus();
  }));
  return changed;
}

absl::StatusOr<Member> PostgresStaffStore::Invite(absl::Time deadline, const AccountId& actor, const Account& account,
                                                  const NewInvitation& invitation, const AuditEntry& audit) {
  return AsAdministrator(deadline, actor,
                         [&](Connection& transaction, const AdministratorScope& scope) -> absl::StatusOr<AccountId> {
                           RETURN_IF_ERROR(CheckGrant(scope, account));
                           ASSIGN_OR_RETURN(const auto before, InvitedBefore(transaction, actor, invitation));
                           if (before) return *before;
                           RETURN_IF_ERROR(CheckServed(transaction, account));
                           Account kept = account;
                           RETURN_IF_ERROR(TakeOrganisation(transaction, scope, kept, std::nullopt, invitation.created_at));
                           RETURN_IF_ERROR(InsertInvited(transaction, kept, invitation));
                           RETURN_IF_ERROR(KeepInvitation(transaction, actor, account.id, invitation));
                           RETURN_IF_ERROR(AppendAudit(transaction, audit));
                           return account.id;
                         });
}

absl::StatusOr<Member> PostgresStaffStore::Reinvite(absl::Time deadline, const AccountId& actor,
                                                    const AccountId& account, const NewInvitation& invitation,
                                                    const AuditEntry& audit) {
  return AsAdministrator(
      deadline, actor,
      [&](Connection& transaction, const AdministratorScope& scope) -> absl::StatusOr<AccountId> {
        ASSIGN_OR_RETURN(const Member member, Read(transaction, account));
        RETURN_IF_ERROR(Judge(transaction, actor, scope, member, /*stays_chief=*/false));
        ASSIGN_OR_RETURN(const auto before, InvitedBefore(transaction, actor, invitation));
        if (before) return *before;
        RETURN_IF_ERROR(CloseEveryWayIn(transaction, account));
        RETURN_IF_ERROR(KeepInvitation(transaction, actor, account, invitation));
        RETURN_IF_ERROR(
            transaction.Run(kReopenAccount, Params().Uuid(account.uuid()).Uuid(invitation.id.uuid())).status());
        RETURN_IF_ERROR(AppendAudit(transaction, audit));
        return account;
      });
}

absl::StatusOr<Member> PostgresStaffStore::Change(absl::Time deadline, const AccountId& actor,
                                                  const AccountId& account, const AccountDraft& draft,
                                                  const AuditEntry& audit) {
  return AsAdministrator(
      deadline, actor,
      [&](Connection& transaction, const AdministratorScope& scope) -> absl::StatusOr<AccountId> {
        ASSIGN_OR_RETURN(const Member member, Read(transaction, account));
        Member changed = member;
        auto wanted = ChangedAccount(member.account, draft);
        if (wanted.ok()) changed.account = *wanted;
        // Whether she may comes first: outside her areas not even a wrong field is told.
        RETURN_IF_ERROR(Judge(transaction, actor, scope, member, IsChief(changed)));
        RETURN_IF_ERROR(wanted.status());
        RETURN_IF_ERROR(CheckGrant(scope, *wanted));
        RETURN_IF_ERROR(CheckServed(transaction, *wanted));
        RETURN_IF_ERROR(TakeOrganisation(transaction, scope, *wanted, member.account.organisation_id, audit.time));
        const std::vector<std::string> roles = NamesOf(wanted->roles);
        const std::vector<std::string> areas = CodesOf(wanted->areas);
        RETURN_IF_ERROR(transaction
                            .Run(kChangeAccount, Params()
                                                     .Uuid(account.uuid())
                                                     .Text(wanted->display_name)
                                                     .TextArray(roles)
                                                     .TextArray(areas)
                                                     .Text(wanted->organisation)
                                                     .Optional(UuidOf(wanted->organisation_id), &Params::Uuid))
                            .status());
        RETURN_IF_ERROR(AppendAudit(transaction, audit));
        return account;
      });
}

absl::StatusOr<Member> PostgresStaffStore::Disable(absl::Time deadline, const AccountId& actor,
                                                   const AccountId& account, absl::Time now, const AuditEntry& audit) {
  return AsAdministrator(
      deadline, actor,
      [&](Connection& transaction, const AdministratorScope& scope) -> absl::StatusOr<AccountId> {
        ASSIGN_OR_RETURN(const Member member, Read(transaction, account));
        RETURN_IF_ERROR(Judge(transaction, actor, scope, member, /*stays_chief=*/false));
        if (member.state == AccountState::kDisabled) return account;
        RETURN_IF_ERROR(CloseEveryWayIn(transaction, account));
        RETURN_IF_ERROR(transaction.Run(kDisableAccount, Params().Uuid(account.uuid()).Time(now)).status());
        RETURN_IF_ERROR(AppendAudit(transaction, audit));
        return account;
      });
}

absl::StatusOr<std::optional<Member>> PostgresStaffStore::Get(absl::Time deadline, const AdministratorScope& scope,
                                                              const AccountId& account) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kGetMember, ParamsOf(scope).Uuid(account.uuid())));
  if (rows.empty()) return std::nullopt;
  ASSIGN_OR_RETURN(Member member, ReadMember(rows, 0));
  return member;
}

absl::StatusOr<std::vector<Member>> PostgresStaffStore::List(absl::Time deadline, const AdministratorScope& scope,
                                                             const std::optional<OrganisationId>& organisation,
                                                             const std::string& after, int limit) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kListMembers, ParamsOf(scope)
                                                                          .Optional(UuidOf(organisation), &Params::Uuid)
                                                                          .Text(after)
                                                                          .Int8(limit)));
  std::vector<Member> members;
  for (int row = 0; row < rows.size(); ++row) {
    ASSIGN_OR_RETURN(Member member, ReadMember(rows, row));
    members.push_back(std::move(member));
  }
  return members;
}

std::vector<Statement> PostgresStaffStore::Statements() {
  return {kReadMember, kCountChiefs, kInviteAccount, kInsertInvitation, kInsertInvitationMail, kInvitationOfRequest,
          kChangeAccount, kDisableAccount, kReopenAccount, kEndSessions, kForgetRecovery, kForgetMails, kGetMember,
          kListMembers};
}

}  // namespace mimamori::identity
