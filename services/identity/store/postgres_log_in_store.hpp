// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "services/identity/store/log_in_store.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::identity {

class PostgresLogInStore final : public LogInStore {
 public:
  explicit PostgresLogInStore(platform::postgres::Pool& pool) : pool_(pool) {}

  absl::Status Begin(absl::Time deadline, absl::Time now, const LogInAttempt& attempt,
                     const SlowingPolicy& policy) override;
  absl::StatusOr<std::optional<Credentials>> Find(absl::Time deadline, const std::string& user_name) override;
  absl::Status Refuse(absl::Time deadline, const platform::postgres::AuditEntry& audit) override;
  absl::Status Withdraw(absl::Time deadline, const LogInAttempt& attempt) override;
  absl::Status Accept(absl::Time deadline, const LogInAttempt& attempt, const AcceptedLogIn& accepted,
                      const platform::postgres::AuditEntry& audit) override;
  absl::StatusOr<std::optional<Account>> GetAccount(absl::Time deadline, const AccountId& id) override;
  absl::StatusOr<int64_t> ForgetAttempts(absl::Time deadline, absl::Time before) override;

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::identity
