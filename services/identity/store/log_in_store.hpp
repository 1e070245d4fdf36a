// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/identity/domain/account.hpp"
#include "services/identity/domain/log_in_slowing.hpp"
#include "services/identity/domain/session.hpp"
#include "services/platform/postgres/audit.hpp"

namespace mimamori::identity {

// One try to log in. It counts as a failure from the moment it begins until it is accepted or withdrawn, so that many
// tries at the same time don't all see an empty slate.
struct LogInAttempt {
  platform::Uuid id;
  std::string account;  // MAC of the folded user name, 16 bytes
  std::string network;  // MAC of the caller's network, 16 bytes; empty when it is not known
};

// What a password and a code are judged by.
struct Credentials {
  Account account;
  std::string password_hash;               // Argon2id string
  std::optional<std::string> totp_secret;  // encrypted; none for a demo account
};

// What a right log-in changes.
struct AcceptedLogIn {
  AccountId account;
  std::optional<int64_t> totp_step;          // of the code that was shown
  std::optional<std::string> recovery_mac = std::nullopt;  // of the recovery code that was shown instead
  std::optional<std::string> password_hash;  // to replace one that was made with an older policy
  Session session;
  std::string token_hash;  // SHA-256 of the session's token
};

class LogInStore {
 public:
  virtual ~LogInStore() = default;

  // Counts `attempt` as a failure unless it comes too early: RESOURCE_EXHAUSTED (SLOW_DOWN), which counts as nothing.
  virtual absl::Status Begin(absl::Time deadline, absl::Time now, const LogInAttempt& attempt,
                             const SlowingPolicy& policy) = 0;
  // nullopt: nobody by that name, disabled, or without a password yet.
  virtual absl::StatusOr<std::optional<Credentials>> Find(absl::Time deadline, const std::string& user_name) = 0;
  // The attempt stays counted; the refusal is audited.
  virtual absl::Status Refuse(absl::Time deadline, const platform::postgres::AuditEntry& audit) = 0;
  // The attempt never happened: there was no verdict, or only the code was missing.
  virtual absl::Status Withdraw(absl::Time deadline, const LogInAttempt& attempt) = 0;
  // Opens the session, forgets the account's failures, keeps the audit entry: all or nothing. PERMISSION_DENIED
  // (CODE_REPLAYED) when a code of the same or a later step was taken before, or the recovery code is none (any more);
  // nothing is changed then.
  virtual absl::Status Accept(absl::Time deadline, const LogInAttempt& attempt, const AcceptedLogIn& accepted,
                              const platform::postgres::AuditEntry& audit) = 0;
  virtual absl::StatusOr<std::optional<Account>> GetAccount(absl::Time deadline, const AccountId& id) = 0;
  // Attempts older than `before`. Returns how many.
  virtual absl::StatusOr<int64_t> ForgetAttempts(absl::Time deadline, absl::Time before) = 0;
};

}  // namespace mimamori::identity
