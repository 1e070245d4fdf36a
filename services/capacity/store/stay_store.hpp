// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/capacity/domain/scope.hpp"
#include "services/capacity/store/stay_rows.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::capacity {

// Whether the caller may change what is at a facility that she sees.
using MayChange = std::function<absl::Status(const Facility& facility)>;

struct NewStay {
  platform::RequestId request = {};
  FacilityId facility = {};
  BedId bed = {};
  Stay stay = {};
};

struct StayDeed {
  StayId stay = {};
  DeedRow row = {};  // its object is the stay
  platform::postgres::AuditEntry audit = {};
};

// The row behind which a list, the latest recorded first, goes on.
struct StayPosition {
  absl::Time recorded = absl::InfiniteFuture();
  StayId id = {};
};

// Who lies where. Changes commit with their audit. NOT_FOUND: FACILITY_UNKNOWN, also outside of the scope. Thread-safe.
class StayStore {
 public:
  explicit StayStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // Somebody without a hold. A retry gets the stay as it is. NOT_FOUND: BED_UNKNOWN. FAILED_PRECONDITION: BED_RETIRED,
  // BED_TAKEN. ALREADY_EXISTS: REQUEST_ID_REUSED. And what `may` says.
  absl::StatusOr<KeptStay> Record(absl::Time deadline, const Scope& scope, const NewStay& stay, const MayChange& may,
                                  const platform::postgres::AuditEntry& audit);
  // Decides on the stay as it is, and keeps it. What its request did before is not done again. NOT_FOUND: STAY_UNKNOWN.
  // ALREADY_EXISTS: REQUEST_ID_REUSED. And what `may` and `decide` say.
  absl::StatusOr<KeptStay> End(absl::Time deadline, const Scope& scope, const StayDeed& deed, const MayChange& may,
                               const std::function<absl::Status(KeptStay& stay)>& decide);
  // `open`: only of those who are still there. Kept with the audit of who looked.
  absl::StatusOr<std::vector<KeptStay>> List(absl::Time deadline, const FacilityId& facility, const Scope& scope, bool open,
                                             const StayPosition& after, int limit,
                                             const platform::postgres::AuditEntry& audit);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::capacity
