// SPDX-License-Identifier: Apache-2.0
#include "services/identity/store/postgres_session_store.hpp"

#include "services/identity/store/account_row.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::identity {
namespace {

using platform::postgres::AuditEntry;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kFindStaffSession{"identity.find_staff_session", R"sql(
  SELECT sessions.id, sessions.created_at, sessions.last_seen_at, sessions.expires_at, )sql" MIMAMORI_ACCOUNT_COLUMNS R"sql(
  FROM sessions JOIN accounts ON accounts.id = sessions.account_id
  WHERE sessions.token_hash = $1 AND accounts.disabled_at IS NULL
)sql"};

constexpr Statement kFindOperatorSession{"identity.find_operator_session", R"sql(
  SELECT id, created_at, last_seen_at, expires_at, venue_id FROM sessions
  WHERE token_hash = $1 AND venue_id IS NOT NULL
)sql"};

constexpr Statement kFindPatientSession{"identity.find_patient_session", R"sql(
  SELECT id, created_at, last_seen_at, expires_at, case_id FROM sessions
  WHERE token_hash = $1 AND case_id IS NOT NULL
)sql"};

// Two requests at once write it once.
constexpr Statement kSeeSession{"identity.see_session", R"sql(
  UPDATE sessions SET last_seen_at = $2 WHERE token_hash = $1 AND last_seen_at < $2
)sql"};

constexpr Statement kEndStaffSession{"identity.end_staff_session", R"sql(
  DELETE FROM sessions WHERE token_hash = $1 AND account_id IS NOT NULL RETURNING account_id
)sql"};

constexpr Statement kOpenOperatorSession{"identity.open_operator_session", R"sql(
  INSERT INTO sessions (token_hash, id, venue_id, created_at, last_seen_at, expires_at, opened_by, request_id)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
  ON CONFLICT ON CONSTRAINT sessions_request_key
    DO UPDATE SET token_hash = excluded.token_hash, last_seen_at = excluded.last_seen_at
    WHERE sessions.venue_id = excluded.venue_id
  RETURNING expires_at
)sql"};

constexpr Statement kRemoveExpiredSessions{"identity.remove_expired_sessions", R"sql(
  DELETE FROM sessions WHERE expires_at < $1
)sql"};

const Statement& FindStatement(SessionKind kind) {
  if (kind == SessionKind::kStaff) return kFindStaffSession;
  return kind == SessionKind::kOperator ? kFindOperatorSession : kFindPatientSession;
}

}  // namespace

absl::StatusOr<std::optional<KnownSession>> PostgresSessionStore::Find(absl::Time deadline,
                                                                       const std::string& token_hash,
                                                                       SessionKind kind) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, FindStatement(kind), Params().Bytes(token_hash)));
  if (rows.empty()) return std::nullopt;
  KnownSession known;
  known.session = {.id = SessionId(rows.Uuid(0, 0)),
                   .kind = kind,
                   .created_at = rows.Time(0, 1),
                   .last_seen_at = rows.Time(0, 2),
                   .expires_at = rows.Time(0, 3)};
  switch (kind) {
    case SessionKind::kStaff: {
      ASSIGN_OR_RETURN(known.account, ReadAccount(rows, 0, 4));
      break;
    }
    case SessionKind::kOperator: known.venue = platform::VenueId(rows.Int8(0, 4)); break;
    case SessionKind::kPatient: known.case_id = CaseId(rows.Uuid(0, 4)); break;
  }
  return known;
}

absl::Status PostgresSessionStore::See(absl::Time deadline, const std::string& token_hash, absl::Time now) {
  return pool_.Run(deadline, kSeeSession, Params().Bytes(token_hash).Time(now)).status();
}

absl::Status PostgresSessionStore::EndStaff(absl::Time deadline, const std::string& token_hash, AuditEntry audit) {
  return pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows ended, transaction.Run(kEndStaffSession, Params().Bytes(token_hash)));
    if (ended.empty()) return absl::OkStatus();
    audit.actor = audit.object_id = AccountId(ended.Uuid(0, 0)).ToString();
    return AppendAudit(transaction, audit);
  });
}

absl::StatusOr<absl::Time> PostgresSessionStore::OpenOperator(absl::Time deadline, const NewOperatorSession& opened,
                                                              const AuditEntry& audit) {
  absl::Time expires_at;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    const Session& session = opened.session;
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kOpenOperatorSession, Params()
                                                                                .Bytes(opened.token_hash)
                                                                                .Uuid(session.id.uuid())
                                                                                .Int8(opened.venue.number())
                                                                                .Time(session.created_at)
                                                                                .Time(session.last_seen_at)
                                                                                .Time(session.expires_at)
                                                                                .Text(opened.opened_by)
                                                                                .Uuid(opened.request_id.uuid())));
    if (rows.empty()) {
      return platform::Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                               "request_id was already used for another venue");
    }
    expires_at = rows.Time(0, 0);
    return AppendAudit(transaction, audit);
  }));
  return expires_at;
}

absl::StatusOr<int64_t> PostgresSessionStore::RemoveExpired(absl::Time deadline, absl::Time before) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kRemoveExpiredSessions, Params().Time(before)));
  return rows.affected();
}

std::vector<Statement> PostgresSessionStore::Statements() {
  return {kFindStaffSession, kFindOperatorSession, kFindPatientSession,   kSeeSession,
          kEndStaffSession,  kOpenOperatorSession, kRemoveExpiredSessions};
}

}  // namespace mimamori::identity
