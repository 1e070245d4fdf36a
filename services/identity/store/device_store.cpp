// SPDX-License-Identifier: Apache-2.0
#include "services/identity/store/device_store.hpp"

#include "services/identity/store/link_row.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::identity {
namespace {

using platform::Failure;
using platform::postgres::AuditEntry;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kTries{"identity.tries_of_link", R"sql(
  SELECT request_id, fingerprint FROM link_tries WHERE token_hash = $1 ORDER BY number
)sql"};
constexpr Statement kKeepTry{"identity.keep_try", R"sql(
  INSERT INTO link_tries (token_hash, number, request_id, fingerprint, tried_at) VALUES ($1, $2, $3, $4, $5)
)sql"};
constexpr Statement kOpenDevice{"identity.open_device", R"sql(
  INSERT INTO sessions (token_hash, id, case_id, created_at, last_seen_at, expires_at, opened_by, request_id)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
  RETURNING id, expires_at
)sql"};
constexpr Statement kReopenDevice{"identity.reopen_device", R"sql(
  UPDATE sessions SET token_hash = $1, last_seen_at = $5
  WHERE case_id = $2 AND opened_by = $3 AND request_id = $4
  RETURNING id, expires_at
)sql"};
constexpr Statement kEndDevices{"identity.end_devices", R"sql(
  DELETE FROM sessions WHERE case_id = $1 AND ($2::uuid IS NULL OR id = $2)
)sql"};

absl::StatusOr<std::vector<LinkTry>> TriesOf(Connection& transaction, const std::string& link_hash) {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kTries, Params().Bytes(link_hash)));
  std::vector<LinkTry> tries;
  for (int row = 0; row < rows.size(); ++row) {
    tries.push_back({.request_id = RequestId(rows.Uuid(row, 0)), .fingerprint = std::string(rows.Bytes(row, 1))});
  }
  return tries;
}

absl::Status CheckTried(Connection& transaction, const NewDevice& opened) {
  ASSIGN_OR_RETURN(const std::vector<LinkTry> tries, TriesOf(transaction, opened.link_hash));
  for (const LinkTry& guess : tries) {
    if (guess.request_id == opened.request_id) return absl::OkStatus();
  }
  return Failure(absl::StatusCode::kFailedPrecondition, "LINK_NOT_TRIED", "nothing was guessed with this request_id");
}

absl::StatusOr<Rows> Insert(Connection& transaction, const NewDevice& opened) {
  const Session& session = opened.session;
  return transaction.Run(kOpenDevice, Params()
                                          .Bytes(opened.session_hash)
                                          .Uuid(session.id.uuid())
                                          .Uuid(opened.case_id.uuid())
                                          .Time(session.created_at)
                                          .Time(session.last_seen_at)
                                          .Time(session.expires_at)
                                          .Text(opened.opened_by)
                                          .Uuid(opened.request_id.uuid()));
}

absl::StatusOr<Rows> Renew(Connection& transaction, const NewDevice& opened) {
  return transaction.Run(kReopenDevice, Params()
                                            .Bytes(opened.session_hash)
                                            .Uuid(opened.case_id.uuid())
                                            .Text(opened.opened_by)
                                            .Uuid(opened.request_id.uuid())
                                            .Time(opened.session.last_seen_at));
}

}  // namespace

absl::StatusOr<KeptTry> DeviceStore::Try(absl::Time deadline, absl::Time now, const std::string& link_hash,
                                         const std::string& owner, const LinkTry& guess) {
  KeptTry kept;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Link link, LockLink(transaction, link_hash));
    ASSIGN_OR_RETURN(const std::vector<LinkTry> tries, TriesOf(transaction, link_hash));
    ASSIGN_OR_RETURN(kept.number, JudgeTry(link, tries, owner, guess, now));
    kept.payload = link.payload;
    if (kept.number <= static_cast<int>(tries.size())) return absl::OkStatus();
    return transaction
        .Run(kKeepTry, Params()
                           .Bytes(link_hash)
                           .Int2(static_cast<int16_t>(kept.number))
                           .Uuid(guess.request_id.uuid())
                           .Bytes(guess.fingerprint)
                           .Time(now))
        .status();
  }));
  return kept;
}

absl::StatusOr<OpenedDevice> DeviceStore::Open(absl::Time deadline, const NewDevice& opened, const AuditEntry& audit) {
  OpenedDevice device;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Link link, LockLink(transaction, opened.link_hash));
    const absl::Time now = opened.session.created_at;
    ASSIGN_OR_RETURN(const LinkUse use, JudgeUse(link, opened.opened_by, LinkPurpose::kDiary, opened.request_id, now));
    RETURN_IF_ERROR(CheckTried(transaction, opened));
    const bool again = use == LinkUse::kAgain;
    if (!again) RETURN_IF_ERROR(MarkUsed(transaction, opened.link_hash, opened.request_id, now));
    ASSIGN_OR_RETURN(const Rows rows, again ? Renew(transaction, opened) : Insert(transaction, opened));
    if (rows.empty()) {
      return Failure(absl::StatusCode::kFailedPrecondition, "LINK_USED", "this link's session was ended since");
    }
    device = {.id = SessionId(rows.Uuid(0, 0)), .expires_at = rows.Time(0, 1)};
    return again ? absl::OkStatus() : AppendAudit(transaction, audit);
  }));
  return device;
}

absl::StatusOr<int64_t> DeviceStore::End(absl::Time deadline, const CaseId& id, const std::optional<SessionId>& device,
                                         const AuditEntry& audit) {
  int64_t ended = 0;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    Params params;
    params.Uuid(id.uuid());
    device ? params.Uuid(device->uuid()) : params.Null();
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kEndDevices, params));
    ended = rows.affected();
    return ended == 0 ? absl::OkStatus() : AppendAudit(transaction, audit);
  }));
  return ended;
}

std::vector<Statement> DeviceStore::Statements() {
  std::vector<Statement> statements = {kTries, kKeepTry, kOpenDevice, kReopenDevice, kEndDevices};
  for (const Statement& statement : LinkRowStatements()) statements.push_back(statement);
  return statements;
}

}  // namespace mimamori::identity
