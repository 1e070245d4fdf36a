// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/exposure/domain/proposing.hpp"

namespace mimamori::exposure {

// A venue as it is when it is judged.
struct JudgedVenue {
  VenueId id = {};
  std::string name = {};
  std::string time_zone = {};
  platform::AreaCode area = {};
};

struct VenueToJudge {
  VenueId id = {};
  int64_t mark = 0;  // of what had changed when it was read
};

// What the rule works with: the copy of what the registry tells, and its proposals.
class RuleStore {
 public:
  virtual ~RuleStore() = default;

  // The sequence of the last change of the registry that took effect here.
  virtual absl::StatusOr<int64_t> Position(absl::Time deadline) = 0;
  // Replaces what is known of the case, marks its venues, those before and those now, and keeps the position, all or
  // nothing. ABORTED (POSITION_TAKEN).
  virtual absl::Status KeepCase(absl::Time deadline, const CaseId& id, const std::vector<RecordedPlace>& places,
                                int64_t sequence) = 0;

  virtual absl::StatusOr<std::vector<VenueToJudge>> ToJudge(absl::Time deadline, int limit) = 0;
  // Lets `decide` judge the places at the venue beside the rule's exposures there that have not ended, does what it says
  // and takes the mark away. Nothing happens when another process has done it. Audited.
  using Decide = std::function<absl::StatusOr<std::vector<Judgement>>(const std::vector<RecordedPlace>&,
                                                                      const std::vector<Exposure>&)>;
  virtual absl::Status Judge(absl::Time deadline, const JudgedVenue& venue, int64_t mark, absl::Time now,
                             const Decide& decide) = 0;
  // There is nothing to judge at the venue.
  virtual absl::Status Pass(absl::Time deadline, const VenueToJudge& venue) = 0;

  // All versions. FAILED_PRECONDITION: POLICY_MALFORMED.
  virtual absl::StatusOr<ThresholdTables> Thresholds(absl::Time deadline) = 0;
  // Forgets the copies of places that ended before the moment. Returns how many.
  virtual absl::StatusOr<int64_t> ForgetPlaces(absl::Time deadline, absl::Time before) = 0;
};

}  // namespace mimamori::exposure
