// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/invitation_store.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

// What ReadInvitation reads, of invitations i.
#define MIMAMORI_INVITATION_COLUMNS                                                                        \
  "i.invitation_id, i.case_id, i.by_mail, i.created_at, i.expires_at, i.revoked_at, "                      \
  "EXISTS (SELECT 1 FROM bindings b WHERE b.invitation_id = i.invitation_id), "                            \
  "EXISTS (SELECT 1 FROM invitation_mails m WHERE m.invitation_id = i.invitation_id)"

namespace mimamori::observation {
namespace {

using platform::Failure;
using platform::RequestId;
using platform::postgres::AuditEntry;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

// Herself first, then those for whom she reports.
constexpr Statement kReporter{"observation.find_reporter", R"sql(
  SELECT p.birth_year, p.has_contact, p.reporter_id, p.area_code, p.time_zone, p.plan_end FROM patients p
  WHERE (p.case_id = $1 OR p.reporter_id = $1)
    AND EXISTS (SELECT 1 FROM patients h WHERE h.case_id = $1 AND h.area_code LIKE ANY ($2::text[]))
  ORDER BY p.case_id = $1 DESC, p.patient
)sql"};
// One invitation of hers after another: what each makes void is settled before the next is made, or bound.
constexpr Statement kLockPatient{"observation.lock_invited", R"sql(
  SELECT 1 FROM patients WHERE case_id = $1 FOR NO KEY UPDATE
)sql"};
constexpr Statement kOfRequest{"observation.invitation_of_request", "SELECT " MIMAMORI_INVITATION_COLUMNS R"sql(
  FROM invitations i WHERE i.invited_by = $1 AND i.request_id = $2
)sql"};
constexpr Statement kVoid{"observation.void_invitations", R"sql(
  UPDATE invitations i SET revoked_at = $2
  WHERE i.case_id = $1 AND i.revoked_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM bindings b WHERE b.invitation_id = i.invitation_id)
)sql"};
constexpr Statement kInsert{"observation.keep_invitation", R"sql(
  INSERT INTO invitations (invitation_id, case_id, invited_by, request_id, by_mail, created_at, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
)sql"};
constexpr Statement kInsertMail{"observation.keep_invitation_mail", R"sql(
  INSERT INTO invitation_mails (invitation_id, mail_request_id, next_attempt_at) VALUES ($1, $2, $3)
)sql"};
constexpr Statement kFind{"observation.find_invitation",
                          "SELECT " MIMAMORI_INVITATION_COLUMNS " FROM invitations i WHERE i.invitation_id = $1"};
constexpr Statement kRevoke{"observation.revoke_invitation",
                            "UPDATE invitations SET revoked_at = $2 WHERE invitation_id = $1"};
constexpr Statement kList{"observation.list_invitations", "SELECT " MIMAMORI_INVITATION_COLUMNS R"sql(
  FROM invitations i WHERE i.case_id = $1 AND (i.created_at, i.invitation_id) < ($2, $3)
  ORDER BY i.created_at DESC, i.invitation_id DESC LIMIT $4
)sql"};
// A claim is a time: when the relay dies, the mail is due again at the end of it.
constexpr Statement kClaimMails{"observation.claim_invitation_mails", R"sql(
  WITH due AS (
    SELECT invitation_id FROM invitation_mails WHERE next_attempt_at <= $1
    ORDER BY next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED),
  claimed AS (
    UPDATE invitation_mails m SET next_attempt_at = $2, attempts = m.attempts + 1
    FROM due WHERE m.invitation_id = due.invitation_id
    RETURNING m.invitation_id, m.mail_request_id, m.attempts)
  SELECT )sql" MIMAMORI_INVITATION_COLUMNS R"sql(, claimed.mail_request_id, claimed.attempts
  FROM claimed JOIN invitations i ON i.invitation_id = claimed.invitation_id
)sql"};
constexpr Statement kFinishMail{"observation.finish_invitation_mail",
                                "DELETE FROM invitation_mails WHERE invitation_id = $1"};
constexpr Statement kPostponeMail{"observation.postpone_invitation_mail", R"sql(
  UPDATE invitation_mails SET next_attempt_at = $2 WHERE invitation_id = $1
)sql"};
constexpr Statement kForget{"observation.forget_invitations", R"sql(
  DELETE FROM invitations i
  WHERE i.expires_at <= $1 AND NOT EXISTS (SELECT 1 FROM patients p WHERE p.case_id = i.case_id)
    AND NOT EXISTS (SELECT 1 FROM bindings b WHERE b.invitation_id = i.invitation_id)
)sql"};

absl::Status InvitationUnknown() {
  return platform::NotFound("INVITATION_UNKNOWN", "there is no such invitation of this patient");
}

absl::TimeZone ZoneOf(std::string_view name) {
  absl::TimeZone zone;
  if (absl::LoadTimeZone(absl::string_view(name.data(), name.size()), &zone)) return zone;
  return absl::FixedTimeZone(9 * 60 * 60);  // as PatientStore has it
}

Invitation ReadInvitation(const Rows& rows, int row) {
  Invitation read{.id = InvitationId(rows.Uuid(row, 0)),
                  .case_id = CaseId(rows.Uuid(row, 1)),
                  .by_mail = rows.Bool(row, 2),
                  .created_at = rows.Time(row, 3),
                  .expires_at = rows.Time(row, 4)};
  if (!rows.IsNull(row, 5)) read.revoked_at = rows.Time(row, 5);
  read.used = rows.Bool(row, 6);
  read.mail_pending = rows.Bool(row, 7);
  return read;
}

absl::StatusOr<FoundReporter> ReadReporter(const Rows& rows, const CaseId& id) {
  if (rows.empty()) return PatientUnknown();
  FoundReporter found{.reporter = {.case_id = id, .has_contact = rows.Bool(0, 1)}};
  if (!rows.IsNull(0, 0)) found.reporter.birth_year = rows.Int2(0, 0);
  if (!rows.IsNull(0, 2)) found.reporter.reporter = CaseId(rows.Uuid(0, 2));
  ASSIGN_OR_RETURN(found.area, platform::AreaCode::Parse(rows.Text(0, 3)));
  for (int row = 0; row < rows.size(); ++row) {
    if (rows.IsNull(row, 5)) continue;
    found.reporter.plans.push_back({.last = rows.Date(row, 5), .zone = ZoneOf(rows.Text(row, 4))});
  }
  return found;
}

Params Asked(const CaseId& id, const std::optional<Scope>& scope) {
  return Params().Uuid(id.uuid()).TextArray(scope ? PatternsOf(*scope) : std::vector<std::string>{"%"});
}

// The entry about her case, in its area.
AuditEntry About(AuditEntry audit, const FoundReporter& found) {
  audit.object_type = "case";
  audit.object_id = found.reporter.case_id.ToString();
  audit.area = found.area.ToString();
  return audit;
}

absl::StatusOr<FoundReporter> LockPatient(Connection& transaction, const CaseId& id, const std::optional<Scope>& scope) {
  RETURN_IF_ERROR(transaction.Run(kLockPatient, Params().Uuid(id.uuid())).status());
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kReporter, Asked(id, scope)));
  return ReadReporter(rows, id);
}

absl::StatusOr<Invitation> OfCase(Connection& transaction, const CaseId& id, const InvitationId& invitation) {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kFind, Params().Uuid(invitation.uuid())));
  if (rows.empty() || CaseId(rows.Uuid(0, 1)) != id) return InvitationUnknown();
  return ReadInvitation(rows, 0);
}

absl::Status Insert(Connection& transaction, const NewInvitation& made) {
  const Invitation& invitation = made.invitation;
  RETURN_IF_ERROR(
      transaction
          .Run(kVoid, Params().Uuid(invitation.case_id.uuid()).Time(invitation.created_at))
          .status());
  RETURN_IF_ERROR(transaction
                      .Run(kInsert, Params()
                                        .Uuid(invitation.id.uuid())
                                        .Uuid(invitation.case_id.uuid())
                                        .Text(made.invited_by)
                                        .Uuid(made.request_id.uuid())
                                        .Bool(invitation.by_mail)
                                        .Time(invitation.created_at)
                                        .Time(invitation.expires_at))
                      .status());
  if (!invitation.by_mail) return absl::OkStatus();
  return transaction
      .Run(kInsertMail, Params()
                            .Uuid(invitation.id.uuid())
                            .Uuid(made.mail_request.uuid())
                            .Time(invitation.created_at))
      .status();
}

}  // namespace

absl::StatusOr<FoundReporter> InvitationStore::FindReporter(absl::Time deadline, const CaseId& id,
                                                            const std::optional<Scope>& scope) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kReporter, Asked(id, scope)));
  return ReadReporter(rows, id);
}

absl::StatusOr<std::optional<Invitation>> InvitationStore::OfRequest(absl::Time deadline, const std::string& officer,
                                                                     const RequestId& request_id) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kOfRequest, Params().Text(officer).Uuid(request_id.uuid())));
  if (rows.empty()) return std::nullopt;
  return ReadInvitation(rows, 0);
}

absl::StatusOr<Invitation> InvitationStore::Keep(absl::Time deadline, const NewInvitation& made,
                                                 const AuditEntry& audit) {
  Invitation kept;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const FoundReporter found, LockPatient(transaction, made.invitation.case_id, std::nullopt));
    const Params request = Params().Text(made.invited_by).Uuid(made.request_id.uuid());
    ASSIGN_OR_RETURN(Rows rows, transaction.Run(kOfRequest, request));
    const bool again = !rows.empty();
    if (!again) {
      RETURN_IF_ERROR(Insert(transaction, made));
      ASSIGN_OR_RETURN(rows, transaction.Run(kOfRequest, request));
    }
    kept = ReadInvitation(rows, 0);
    if (kept.case_id != made.invitation.case_id || kept.by_mail != made.invitation.by_mail) {
      return Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                     "request_id was already used for another invitation");
    }
    return again ? absl::OkStatus() : AppendAudit(transaction, About(audit, found));
  }));
  return kept;
}

absl::StatusOr<std::optional<Invitation>> InvitationStore::Find(absl::Time deadline, const InvitationId& id) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kFind, Params().Uuid(id.uuid())));
  if (rows.empty()) return std::nullopt;
  return ReadInvitation(rows, 0);
}

absl::StatusOr<Invitation> InvitationStore::Show(absl::Time deadline, const CaseId& id, const InvitationId& invitation,
                                                 const Scope& scope, const AuditEntry& audit) {
  Invitation shown;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const FoundReporter found, LockPatient(transaction, id, scope));
    ASSIGN_OR_RETURN(shown, OfCase(transaction, id, invitation));
    if (StateOf(shown, audit.time) != InvitationState::kOpen) {
      return Failure(absl::StatusCode::kFailedPrecondition, "INVITATION_ENDED", "this link binds nothing any more");
    }
    return AppendAudit(transaction, About(audit, found));
  }));
  return shown;
}

absl::StatusOr<Invitation> InvitationStore::Revoke(absl::Time deadline, const CaseId& id,
                                                   const InvitationId& invitation, const Scope& scope,
                                                   const AuditEntry& audit) {
  Invitation revoked;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const FoundReporter found, LockPatient(transaction, id, scope));
    ASSIGN_OR_RETURN(revoked, OfCase(transaction, id, invitation));
    if (revoked.used || revoked.revoked_at) return absl::OkStatus();
    RETURN_IF_ERROR(transaction.Run(kRevoke, Params().Uuid(invitation.uuid()).Time(audit.time)).status());
    revoked.revoked_at = audit.time;
    return AppendAudit(transaction, About(audit, found));
  }));
  return revoked;
}

absl::StatusOr<std::vector<Invitation>> InvitationStore::List(absl::Time deadline, const CaseId& id, const Scope& scope,
                                                              const InvitationPosition& after, int limit) {
  RETURN_IF_ERROR(FindReporter(deadline, id, scope).status());
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kList, Params()
                                                                   .Uuid(id.uuid())
                                                                   .Time(after.created_at)
                                                                   .Uuid(after.id.uuid())
                                                                   .Int8(limit)));
  std::vector<Invitation> invitations;
  for (int row = 0; row < rows.size(); ++row) invitations.push_back(ReadInvitation(rows, row));
  return invitations;
}

absl::StatusOr<std::vector<InvitationMail>> InvitationStore::ClaimMails(absl::Time deadline, absl::Time now,
                                                                        absl::Time claimed_until, int limit) {
  ASSIGN_OR_RETURN(const Rows rows,
                   pool_.Run(deadline, kClaimMails, Params().Time(now).Time(claimed_until).Int8(limit)));
  std::vector<InvitationMail> mails;
  for (int row = 0; row < rows.size(); ++row) {
    mails.push_back({.invitation = ReadInvitation(rows, row),
                     .mail_request = RequestId(rows.Uuid(row, 8)),
                     .attempts = rows.Int4(row, 9)});
  }
  return mails;
}

absl::Status InvitationStore::FinishMail(absl::Time deadline, const InvitationId& id) {
  return pool_.Run(deadline, kFinishMail, Params().Uuid(id.uuid())).status();
}

absl::Status InvitationStore::PostponeMail(absl::Time deadline, const InvitationId& id, absl::Time until) {
  return pool_.Run(deadline, kPostponeMail, Params().Uuid(id.uuid()).Time(until)).status();
}

absl::StatusOr<int64_t> InvitationStore::Forget(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kForget, Params().Time(now)));
  return rows.affected();
}

std::vector<Statement> InvitationStore::Statements() {
  return {kReporter, kLockPatient, kOfRequest, kVoid,       kInsert,     kInsertMail,  kFind,
          kRevoke,   kList,        kClaimMails, kFinishMail, kPostponeMail, kForget};
}

}  // namespace mimamori::observation
