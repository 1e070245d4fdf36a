// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "services/capacity/domain/duties.hpp"
#include "services/capacity/domain/figure_table.hpp"
#include "services/capacity/domain/scope.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::capacity {

// Beds added up. What is closed counts no more.
class FigureStore {
 public:
  explicit FigureStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // As it is by now, with the plans of `today`; of one area where it is named.
  absl::StatusOr<FigureTable> Now(absl::Time deadline, const Scope& scope, const std::optional<platform::AreaCode>& area,
                                  const DutyRules& duties, absl::Time now, absl::CivilDay today);
  // By the last report of each facility that day, which ended at `end`; who told nothing that day is unknown.
  absl::StatusOr<FigureTable> OnDay(absl::Time deadline, const Scope& scope, const std::optional<platform::AreaCode>& area,
                                    absl::CivilDay day, absl::Time end);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  // What was promised, and facilities that promised beds of which they never told.
  absl::Status AddPlans(absl::Time deadline, const Scope& scope, const std::optional<platform::AreaCode>& area,
                        absl::CivilDay day, absl::Time until, FigureTable& table);

  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::capacity
