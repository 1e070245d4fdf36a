// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "services/observation/domain/silence.hpp"
#include "services/observation/domain/worklist.hpp"
#include "services/observation/store/reminder_store.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::observation {

// Puts those on the worklist who don't report. Failures are those of the pool.
class SilenceStore {
 public:
  explicit SilenceStore(platform::postgres::Pool& pool) : pool_(pool) {}

  struct Rules {
    const MonitoringRules& monitoring;
    const WorkRules& work;
  };
  // Who may have reached a rung: of a group those of one risk. A person whom another writer holds is left for the next time.
  struct Query {
    SlotGroup group;
    Rung rung = Rung::kCall;  // or kWelfareCheck
    bool high_risk = false;
    bool unwell = false;
    int64_t after = 0;  // patient
    int limit = 500;
  };
  struct Climbed {
    int64_t last = 0;  // patient that was looked at last; 0: none is left
    int listed = 0;    // that were put on the list, or higher
  };
  // In one transaction. Each is judged once more by SilenceOf, as she is when she is locked.
  absl::StatusOr<Climbed> Climb(absl::Time deadline, const Rules& rules, const Query& query, absl::Time now);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::observation
