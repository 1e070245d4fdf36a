// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/exposure/domain/exposure.hpp"
#include "services/exposure/domain/thresholds.hpp"

namespace mimamori::exposure {

// What an officer recorded of a case, and on which days its patient was infectious (calendar days, both included).
struct RecordedPlace {
  CaseId case_id = {};
  PlaceId place = {};
  VenueId venue = {};
  absl::Time start = {};
  absl::Time end = {};
  int participants = 0;
  std::string recorded_by = {};
  absl::CivilDay infectious_first = {};
  absl::CivilDay infectious_last = {};
  bool confirmed = true;  // by a test

  friend bool operator==(const RecordedPlace&, const RecordedPlace&) = default;
};

// What speaks for an exposure at one venue on one service day.
struct VenueDay {
  absl::CivilDay day = {};
  std::vector<Evidence> evidence = {};  // by place
  int positives = 0;               // different cases
  int participants = 0;            // the most that anybody told of an event
};

// The places of one venue by service day. Each is cut to the patient's infectious days first (midnight to midnight on the
// venue's clock, touching ends don't count) and lies whole under the service day on which what is left begins. Days in
// order; without those on which nothing counts.
std::vector<VenueDay> VenueDaysOf(const std::vector<RecordedPlace>& places, const absl::TimeZone& zone,
                                  int day_starts_hour, bool count_probable);

// The first moment of a service day.
absl::Time StartOf(absl::CivilDay day, const absl::TimeZone& zone, int day_starts_hour);

// What the rule does. `id` is nil for a new proposal.
struct Judgement {
  enum class Deed { kPropose, kUpdate, kTakeBack, kNote };
  Deed deed = Deed::kPropose;
  ExposureId id = {};
  absl::CivilDay day = {};
  std::vector<Evidence> evidence = {};  // of a proposal, new or changed
  int positives = 0;
  int needed = 0;
  int withdrawn_cases = 0;  // for kNote
  int rule_version = 0;
};

// What a day of the venue asks for, by the table in force on it.
struct Need {
  int positives = 1;
  int rule_version = 1;
};

// Compares what speaks for exposures at one venue with the rule's exposures there that have not ended:
// - enough positives and something of it untold: a proposal, or its evidence grows or shrinks;
// - not enough any more: the proposal is taken back by the rule;
// - told already: nothing, but it is noted when a case it rested on is gone. What comes on top is a proposal of its own,
//   with only what is untold as its evidence;
// - taken back or recalled by a person: nothing until there are more positives than she saw.
// `needs`: for each of `days`, in order.
std::vector<Judgement> Judge(const std::vector<VenueDay>& days, const std::vector<Need>& needs,
                             const std::vector<Exposure>& existing);

}  // namespace mimamori::exposure
