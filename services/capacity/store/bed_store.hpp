// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/capacity/store/stay_store.hpp"

namespace mimamori::capacity {

struct NewBeds {
  platform::RequestId request = {};
  FacilityId facility = {};
  std::string bed_class = {};
  std::vector<std::string> display_names = {};
};

// One bed, as it is at a moment.
struct KeptBed {
  BedId id = {};
  FacilityId facility = {};
  std::string bed_class = {};
  std::string display_name = {};
  bool held = false;
  bool occupied = false;
  std::optional<absl::Time> retired = std::nullopt;

  friend bool operator==(const KeptBed&, const KeptBed&) = default;
};

struct BedPosition {
  std::string bed_class;
  std::string display_name;
};

// Beds that are known one by one. Changes commit with their audit. NOT_FOUND: FACILITY_UNKNOWN, also outside of the scope.
// Thread-safe.
class BedStore {
 public:
  explicit BedStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // All or none, in their order; a retry gets those of the first try. NOT_FOUND: WARD_UNKNOWN. ALREADY_EXISTS: BED_EXISTS,
  // REQUEST_ID_REUSED. And what `may` says.
  absl::StatusOr<std::vector<KeptBed>> Create(absl::Time deadline, const Scope& scope, const NewBeds& beds,
                                              const MayChange& may, const platform::postgres::AuditEntry& audit);
  // Idempotent. NOT_FOUND: BED_UNKNOWN. FAILED_PRECONDITION: BED_TAKEN. And what `may` says.
  absl::StatusOr<KeptBed> Retire(absl::Time deadline, const Scope& scope, const FacilityId& facility, const BedId& bed,
                                 const MayChange& may, const platform::postgres::AuditEntry& audit);
  // Those in use, by class and name.
  absl::StatusOr<std::vector<KeptBed>> List(absl::Time deadline, const FacilityId& facility, const Scope& scope,
                                            absl::Time now, const BedPosition& after, int limit);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::capacity
