// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "services/capacity/domain/bed_ids.hpp"
#include "services/capacity/domain/facility.hpp"
#include "services/capacity/domain/hold.hpp"
#include "services/capacity/domain/stay.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/change_log.hpp"
#include "services/platform/postgres/connection.hpp"

// What the stores of holds, stays and beds share. Of `holds h`; what ReadHold reads, from `first` on.
#define MIMAMORI_HOLD_COLUMNS                                                                                     \
  "h.facility_id, h.hold_id, h.bed_class, h.bed_id, h.holder_id, h.officer_id, h.state, h.begins_at, h.ends_at, " \
  "h.extended, h.version, h.request_id"
// Of `stays s`; what ReadStay reads.
#define MIMAMORI_STAY_COLUMNS                                                                                         \
  "s.facility_id, s.stay_id, s.bed_class, s.bed_id, s.holder_id, s.hold_id, s.began_at, s.ended_at, s.ended, s.version, " \
  "s.recorded_at, s.request_id"

namespace mimamori::capacity {

// Kept as a smallint: never renumber.
enum class BedDeed : int16_t { kExtended = 1, kReleased = 2, kConverted = 3, kEnded = 4 };

// A hold, whose it is, and of which bed.
struct KeptHold {
  HoldId id = {};
  FacilityId facility = {};
  std::string bed_class = {};
  std::optional<BedId> bed = std::nullopt;
  HolderId holder = {};
  OfficerId officer = {};
  platform::RequestId request = {};
  Hold hold = {};

  friend bool operator==(const KeptHold&, const KeptHold&) = default;
};
inline constexpr int kHoldColumns = 12;
KeptHold ReadHold(const platform::postgres::Rows& rows, int row, int first = 0);

struct KeptStay {
  StayId id = {};
  FacilityId facility = {};
  std::string bed_class = {};
  std::optional<BedId> bed = std::nullopt;
  std::optional<HolderId> holder = std::nullopt;
  std::optional<HoldId> hold = std::nullopt;
  absl::Time recorded = {};
  platform::RequestId request = {};
  Stay stay = {};

  friend bool operator==(const KeptStay&, const KeptStay&) = default;
};
KeptStay ReadStay(const platform::postgres::Rows& rows, int row, int first = 0);

// A class of beds at a facility.
using WardKey = std::pair<FacilityId, std::string>;

// Waits until the ward is this transaction's own; false: there is none. Whoever gives, takes or retires beds begins with it.
absl::StatusOr<bool> LockWard(platform::postgres::Connection& transaction, const WardKey& ward);

// One bed, under the lock of its ward.
struct BedSeen {
  FacilityId facility = {};
  BedId id = {};
  std::string bed_class = {};
  bool retired = false;
  std::optional<HoldId> hold = std::nullopt;  // that is live
  bool lain_in = false;                       // now, or later
};
// The class of each bed that there is, without any lock: it never changes.
absl::StatusOr<std::vector<std::pair<std::pair<FacilityId, BedId>, std::string>>> ClassesOfBeds(
    platform::postgres::Connection& connection, const std::vector<std::pair<FacilityId, BedId>>& beds);
absl::StatusOr<std::vector<BedSeen>> LookAtBeds(platform::postgres::Connection& transaction, absl::Time now,
                                                const std::vector<std::pair<FacilityId, BedId>>& beds);
// FAILED_PRECONDITION: BED_RETIRED, BED_TAKEN. `but`: a hold that may be there.
absl::Status CheckBedFree(const BedSeen& bed, const std::optional<HoldId>& but = std::nullopt);
absl::Status BedTaken();
absl::Status BedUnknown();

// That time alone ended them: in the service's own name, whoever writes it down.
absl::Status AuditExpired(platform::postgres::Connection& transaction, absl::Time now, const std::vector<KeptHold>& expired);
// Writes down which holds of these wards and holders are over, and audits it; gives those.
absl::StatusOr<std::vector<KeptHold>> ExpireHolds(platform::postgres::Connection& transaction, absl::Time now,
                                                  const std::vector<WardKey>& wards, const std::vector<HolderId>& holders);

// NOT_FOUND: HOLD_UNKNOWN.
absl::StatusOr<KeptHold> LockHold(platform::postgres::Connection& transaction, const FacilityId& facility, const HoldId& id);
absl::Status KeepHold(platform::postgres::Connection& transaction, const KeptHold& hold);

// Something done to a hold or a stay.
struct DeedRow {
  FacilityId facility = {};
  platform::Uuid object = {};
  platform::RequestId request = {};
  BedDeed deed = BedDeed::kReleased;
  std::string done_by = {};  // account
  absl::Time done_at = {};
};
// Whether an earlier try did it. ALREADY_EXISTS: REQUEST_ID_REUSED.
absl::StatusOr<bool> IsDone(platform::postgres::Connection& transaction, const DeedRow& deed);
absl::Status KeepDeed(platform::postgres::Connection& transaction, const DeedRow& deed);
absl::Status RequestIdReused();

// Those who follow holds, and those who follow the boards of their facilities, look again. The last thing in a transaction.
absl::Status TellOfHolds(platform::postgres::Connection& transaction, absl::Time now, const std::vector<KeptHold>& holds);
// The facilities' boards alone.
absl::Status TellOfBoards(platform::postgres::Connection& transaction, absl::Time now, std::vector<FacilityId> facilities);

// Of the platform's log: which hold changed. nullopt: of another topic.
std::optional<std::pair<FacilityId, HoldId>> HoldIn(const platform::postgres::Change& change);

std::vector<platform::postgres::Statement> HoldRowStatements();

}  // namespace mimamori::capacity
