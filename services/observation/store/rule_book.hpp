// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>

#include "absl/status/statusor.h"
#include "services/observation/store/policy_reader.hpp"
#include "services/observation/store/report_store.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::observation {

// By what reports are taken, judged and asked for.
struct RulesInForce {
  RuleSets triage{std::vector<RuleSets::Version>()};  // all versions: a late report is judged by those of its time
  MonitoringRules monitoring = {};
  WorkRules work = {};
  RetentionRules retention = {};
  DiaryRules diary = {};
};

// The rules in force, read ahead, so that nobody waits for them. Approved rules begin a minute later at the soonest
// (kPolicyNotice): with a Refresh every 20 seconds all know them in time.
class RuleBook {
 public:
  static constexpr absl::Duration kRefreshEvery = absl::Seconds(20);

  RuleBook(platform::postgres::Pool& pool, ReportStore& reports) : pool_(pool), reports_(reports) {}

  // Reads those in force at `now`; keeps what it had where it can't. FAILED_PRECONDITION: POLICY_MISSING, POLICY_MALFORMED.
  absl::Status Refresh(absl::Time deadline, absl::Time now);
  // UNAVAILABLE (RULES_UNREAD): they could not be read, not even once in the last minute.
  absl::StatusOr<std::shared_ptr<const RulesInForce>> Current() const;

 private:
  platform::postgres::Pool& pool_;
  ReportStore& reports_;
  mutable std::mutex mutex_;
  std::shared_ptr<const RulesInForce> rules_;
  absl::Time read_ = absl::InfinitePast();  // in the system's time
};

}  // namespace mimamori::observation
