// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "services/identity/store/area_store.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::identity {

class PostgresAreaStore final : public AreaStore {
 public:
  explicit PostgresAreaStore(platform::postgres::Pool& pool) : pool_(pool) {}
  absl::StatusOr<std::vector<Area>> List(absl::Time deadline, const std::string& after, int limit) override;
  absl::StatusOr<Prefectures> GetPrefectures(absl::Time deadline) override;
  absl::StatusOr<ImportedAreas> Import(absl::Time deadline, const AccountId& actor, const std::vector<Area>& areas,
                                       platform::postgres::AuditEntry audit) override;

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::identity
