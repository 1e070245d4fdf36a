// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/admission/domain/needs.hpp"
#include "services/admission/domain/travel.hpp"
#include "services/platform/core/area_code.hpp"
#include "services/platform/core/id.hpp"

namespace mimamori::admission {

struct FacilityTag { static constexpr const char* kName = "facility_id"; };
using FacilityId = platform::Id<FacilityTag>;

// Who places her, out of what. Kept as a smallint: never renumber.
enum class Pool : int16_t {
  kArea = 1,        // her health centre, in its own area, up to its quota
  kPrefecture = 2,  // the prefecture's overflow desk, anywhere in it
};

enum class Freshness : int16_t { kFresh = 1, kOverdue = 2, kUnknown = 3 };

// Beds of the class that is asked for at one facility, and all that is known of them at that moment.
struct Place {
  FacilityId facility = {};
  platform::AreaCode area = {};
  bool accepting = false;
  Freshness freshness = Freshness::kUnknown;
  std::set<std::string> capabilities = {};
  bool has_class = false;                      // it has such beds at all
  std::optional<int> staffed = std::nullopt;
  std::optional<int> free = std::nullopt;      // as `capacity` says: holds and arrivals are off it
  int promised = 0;                            // by offers that are open, or accepted and not held yet
  int recent = 0;                              // patients placed there within the time of fairness
  std::optional<int> minutes = std::nullopt;   // on the way
  bool declined = false;                       // this patient, before
  bool known_there = false;                    // she was there before

  friend bool operator==(const Place&, const Place&) = default;
};

struct Asked {
  Needs needs = {};
  platform::AreaCode area = {};
  Pool pool = Pool::kArea;
  std::optional<int> quota = std::nullopt;  // beds of the class that her area may fill by itself; none: any
  int quota_used = 0;

  friend bool operator==(const Asked&, const Asked&) = default;
};

// A version of policy `admission.recommendation`. Points are costs: whoever has the fewest comes first. A minute is a point.
struct RecommendRules {
  struct OccupancyStep {
    int over_permille = 0;  // of staffed beds, with her
    int points = 0;

    friend bool operator==(const OccupancyStep&, const OccupancyStep&) = default;
  };
  TravelRules travel = {};
  int most_minutes = 180;      // on the way; farther is too far
  int unknown_minutes = 60;    // that count where the way is not known
  std::vector<OccupancyStep> occupancy = {{850, 15}, {900, 40}};  // rising; the last that is passed counts
  int recent_points = 2;       // for each recent patient a hundred staffed beds
  int recent_hours = 24;       // which is recent
  int continuity_points = 30;  // taken off where she is known
  int overdue_points = 10;     // for a report that is late
  bool overdue_taken = true;   // false: such a place is left out

  friend bool operator==(const RecommendRules&, const RecommendRules&) = default;
};
// FAILED_PRECONDITION (POLICY_MALFORMED), with the path as the field.
absl::Status CheckRecommendRules(const RecommendRules& rules);

// Why a place stands where it stands. Kept as numbers: never renumber.
enum class Reason : int16_t {
  kTravel = 1,         // value: minutes
  kTravelUnknown = 2,  // limit: minutes that count
  kOccupancy = 3,      // value: per mille with her; limit: that was passed
  kFairness = 4,       // value: recent patients; limit: staffed beds
  kContinuity = 5,
  kOverdue = 6,
  // Why it is left out.
  kNoSuchBeds = 20,
  kNotAccepting = 21,
  kBedsUnknown = 22,        // no report, or one too old
  kNoBedFree = 23,
  kAllPromised = 24,        // value: promised; limit: free
  kCapabilityMissing = 25,  // word: which
  kTooFar = 26,             // value: minutes; limit
  kOtherPool = 27,          // for the prefecture's desk
  kQuotaUsed = 28,          // value: used; limit
  kDeclined = 29,
};

struct Note {
  Reason reason = Reason::kTravel;
  int value = 0;
  int limit = 0;
  int points = 0;
  std::string word = {};

  friend bool operator==(const Note&, const Note&) = default;
};

struct Candidate {
  FacilityId facility = {};
  bool taken = false;
  int cost = 0;                   // the sum of its notes' points
  int open = 0;                   // beds that may be offered
  std::vector<Note> notes = {};   // by reason; of one that is left out only why, and every why

  friend bool operator==(const Candidate&, const Candidate&) = default;
};

struct Recommendation {
  std::vector<Candidate> candidates = {};  // taken ones, the best first; then the others by facility
  bool overflow = false;                   // her area has nothing for her: over to the prefecture's desk

  const Candidate* Best() const { return candidates.empty() || !candidates.front().taken ? nullptr : &candidates.front(); }
  const Candidate* Find(const FacilityId& facility) const;

  friend bool operator==(const Recommendation&, const Recommendation&) = default;
};

// Points that the n-th further patient (1, 2, …) costs a place for what it is filled to.
Note OccupancyOf(const RecommendRules& rules, const Place& place, int further);
// A function of what is in `asked` and `places` alone, whatever order they come in: whole numbers, and of equal ones the
// shorter way, then more open beds, then the facility's id.
Recommendation Recommend(const RecommendRules& rules, const Asked& asked, const std::vector<Place>& places);

}  // namespace mimamori::admission
