// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/capacity/domain/anomaly.hpp"
#include "services/capacity/domain/scope.hpp"
#include "services/capacity/store/hold_rows.hpp"
#include "services/capacity/store/hold_writer.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/policy_shelf.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::capacity {

// The row behind which a list, the latest first, goes on.
struct HoldPosition {
  absl::Time begins = absl::InfiniteFuture();
  HoldId id = {};
};

// Somebody does something to a hold; `audit` without object and area.
struct HoldDeed {
  HoldId hold = {};
  DeedRow row = {};  // its object is the hold
  platform::postgres::AuditEntry audit = {};
};

// Who comes with a hold.
struct Arrival {
  std::optional<BedId> bed = std::nullopt;  // another than was held
  absl::Time began = {};
};
struct Converted {
  KeptHold hold;
  KeptStay stay;
};

// A hold that changed, as it is by now, and the stay that it became; without a hold: it is forgotten.
struct HoldNews {
  int64_t sequence = 0;
  FacilityId facility = {};
  HoldId id = {};
  std::optional<KeptHold> hold = std::nullopt;
  std::optional<KeptStay> stay = std::nullopt;
};

// Beds that are promised. Changes commit with their audit and are told to those who follow. Failures beside those named: the
// pool's. Thread-safe.
class HoldStore {
 public:
  explicit HoldStore(platform::postgres::Pool& pool) : pool_(pool), shelf_(pool) {}

  // Gives beds in the order of `asked`: of each its hold, or why there is none (HoldService.CreateHold).
  absl::StatusOr<std::vector<absl::StatusOr<KeptHold>>> Create(absl::Time deadline, absl::Time now,
                                                               const std::vector<NewHold>& asked, const TakingRules& rules);
  // By the rules in force.
  absl::StatusOr<std::vector<absl::StatusOr<KeptHold>>> Give(absl::Time deadline, absl::Time now,
                                                             const std::vector<NewHold>& asked);
  // Policies capacity.holds and the duty to report, in force at that moment. FAILED_PRECONDITION: POLICY_MISSING,
  // POLICY_MALFORMED.
  absl::StatusOr<TakingRules> Rules(absl::Time deadline, absl::Time now);
  // Policy capacity.anomalies, likewise.
  absl::StatusOr<AnomalyRules> Anomalies(absl::Time deadline, absl::Time now);

  // Decides on the hold as it is, and keeps it. What its request did before is not done again: the hold as it is by now.
  // NOT_FOUND: HOLD_UNKNOWN. ALREADY_EXISTS: REQUEST_ID_REUSED. And what `decide` says.
  absl::StatusOr<KeptHold> Change(absl::Time deadline, const HoldDeed& deed,
                                  const std::function<absl::Status(Hold& hold)>& decide);
  // The hold ends as `decide` says, and a stay begins. NOT_FOUND: HOLD_UNKNOWN, BED_UNKNOWN. FAILED_PRECONDITION: BED_RETIRED,
  // BED_TAKEN, OTHER_CLASS. ALREADY_EXISTS: REQUEST_ID_REUSED.
  absl::StatusOr<Converted> Convert(absl::Time deadline, const HoldDeed& deed, const Arrival& arrival,
                                    const std::function<absl::Status(Hold& hold)>& decide);

  // Of a facility, those of a state at that moment, the latest first; kept with the audit of who looked. NOT_FOUND:
  // FACILITY_UNKNOWN, also outside of the scope.
  absl::StatusOr<std::vector<KeptHold>> List(absl::Time deadline, const FacilityId& facility, const Scope& scope,
                                             std::optional<HoldState> state, const HoldPosition& after, int limit,
                                             const platform::postgres::AuditEntry& audit);
  // Holds that began within a time at facilities of the scope, `limit` at most; kept with the audit of who looked.
  absl::StatusOr<std::vector<HoldSeen>> Seen(absl::Time deadline, const Scope& scope, absl::Time start, absl::Time end,
                                             int limit, const platform::postgres::AuditEntry& audit);

  // Writes down which holds are over, `limit` of them at most. How many.
  absl::StatusOr<int> ExpireOver(absl::Time deadline, absl::Time now, int limit);
  // Holds and stays that ended longer ago than policy capacity.hold_retention says, with what was done to them.
  absl::Status Forget(absl::Time deadline, absl::Time now);

  // The changes behind a sequence, each hold as it is by now, and the sequence up to which was read. OUT_OF_RANGE
  // (CHANGES_DROPPED): it is too long ago; read All, then follow from LastChange before that.
  struct News {
    std::vector<HoldNews> holds;
    int64_t through = 0;
  };
  absl::StatusOr<News> NewsAfter(absl::Time deadline, int64_t sequence, int limit);
  absl::StatusOr<int64_t> LastChange(absl::Time deadline);
  // Every hold there is, by facility and id, from behind one.
  absl::StatusOr<std::vector<HoldNews>> All(absl::Time deadline, const FacilityId& after_facility, const HoldId& after,
                                            int limit);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
  platform::postgres::PolicyShelf shelf_;
};

}  // namespace mimamori::capacity
