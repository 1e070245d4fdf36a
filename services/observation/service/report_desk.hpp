// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "services/observation/store/report_store.hpp"
#include "services/observation/store/rule_book.hpp"
#include "services/platform/core/clock.hpp"
#include "services/platform/postgres/group_commit.hpp"

namespace mimamori::observation {

using ReportCommits = platform::postgres::GroupCommit<NewReport, HandedIn>;

// Keeps what comes in at one moment in one commit.
class ReportDesk {
 public:
  ReportDesk(ReportStore& reports, const RuleBook& rules) : reports_(reports), rules_(rules) {}

  // For ReportCommits; as ReportStore::HandIn, by the rules in force.
  absl::StatusOr<std::vector<absl::StatusOr<HandedIn>>> Keep(absl::Time deadline, const std::vector<NewReport>& reports);

 private:
  ReportStore& reports_;
  const RuleBook& rules_;
};

}  // namespace mimamori::observation
