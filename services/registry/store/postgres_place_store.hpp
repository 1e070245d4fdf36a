// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "services/platform/postgres/pool.hpp"
#include "services/registry/store/place_store.hpp"

namespace mimamori::registry {

class PostgresPlaceStore final : public PlaceStore {
 public:
  explicit PostgresPlaceStore(platform::postgres::Pool& pool) : pool_(pool) {}

  absl::StatusOr<Place> Add(absl::Time deadline, const NewPlace& created, const Scope& scope,
                            const platform::postgres::AuditEntry& audit,
                            const std::function<absl::Status(const Case&, int)>& check) override;
  absl::StatusOr<Place> Change(absl::Time deadline, const CaseId& case_id, const PlaceId& id, const Scope& scope,
                               absl::Time now, const platform::postgres::AuditEntry& audit,
                               const std::function<absl::StatusOr<bool>(const Case&, Place&)>& decide) override;
  absl::StatusOr<std::vector<Place>> List(absl::Time deadline, const CaseId& case_id, const Scope& scope,
                                          const std::optional<PlacePosition>& after, int limit,
                                          const platform::postgres::AuditEntry& audit) override;
  absl::StatusOr<PlacePolicy> PolicyAt(absl::Time deadline, absl::Time now) override;

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::registry
