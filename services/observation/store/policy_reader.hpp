// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/observation/domain/release.hpp"
#include "services/observation/domain/rule_set.hpp"
#include "services/observation/domain/silence.hpp"
#include "services/observation/domain/worklist.hpp"

namespace mimamori::observation {

// Policy bodies as JSON objects, by the shapes that the shipped versions show (migrations). Every
// figure must be there. FAILED_PRECONDITION (POLICY_MALFORMED), with the path of what is wrong as the field; also for what
// CheckRuleSet, CheckMonitoringRules, CheckReleaseRules and CheckWorkRules refuse. Versions are not in the bodies.
absl::StatusOr<RuleSet> ReadRuleSet(const std::string& json);
absl::StatusOr<MonitoringRules> ReadMonitoringRules(const std::string& json);
absl::StatusOr<ReleaseRules> ReadReleaseRules(const std::string& json);
absl::StatusOr<WorkRules> ReadWorkRules(const std::string& json);

// Policy `observation.retention`: days that reports are kept, from when they were so; how old one may be when it comes; for how
// long it is known whom a mail reminded, and what officers wrote about whom they spoke to.
struct RetentionRules {
  int report_days = 0;
  int oldest_report_days = 0;
  int reminder_days = 0;
  int note_days = 0;

  friend bool operator==(const RetentionRules&, const RetentionRules&) = default;
};
absl::StatusOr<RetentionRules> ReadRetentionRules(const std::string& json);

// Policy `observation.diary`: reports that are taken of one person in an hour, however well she is.
struct DiaryRules {
  int reports_an_hour = 0;

  friend bool operator==(const DiaryRules&, const DiaryRules&) = default;
};
absl::StatusOr<DiaryRules> ReadDiaryRules(const std::string& json);

}  // namespace mimamori::observation
