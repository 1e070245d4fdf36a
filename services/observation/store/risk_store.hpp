// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "services/observation/store/patient_store.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::observation {

// By what it is told who is at high risk.
struct RiskBasis {
  int rules_version = 0;
  int64_t year = 0;

  friend bool operator==(const RiskBasis&, const RiskBasis&) = default;
};

// Who is at high risk, told anew when the rules or the year change.
class RiskStore {
 public:
  explicit RiskStore(platform::postgres::Pool& pool) : pool_(pool) {}

  struct Step {
    bool done = true;  // everybody was weighed on that basis
    int changed = 0;
  };
  // Weighs the next `limit` people on that basis and keeps who is weighed otherwise than before, and how far this came, in one
  // commit. A basis that is none of the last one begins with the first person.
  absl::StatusOr<Step> Weigh(absl::Time deadline, const RiskBasis& basis,
                             const std::function<bool(const Patient&)>& high_risk, int limit);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::observation
