// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/capacity/domain/duties.hpp"
#include "services/capacity/domain/facility.hpp"
#include "services/capacity/domain/report.hpp"
#include "services/capacity/domain/scope.hpp"
#include "services/capacity/store/facility_store.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::capacity {

// Beds of one class at a facility, by its latest report and what happened since.
struct BoardWard {
  std::string bed_class;
  ClassReport told;
  Since since;
};

// One facility as the board shows it.
struct BoardEntry {
  Facility facility;
  std::vector<BoardWard> wards;  // by class
};

// A facility that is to be looked at again.
struct BoardChange {
  int64_t sequence = 0;
  FacilityId facility;
  platform::AreaCode area;
};

// Beds as they are. What is closed is not on the board.
class BoardStore {
 public:
  explicit BoardStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // By area and name, from behind a position; of one area where it is named.
  absl::StatusOr<std::vector<BoardEntry>> Read(absl::Time deadline, const Scope& scope,
                                               const std::optional<platform::AreaCode>& area,
                                               const std::optional<FacilityPosition>& after, int limit);
  // Some facilities; those that are not there for the scope and area are left out.
  absl::StatusOr<std::vector<BoardEntry>> Among(absl::Time deadline, const Scope& scope,
                                                const std::optional<platform::AreaCode>& area,
                                                const std::vector<FacilityId>& ids);
  // Policy capacity.duty. FAILED_PRECONDITION: POLICY_MISSING, POLICY_MALFORMED.
  absl::StatusOr<DutyRules> DutiesAt(absl::Time deadline, absl::Time now);

  // Changes behind a sequence, and the sequence up to which was read. OUT_OF_RANGE (CHANGES_DROPPED): it is too long ago; read the
  // board, then follow from LastChange before that.
  struct News {
    std::vector<BoardChange> changes;
    int64_t through = 0;
  };
  absl::StatusOr<News> NewsAfter(absl::Time deadline, int64_t sequence, int limit);
  absl::StatusOr<int64_t> LastChange(absl::Time deadline);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::capacity
