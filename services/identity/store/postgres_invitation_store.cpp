// SPDX-License-Identifier: Apache-2.0
#include "services/identity/store/postgres_invitation_store.hpp"

#include "services/identity/domain/link.hpp"
#include "services/identity/store/account_row.hpp"
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

constexpr Statement kFindInvitation{"identity.find_invitation", R"sql(
  SELECT )sql" MIMAMORI_ACCOUNT_COLUMNS R"sql(, invitations.totp_secret, invitations.expires_at,
         coalesce(accounts.invitation_id = invitations.id, false), accounts.password_hash,
         NOT EXISTS (SELECT FROM invitations newer
                     WHERE newer.account_id = accounts.id AND newer.created_at > invitations.created_at)
  FROM invitations JOIN accounts ON accounts.id = invitations.account_id
  WHERE invitations.id = $1 AND accounts.disabled_at IS NULL
)sql"};

constexpr Statement kUseInvitationLink{"identity.use_invitation_link", R"sql(
  UPDATE links SET consumed_at = $2, consumed_by = $3 WHERE token_hash = $1 AND consumed_at IS NULL
)sql"};

constexpr Statement kSetUpAccount{"identity.set_up_account", R"sql(
  UPDATE accounts
  SET password_hash = $3, totp_secret = $4, last_totp_step = greatest(last_totp_step, $5), invitation_id = NULL
  WHERE id = $1 AND invitation_id = $2 AND disabled_at IS NULL
)sql"};

constexpr Statement kForgetRecoveryCodes{"identity.forget_old_recovery_codes",
                                         "DELETE FROM recovery_codes WHERE account_id = $1"};

constexpr Statement kKeepRecoveryCodes{"identity.keep_recovery_codes", R"sql(
  INSERT INTO recovery_codes (account_id, code_mac) SELECT $1, unnest($2::bytea[])
)sql"};

constexpr Statement kOpenStaffSession{"identity.open_staff_session", R"sql(
  INSERT INTO sessions (token_hash, id, account_id, created_at, last_seen_at, expires_at)
  SELECT $1, $2, id, $4, $5, $6 FROM accounts
  WHERE id = $3 AND disabled_at IS NULL AND password_hash IS NOT NULL
)sql"};

constexpr Statement kLockRecovery{"identity.lock_recovery", R"sql(
  SELECT coalesce(recovery_request_id = $2, false) FROM accounts WHERE id = $1 FOR UPDATE
)sql"};

constexpr Statement kTakeRecoveryStep{"identity.take_recovery_step", R"sql(
  UPDATE accounts SET last_totp_step = $2, recovery_request_id = $3 WHERE id = $1 AND last_totp_step < $2
)sql"};

// A claim is a time: when the relay dies, the mail is due again at the end of it.
constexpr Statement kClaimInvitationMails{"identity.claim_invitation_mails", R"sql(
  WITH due AS MATERIALIZED (
    SELECT invitation_id, attempts FROM invitation_mails WHERE next_attempt_at <= $1
    ORDER BY next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED)
  UPDATE invitation_mails SET next_attempt_at = $2, attempts = due.attempts + 1
  FROM due JOIN invitations ON invitations.id = due.invitation_id
  WHERE invitation_mails.invitation_id = due.invitation_id
  RETURNING invitation_mails.invitation_id, invitation_mails.mail_request_id, invitation_mails.sealed_contact,
            due.attempts, invitations.expires_at
)sql"};

constexpr Statement kFinishInvitationMail{"identity.finish_invitation_mail",
                                          "DELETE FROM invitation_mails WHERE invitation_id = $1"};

constexpr Statement kPostponeInvitationMail{"identity.postpone_invitation_mail", R"sql(
  UPDATE invitation_mails SET next_attempt_at = $2 WHERE invitation_id = $1
)sql"};

constexpr Statement kRemoveInvitations{"identity.remove_invitations", "DELETE FROM invitations WHERE expires_at < $1"};

absl::Status KeepSession(Connection& transaction, const AccountId& account, const NewStaffSession& opened) {
  const Session& session = opened.session;
  ASSIGN_OR_RETURN(const Rows kept, transaction.Run(kOpenStaffSession, Params()
                                                                           .Bytes(opened.token_hash)
                                                                           .Uuid(session.id.uuid())
                                                                           .Uuid(account.uuid())
                                                                           .Time(session.created_at)
                                                                           .Time(session.last_seen_at)
                                                                           .Time(session.expires_at)));
  return kept.affected() == 1 ? absl::OkStatus() : LinkUnknown();
}

absl::Status KeepRecoveryCodes(Connection& transaction, const AccountId& account,
                               const std::vector<std::string>& macs) {
  RETURN_IF_ERROR(transaction.Run(kForgetRecoveryCodes, Params().Uuid(account.uuid())).status());
  return transaction.Run(kKeepRecoveryCodes, Params().Uuid(account.uuid()).BytesArray(macs)).status();
}

}  // namespace

absl::StatusOr<std::optional<KnownInvitation>> PostgresInvitationStore::Find(absl::Time deadline,
                                                                             const InvitationId& id) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kFindInvitation, Params().Uuid(id.uuid())));
  if (rows.empty()) return std::nullopt;
  KnownInvitation known{.id = id, .account = {}, .totp_secret = {}, .expires_at = {}, .password_hash = {}};
  ASSIGN_OR_RETURN(known.account, ReadAccount(rows, 0));
  known.totp_secret = rows.Bytes(0, kAccountColumns);
  known.expires_at = rows.Time(0, kAccountColumns + 1);
  known.open = rows.Bool(0, kAccountColumns + 2);
  known.newest = rows.Bool(0, kAccountColumns + 4);
  if (!rows.IsNull(0, kAccountColumns + 3)) known.password_hash = std::string(rows.Text(0, kAccountColumns + 3));
  return known;
}

absl::Status PostgresInvitationStore::Accept(absl::Time deadline, const AcceptedInvitation& accepted,
                                             const AuditEntry& audit) {
  return pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows used, transaction.Run(kUseInvitationLink, Params()
                                                                              .Bytes(accepted.link_hash)
                                                                              .Time(accepted.now)
                                                                              .Uuid(accepted.request_id.uuid())));
    if (used.affected() == 0) {
      return Failure(absl::StatusCode::kFailedPrecondition, "LINK_USED", "this link was used before");
    }
    ASSIGN_OR_RETURN(const Rows set, transaction.Run(kSetUpAccount, Params()
                                                                        .Uuid(accepted.account.uuid())
                                                                        .Uuid(accepted.invitation.uuid())
                                                                        .Text(accepted.password_hash)
                                                                        .Optional(accepted.totp_secret, &Params::Bytes)
                                                                        .Int8(accepted.totp_step.value_or(0))));
    if (set.affected() == 0) return LinkUnknown();
    RETURN_IF_ERROR(KeepRecoveryCodes(transaction, accepted.account, accepted.recovery_macs));
    RETURN_IF_ERROR(KeepSession(transaction, accepted.account, accepted.session));
    return AppendAudit(transaction, audit);
  });
}

absl::Status PostgresInvitationStore::OpenSession(absl::Time deadline, const AccountId& account,
                                                  const NewStaffSession& session, const AuditEntry& audit) {
  return pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    RETURN_IF_ERROR(KeepSession(transaction, account, session));
    return AppendAudit(transaction, audit);
  });
}

absl::Status PostgresInvitationStore::ReplaceRecoveryCodes(absl::Time deadline, const AccountId& account,
                                                           const RequestId& request_id, int64_t totp_step,
                                                           const std::vector<std::string>& macs,
                                                           const AuditEntry& audit) {
  return pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows rows,
                     transaction.Run(kLockRecovery, Params().Uuid(account.uuid()).Uuid(request_id.uuid())));
    if (!rows.empty() && rows.Bool(0, 0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(const Rows taken,
                     transaction.Run(kTakeRecoveryStep,
                                     Params().Uuid(account.uuid()).Int8(totp_step).Uuid(request_id.uuid())));
    if (taken.affected() == 0) {
      return Failure(absl::StatusCode::kPermissionDenied, "CODE_REPLAYED", "this code was used before");
    }
    RETURN_IF_ERROR(KeepRecoveryCodes(transaction, account, macs));
    return AppendAudit(transaction, audit);
  });
}

absl::StatusOr<std::vector<DueInvitation>> PostgresInvitationStore::ClaimMails(absl::Time deadline, absl::Time now,
                                                                               absl::Time claimed_until, int limit) {
  ASSIGN_OR_RETURN(const Rows rows,
                   pool_.Run(deadline, kClaimInvitationMails, Params().Time(now).Time(claimed_until).Int8(limit)));
  std::vector<DueInvitation> mails;
  for (int row = 0; row < rows.size(); ++row) {
    mails.push_back({.id = InvitationId(rows.Uuid(row, 0)),
                     .mail_request = RequestId(rows.Uuid(row, 1)),
                     .sealed_contact = std::string(rows.Bytes(row, 2)),
                     .attempts = rows.Int4(row, 3),
                     .expires_at = rows.Time(row, 4)});
  }
  return mails;
}

absl::Status PostgresInvitationStore::FinishMail(absl::Time deadline, const InvitationId& id) {
  return pool_.Run(deadline, kFinishInvitationMail, Params().Uuid(id.uuid())).status();
}

absl::Status PostgresInvitationStore::PostponeMail(absl::Time deadline, const InvitationId& id, absl::Time until) {
  return pool_.Run(deadline, kPostponeInvitationMail, Params().Uuid(id.uuid()).Time(until)).status();
}

absl::StatusOr<int64_t> PostgresInvitationStore::RemoveExpired(absl::Time deadline, absl::Time before) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kRemoveInvitations, Params().Time(before)));
  return rows.affected();
}

std::vector<Statement> PostgresInvitationStore::Statements() {
  return {kFindInvitation,    kUseInvitationLink,  kSetUpAccount,         kForgetRecoveryCodes,
          kKeepRecoveryCodes, kOpenStaffSession,   kLockRecovery,         kTakeRecoveryStep,
          kClaimInvitationMails, kFinishInvitationMail, kPostponeInvitationMail, kRemoveInvitations};
}

}  // namespace mimamori::identity
