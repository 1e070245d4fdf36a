// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "services/platform/postgres/pool.hpp"
#include "services/vault/store/vault_store.hpp"

namespace mimamori::vault {

class PostgresVaultStore final : public VaultStore {
 public:
  explicit PostgresVaultStore(platform::postgres::Pool& pool) : pool_(pool) {}

  absl::StatusOr<Retention> GetRetention(const Access& access) override;
  absl::StatusOr<PermitPolicy> GetPermitPolicy(const Access& access) override;
  absl::Status RecordPseudonymKeyGiven(const Access& access, std::string_view service_day) override;
  absl::Status BeginDerivation(const Access& access, std::string_view link_hash, int days) override;
  absl::Status RecordOpening(const Access& access, const Permit& permit, int asked, int opened) override;
  absl::Status BeginMatching(const Access& access, EventId event, int contacts) override;
  absl::Status EndEvent(const Access& access, EventId event) override;
  absl::Status RecordDestruction(const Access& access, KeyKind kind, std::string_view period) override;
  absl::StatusOr<std::vector<EventKey>> ListEventKeys(const Access& access,
                                                      const std::vector<EventId>& events) override;

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::vault
