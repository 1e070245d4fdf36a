// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>

#include "absl/status/statusor.h"
#include "services/visit/domain/policy.hpp"
#include "services/visit/domain/stay.hpp"
#include "services/visit/domain/venue_events.hpp"

namespace mimamori::visit {

// What a venue's code means for a stay there.
struct PlaceTerms {
  VenueId venue;
  int32_t space = 0;
  absl::TimeZone zone;
  absl::Duration typical_stay;
  std::span<const OpenSpan> hours = {};  // empty: not known; as long-lived as what it is taken from
  absl::Duration automatic_check_out = {};  // zero: never
  std::span<const EventTerms> events = {};  // as long-lived as what it is taken from
};

struct Arrival {
  RequestId request;
  std::optional<absl::Time> told;  // arrive_time of the request; nullopt: now
  std::optional<absl::Time> shown_at = std::nullopt;  // the minute of a kiosk's code; nullopt: a code on the wall
};

// When and under which day a stay is kept.
struct Opening {
  absl::CivilDay service_day;
  absl::Time arrived_at;
  absl::Time matched_until;
  int16_t marks = kNoMark;
  Ending ending = Ending::kOpen;  // or kTimed
  int32_t event = 0;              // within which it opens; 0: none
};

// Decides when a stay opens, and when it ends if nobody does anything: at the end of the event that it begins within, where
// the event says so, or by the venue's rule, where there is one; else the typical stay is assumed. The service day comes
// from what a retry repeats, the told arrival or else the time inside the request id, so that a retry after 05:00 finds the
// row of the first try; the arrival is told or else `now`. An arrival out of hours opens a stay as any other does, and is
// marked.
//
// REQUEST_ID_NOT_TIMED: request_id is not a version 7 UUID. ARRIVAL_IN_FUTURE, ARRIVAL_TOO_OLD: told arrival or request
// id beyond clock skew or the offline limit.
absl::StatusOr<Opening> OpenStay(const Arrival& arrival, const PlaceTerms& place, absl::Time now,
                                 const StayPolicy& policy);

// How many came together: 1–50, and 1 for 0. BAD_COUNT (field people).
absl::StatusOr<int16_t> PeopleOf(int told);

// The end of a stay that goes on with a scan at `now`: again as if it began there, never beyond the longest stay.
absl::Time ExtendedUntil(absl::Time arrived_at, absl::Time now, const PlaceTerms& place, const StayPolicy& policy);

// The end of a stay when its visitor says she left. A stay that ended already can only become shorter (privacy rule 15).
// DEPARTURE_IN_FUTURE, DEPARTURE_BEFORE_ARRIVAL (field leave_time).
absl::StatusOr<absl::Time> LeftAt(absl::Time told, const Stay& stay, absl::Time now, const StayPolicy& policy);

}  // namespace mimamori::visit
