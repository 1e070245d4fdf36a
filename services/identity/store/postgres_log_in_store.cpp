// SPDX-License-Identifier: Apache-2.0
#include "services/identity/store/postgres_log_in_store.hpp"

#include <cstring>

#include "services/identity/store/account_row.hpp"
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

// Two tries for one account, or from one network, look at the failures one after the other.
constexpr Statement kLockSubject{"identity.lock_log_in_subject", "SELECT pg_advisory_xact_lock($1) IS NULL"};

constexpr Statement kRecentFailures{"identity.recent_log_in_failures", R"sql(
  SELECT count(*), max(attempted_at) FROM log_in_attempts WHERE subject = $1 AND attempted_at > $2
)sql"};

constexpr Statement kInsertAttempt{"identity.insert_log_in_attempt", R"sql(
  INSERT INTO log_in_attempts (id, subject, attempted_at) VALUES ($1, $2, $3)
)sql"};

constexpr Statement kFindCredentials{"identity.find_credentials", R"sql(
  SELECT )sql" MIMAMORI_ACCOUNT_COLUMNS R"sql(, password_hash, totp_secret
  FROM accounts WHERE user_name = $1 AND disabled_at IS NULL AND password_hash IS NOT NULL
)sql"};

constexpr Statement kGetAccount{"identity.get_account", R"sql(
  SELECT )sql" MIMAMORI_ACCOUNT_COLUMNS R"sql( FROM accounts WHERE id = $1 AND disabled_at IS NULL
)sql"};

constexpr Statement kWithdrawAttempt{"identity.withdraw_log_in_attempt", "DELETE FROM log_in_attempts WHERE id = $1"};

constexpr Statement kForgetSubject{"identity.forget_log_in_subject", "DELETE FROM log_in_attempts WHERE subject = $1"};

constexpr Statement kTakeTotpStep{"identity.take_totp_step", R"sql(
  UPDATE accounts SET last_totp_step = $2 WHERE id = $1 AND last_totp_step < $2
)sql"};

constexpr Statement kTakeRecoveryCode{"identity.take_recovery_code", R"sql(
  DELETE FROM recovery_codes WHERE account_id = $1 AND code_mac = $2
)sql"};

constexpr Statement kReplacePasswordHash{"identity.replace_password_hash", R"sql(
  UPDATE accounts SET password_hash = $2 WHERE id = $1
)sql"};

constexpr Statement kInsertStaffSession{"identity.insert_staff_session", R"sql(
  INSERT INTO sessions (token_hash, id, account_id, created_at, last_seen_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
)sql"};

constexpr Statement kForgetAttempts{"identity.forget_log_in_attempts", R"sql(
  DELETE FROM log_in_attempts WHERE attempted_at < $1
)sql"};

absl::StatusOr<RecentFailures> LockAndCount(Connection& transaction, const std::string& subject, absl::Time since) {
  int64_t lock = 0;
  std::memcpy(&lock, subject.data(), sizeof lock);
  RETURN_IF_ERROR(transaction.Run(kLockSubject, Params().Int8(lock)).status());
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kRecentFailures, Params().Bytes(subject).Time(since)));
  const int64_t count = rows.Int8(0, 0);
  if (count == 0) return RecentFailures{};
  return RecentFailures{.count = static_cast<int>(count), .last = rows.Time(0, 1)};
}

absl::Status TakeCode(Connection& transaction, const AcceptedLogIn& accepted) {
  const platform::Uuid& account = accepted.account.uuid();
  int64_t taken = 1;
  if (accepted.totp_step) {
    ASSIGN_OR_RETURN(const Rows rows,
                     transaction.Run(kTakeTotpStep, Params().Uuid(account).Int8(*accepted.totp_step)));
    taken = rows.affected();
  } else if (accepted.recovery_mac) {
    ASSIGN_OR_RETURN(const Rows rows,
                     transaction.Run(kTakeRecoveryCode, Params().Uuid(account).Bytes(*accepted.recovery_mac)));
    taken = rows.affected();
  }
  if (taken > 0) return absl::OkStatus();
  return Failure(absl::StatusCode::kPermissionDenied, "CODE_REPLAYED", "this code was used before");
}

}  // namespace

absl::Status PostgresLogInStore::Begin(absl::Time deadline, absl::Time now, const LogInAttempt& attempt,
                                       const SlowingPolicy& policy) {
  return pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    const absl::Time since = now - policy.window;
    RecentFailures network;
    ASSIGN_OR_RETURN(const RecentFailures account, LockAndCount(transaction, attempt.account, since));
    if (!attempt.network.empty()) {
      ASSIGN_OR_RETURN(network, LockAndCount(transaction, attempt.network, since));
    }
    if (NextAttemptAt(account, network, policy) > now) {
      return Failure(absl::StatusCode::kResourceExhausted, "SLOW_DOWN",
                     "too many log-ins failed; wait a minute, then try again");
    }
    for (const std::string* subject : {&attempt.account, &attempt.network}) {
      if (subject->empty()) continue;
      RETURN_IF_ERROR(
          transaction.Run(kInsertAttempt, Params().Uuid(attempt.id).Bytes(*subject).Time(now)).status());
    }
    return absl::OkStatus();
  });
}

absl::StatusOr<std::optional<Credentials>> PostgresLogInStore::Find(absl::Time deadline, const std::string& user_name) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kFindCredentials, Params().Text(user_name)));
  if (rows.empty()) return std::nullopt;
  Credentials found;
  ASSIGN_OR_RETURN(found.account, ReadAccount(rows, 0));
  found.password_hash = rows.Text(0, kAccountColumns);
  if (!rows.IsNull(0, kAccountColumns + 1)) found.totp_secret = std::string(rows.Bytes(0, kAccountColumns + 1));
  return found;
}

absl::Status PostgresLogInStore::Refuse(absl::Time deadline, const AuditEntry& audit) {
  return pool_.Transact(deadline, [&](Connection& transaction) { return AppendAudit(transaction, audit); });
}

absl::Status PostgresLogInStore::Withdraw(absl::Time deadline, const LogInAttempt& attempt) {
  return pool_.Run(deadline, kWithdrawAttempt, Params().Uuid(attempt.id)).status();
}

absl::Status PostgresLogInStore::Accept(absl::Time deadline, const LogInAttempt& attempt, const AcceptedLogIn& accepted,
                                        const AuditEntry& audit) {
  return pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    const platform::Uuid& account = accepted.account.uuid();
    RETURN_IF_ERROR(TakeCode(transaction, accepted));
    if (accepted.password_hash) {
      RETURN_IF_ERROR(
          transaction.Run(kReplacePasswordHash, Params().Uuid(account).Text(*accepted.password_hash)).status());
    }
    const Session& session = accepted.session;
    RETURN_IF_ERROR(transaction
                        .Run(kInsertStaffSession, Params()
                                                      .Bytes(accepted.token_hash)
                                                      .Uuid(session.id.uuid())
                                                      .Uuid(account)
                                                      .Time(session.created_at)
                                                      .Time(session.last_seen_at)
                                                      .Time(session.expires_at))
                        .status());
    // The network keeps its other failures: one right log-in says nothing about the neighbours'.
    RETURN_IF_ERROR(transaction.Run(kForgetSubject, Params().Bytes(attempt.account)).status());
    RETURN_IF_ERROR(transaction.Run(kWithdrawAttempt, Params().Uuid(attempt.id)).status());
    return AppendAudit(transaction, audit);
  });
}

absl::StatusOr<std::optional<Account>> PostgresLogInStore::GetAccount(absl::Time deadline, const AccountId& id) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kGetAccount, Params().Uuid(id.uuid())));
  if (rows.empty()) return std::nullopt;
  ASSIGN_OR_RETURN(Account account, ReadAccount(rows, 0));
  return account;
}

absl::StatusOr<int64_t> PostgresLogInStore::ForgetAttempts(absl::Time deadline, absl::Time before) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kForgetAttempts, Params().Time(before)));
  return rows.affected();
}

std::vector<Statement> PostgresLogInStore::Statements() {
  return {kLockSubject,     kRecentFailures, kInsertAttempt, kFindCredentials,     kGetAccount,        kWithdrawAttempt,
          kForgetSubject,   kTakeTotpStep,   kTakeRecoveryCode, kReplacePasswordHash, kInsertStaffSession, kForgetAttempts};
}

}  // namespace mimamori::identity
