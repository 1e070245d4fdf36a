// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "services/identity/store/session_store.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::identity {

class PostgresSessionStore final : public SessionStore {
 public:
  explicit PostgresSessionStore(platform::postgres::Pool& pool) : pool_(pool) {}

  absl::StatusOr<std::optional<KnownSession>> Find(absl::Time deadline, const std::string& token_hash,
                                                   SessionKind kind) override;
  absl::Status See(absl::Time deadline, const std::string& token_hash, absl::Time now) override;
  absl::Status EndStaff(absl::Time deadline, const std::string& token_hash,
                        platform::postgres::AuditEntry audit) override;
  absl::StatusOr<absl::Time> OpenOperator(absl::Time deadline, const NewOperatorSession& opened,
                                          const platform::postgres::AuditEntry& audit) override;
  absl::StatusOr<int64_t> RemoveExpired(absl::Time deadline, absl::Time before) override;

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::identity
