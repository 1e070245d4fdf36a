// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "services/exposure/store/exposure_store.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::exposure {

class PostgresExposureStore final : public ExposureStore {
 public:
  explicit PostgresExposureStore(platform::postgres::Pool& pool) : pool_(pool) {}

  absl::StatusOr<Exposure> Propose(absl::Time deadline, const Exposure& exposure, const RequestId& request,
                                   const AuditEntry& audit) override;
  absl::StatusOr<Exposure> Get(absl::Time deadline, const ExposureId& id, const Scope& scope) override;
  absl::Status Audit(absl::Time deadline, const AuditEntry& audit) override;
  absl::StatusOr<Page> List(absl::Time deadline, const Scope& scope, int64_t before, int limit) override;
  absl::StatusOr<Exposure> Change(absl::Time deadline, const ExposureId& id, const Scope& scope,
                                  const std::function<absl::Status(Exposure&)>& decide,
                                  const AuditEntry& audit) override;
  absl::StatusOr<std::vector<Exposure>> Dispatching(absl::Time deadline) override;
  absl::StatusOr<std::vector<ExposureId>> Recalling(absl::Time deadline) override;
  absl::Status FinishRecall(absl::Time deadline, const ExposureId& id, absl::Time now) override;
  absl::StatusOr<bool> IsGathered(absl::Time deadline, const ExposureId& id) override;
  absl::StatusOr<ToldBefore> PeopleTold(absl::Time deadline, const ExposureId& id) override;
  absl::StatusOr<bool> KeepRecipients(absl::Time deadline, const ExposureId& id,
                                      const std::vector<Recipient>& recipients, const std::vector<ExposureId>& heeded,
                                      absl::Time now) override;
  absl::StatusOr<std::vector<Recipient>> Waiting(absl::Time deadline, const ExposureId& id, int limit) override;
  absl::Status MarkQueued(absl::Time deadline, const ExposureId& id, const std::vector<std::string>& contact_macs,
                          absl::Time now) override;
  absl::Status FinishDispatch(absl::Time deadline, const ExposureId& id) override;
  absl::StatusOr<std::vector<ExposureId>> DueToEnd(absl::Time deadline, absl::Time before) override;
  absl::Status End(absl::Time deadline, const ExposureId& id, absl::Time now) override;
  absl::StatusOr<AlertPolicy> AlertPolicyAt(absl::Time deadline, absl::Time at) override;
  absl::StatusOr<int> RetentionDaysAt(absl::Time deadline, absl::Time at) override;

  // Every statement this store can run; a test prepares each against the migrated schema.
  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::exposure
