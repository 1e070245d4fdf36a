// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/identity/service/password_hasher.hpp"
#include "services/identity/service/recovery_codes.hpp"
#include "services/identity/service/token.hpp"
#include "services/identity/service/totp.hpp"
#include "services/identity/store/log_in_store.hpp"
#include "services/identity/store/policy_book.hpp"
#include "services/platform/core/secret.hpp"
#include "services/platform/crypto/mac.hpp"
#include "services/platform/rpc/call.hpp"

namespace mimamori::identity {

struct LogInForm {
  std::string user_name;  // as typed
  platform::Secret password;
  std::string totp_code;
  std::string recovery_code = {};  // instead of totp_code
};

struct OpenedSession {
  std::string token;
  Account account;
  absl::Time expires_at;
};

// Judges log-ins. Whatever was wrong, the answer is the same and took the same work; the audit knows the account, never
// what a stranger typed.
class LogInDesk {
 public:
  // `key` is the secret from which the MACs of user names and networks are derived, and under which TOTP secrets rest.
  // Demo accounts, which have no second factor, log in only where `demo` is set.
  LogInDesk(LogInStore& store, PasswordHasher& hasher, PolicyBook& policies, const platform::Secret& key, bool demo);

  // UNAUTHENTICATED: LOG_IN_REFUSED. FAILED_PRECONDITION, when the password was right: TOTP_REQUIRED (no code given),
  // TOTP_NOT_ENROLLED (the policy asks for a second factor, and there is none).
  // RESOURCE_EXHAUSTED: SLOW_DOWN. UNAVAILABLE: BUSY.
  absl::StatusOr<OpenedSession> LogIn(const platform::rpc::Call& call, const LogInForm& form);

  // The step of a code that the account's owner shows again, within her session. Wrong ones are slowed as log-ins are.
  // INVALID_ARGUMENT (totp_code): WRONG_TOTP_CODE. FAILED_PRECONDITION: TOTP_NOT_ENROLLED. RESOURCE_EXHAUSTED: SLOW_DOWN.
  absl::StatusOr<int64_t> CheckCode(const platform::rpc::Call& call, const Account& account, const std::string& code);

 private:
  enum class Verdict { kRight, kWrong, kCodeMissing, kNotEnrolled };
  struct Judgement {
    Verdict verdict = Verdict::kWrong;
    std::optional<int64_t> totp_step;
    std::optional<std::string> recovery_mac;
    std::optional<std::string> new_hash;
  };
  LogInAttempt AttemptOf(const platform::rpc::Call& call, const LogInForm& form) const;
  absl::StatusOr<Judgement> Judge(const platform::rpc::Call& call, const LogInForm& form,
                                  const std::optional<Credentials>& credentials);
  absl::StatusOr<Judgement> JudgeCode(const platform::rpc::Call& call, const LogInForm& form,
                                      const Credentials& credentials);
  absl::StatusOr<Judgement> JudgeMissingFactor(const platform::rpc::Call& call, const Account& account);
  void Withdraw(const platform::rpc::Call& call, const LogInAttempt& attempt);
  absl::StatusOr<OpenedSession> Accept(const platform::rpc::Call& call, const LogInAttempt& attempt,
                                       const Account& account, const Judgement& judgement);
  absl::Status Refuse(const platform::rpc::Call& call, const std::optional<Credentials>& credentials);

  LogInStore& store_;
  PasswordHasher& hasher_;
  PolicyBook& policies_;
  const TotpVault totp_vault_;
  const RecoveryCodes recovery_codes_;
  const platform::crypto::Mac subjects_;
  const bool demo_;
};

}  // namespace mimamori::identity
