// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "services/identity/store/link_store.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::identity {

class PostgresLinkStore final : public LinkStore {
 public:
  explicit PostgresLinkStore(platform::postgres::Pool& pool) : pool_(pool) {}

  absl::Status Keep(absl::Time deadline, const std::string& token_hash, const Link& link) override;
  absl::StatusOr<std::optional<Link>> Find(absl::Time deadline, const std::string& token_hash) override;
  absl::StatusOr<Link> Use(absl::Time deadline, absl::Time now, const std::string& token_hash, const std::string& owner,
                           LinkPurpose purpose, const RequestId& request_id) override;
  absl::StatusOr<int64_t> RemoveForgotten(absl::Time deadline, absl::Time now) override;

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::identity
