// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "services/observation/store/report_store.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::observation {

// Cases that turned out to be one person (the registry's MergeCases).
class MergeStore {
 public:
  explicit MergeStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // What was told of `duplicate`, and what was done about her, belongs to `stays` from now on; the other one is forgotten. Her
  // reports are added again as those of the one that stays and judged there, each by the rules of when it was so, and what was
  // told behind them is judged again; the rows they were told in belong to nobody. What was open of either on the worklist is
  // open. Where nobody watched `stays`, the copy of `duplicate` becomes hers, until the registry's next change tells who she is.
  // Nothing for a case that isn't watched. ABORTED: POSITION_TAKEN.
  absl::Status Merge(absl::Time deadline, const CaseId& duplicate, const CaseId& stays, const RuleSets& rules,
                     const WorkRules& work, int64_t sequence, absl::Time now);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::observation
