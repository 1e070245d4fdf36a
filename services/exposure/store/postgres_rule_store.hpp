// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "services/exposure/store/rule_store.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::exposure {

class PostgresRuleStore final : public RuleStore {
 public:
  explicit PostgresRuleStore(platform::postgres::Pool& pool) : pool_(pool) {}

  absl::StatusOr<int64_t> Position(absl::Time deadline) override;
  absl::Status KeepCase(absl::Time deadline, const CaseId& id, const std::vector<RecordedPlace>& places,
                        int64_t sequence) override;
  absl::StatusOr<std::vector<VenueToJudge>> ToJudge(absl::Time deadline, int limit) override;
  absl::Status Judge(absl::Time deadline, const JudgedVenue& venue, int64_t mark, absl::Time now,
                     const Decide& decide) override;
  absl::Status Pass(absl::Time deadline, const VenueToJudge& venue) override;
  absl::StatusOr<ThresholdTables> Thresholds(absl::Time deadline) override;
  absl::StatusOr<int64_t> ForgetPlaces(absl::Time deadline, absl::Time before) override;

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::exposure
