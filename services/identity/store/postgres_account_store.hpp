// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "services/identity/store/account_store.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::identity {

class PostgresAccountStore final : public AccountStore {
 public:
  explicit PostgresAccountStore(platform::postgres::Pool& pool) : pool_(pool) {}
  absl::Status Insert(absl::Time deadline, const NewAccount& account, bool first_administrator,
                      const platform::postgres::AuditEntry& audit) override;

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::identity
