// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/capacity/domain/beds.hpp"
#include "services/capacity/domain/duties.hpp"
#include "services/capacity/domain/facility.hpp"
#include "services/platform/postgres/policy_shelf.hpp"

namespace mimamori::capacity {

// A facility and its beds of one class at one moment.
struct FoundPlace {
  FacilityId id = {};
  FacilityKind kind = FacilityKind::kHospital;
  std::string display_name = {};
  std::string area_code = {};
  std::optional<Point> point = std::nullopt;
  bool accepting = false;
  std::vector<std::string> capabilities = {};
  bool has_class = false;
  Freshness freshness = Freshness::kUnknown;
  BedCounts counts = {};
  Since since = {};
};

// What a recommendation needs of places. Failures beside those named: the pool's.
class PlaceStore {
 public:
  explicit PlaceStore(platform::postgres::Pool& pool) : pool_(pool), policies_(pool) {}

  // Those that aren't closed of a prefecture (the two digits that its codes begin with), by id. FAILED_PRECONDITION:
  // POLICY_MISSING, POLICY_MALFORMED.
  absl::StatusOr<std::vector<FoundPlace>> Find(absl::Time deadline, const std::string& prefecture,
                                               const std::string& bed_class, absl::Time now);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
  platform::postgres::PolicyShelf policies_;
};

}  // namespace mimamori::capacity
