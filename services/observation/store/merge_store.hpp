// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "services/observation/store/report_store.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::observation {

// One that could not be made, since what was told of the duplicate can't be read.
struct SetAsideMerge {
  CaseId duplicate = {};
  CaseId stays = {};
  int tries = 0;
};

// Cases that turned out to be one person (the registry's MergeCases).
class MergeStore {
 public:
  // From when one is set aside until it is tried again.
  static constexpr absl::Duration kFirstPause = absl::Minutes(15);

  explicit MergeStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // What was told of `duplicate`, and what was done about her, belongs to `stays` from now on; the other one is forgotten. Her
  // reports are added again as those of the one that stays and judged there, each by the rules of when it was so, and what was
  // told behind them is judged again; the rows they were told in belong to nobody. What was open of either on the worklist is
  // open. Where nobody watched `stays`, the copy of `duplicate` becomes hers, until the registry's next change tells who she is.
  // Nothing for a case that isn't watched. ABORTED: POSITION_TAKEN.
  absl::Status Merge(absl::Time deadline, const CaseId& duplicate, const CaseId& stays, const RuleSets& rules,
                     const WorkRules& work, int64_t sequence, absl::Time now);

  // Takes the registry's change for followed, without the merge: she is watched as she was until it can be made. Audited.
  // ABORTED: POSITION_TAKEN.
  absl::Status SetAside(absl::Time deadline, const CaseId& duplicate, const CaseId& stays, int64_t sequence, absl::Time now);
  absl::StatusOr<std::vector<SetAsideMerge>> Due(absl::Time deadline, absl::Time now);
  // As Merge, into the case that stays by now; one that was made, or is made by another process, is none any more.
  absl::Status Retry(absl::Time deadline, const SetAsideMerge& merge, const RuleSets& rules, const WorkRules& work,
                     absl::Time now);
  absl::Status Postpone(absl::Time deadline, const SetAsideMerge& merge, absl::Time until);
  absl::StatusOr<int64_t> CountSetAside(absl::Time deadline);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::observation
