// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/rule_book.hpp"

#include <utility>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/policies.hpp"

namespace mimamori::observation {

using platform::postgres::PolicyAt;

absl::Status RuleBook::Refresh(absl::Time deadline, absl::Time now) {
  const absl::Time began = absl::Now();
  auto rules = std::make_shared<RulesInForce>();
  ASSIGN_OR_RETURN(rules->triage, reports_.Rules(deadline));
  ASSIGN_OR_RETURN(rules->work, reports_.Work(deadline, now));
  ASSIGN_OR_RETURN(const auto monitoring, PolicyAt(pool_, deadline, "observation.monitoring", now));
  ASSIGN_OR_RETURN(rules->monitoring, ReadMonitoringRules(monitoring.body));
  rules->monitoring.version = monitoring.version;
  ASSIGN_OR_RETURN(const auto retention, PolicyAt(pool_, deadline, "observation.retention", now));
  ASSIGN_OR_RETURN(rules->retention, ReadRetentionRules(retention.body));
  ASSIGN_OR_RETURN(const auto diary, PolicyAt(pool_, deadline, "observation.diary", now));
  ASSIGN_OR_RETURN(rules->diary, ReadDiaryRules(diary.body));
  const std::lock_guard lock(mutex_);
  rules_ = std::move(rules);
  read_ = began;
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const RulesInForce>> RuleBook::Current() const {
  const std::lock_guard lock(mutex_);
  if (absl::Now() - read_ <= platform::postgres::kPolicyNotice) return rules_;
  return platform::Failure(absl::StatusCode::kUnavailable, "RULES_UNREAD", "the rules can't be read at the moment");
}

}  // namespace mimamori::observation
