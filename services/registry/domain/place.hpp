// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/registry/domain/case.hpp"

namespace mimamori::registry {

struct PlaceTag { static constexpr const char* kName = "place_id"; };
using PlaceId = platform::Id<PlaceTag>;
using platform::VenueId;

// How a place became known. Kept as a smallint: never renumber.
enum class PlaceSource : int16_t { kInterview = 1, kConsent = 2 };

// What an officer says of a place: where the patient was in a half-open window, and at an event of how many (0: none).
struct Whereabouts {
  VenueId venue;
  absl::Time start;
  absl::Time end;
  int participants = 0;

  friend bool operator==(const Whereabouts&, const Whereabouts&) = default;
};

struct Place {
  PlaceId id;
  CaseId case_id;
  Whereabouts where;
  PlaceSource source = PlaceSource::kInterview;
  std::string recorded_by = {};  // account that wrote it last
  int version = 1;
  std::optional<absl::Time> withdrawn_at = std::nullopt;

  friend bool operator==(const Place&, const Place&) = default;
};

// Policy `registry.places`.
struct PlacePolicy {
  absl::Duration longest;  // one stay
  absl::Duration oldest;   // how far back one may begin: what nobody could be told of any more is not asked for
  int most = 200;          // of one case
  absl::Duration kept;     // after a place's end; never longer than the case

  friend bool operator==(const PlacePolicy&, const PlacePolicy&) = default;
};

// BadField: EMPTY_WINDOW, WINDOW_TOO_LONG, WINDOW_IN_FUTURE, WINDOW_TOO_OLD, BAD_COUNT (participants not 0–100,000).
absl::Status CheckWhereabouts(const Whereabouts& where, absl::Time now, const PlacePolicy& policy);

// Whether a place may be recorded for the case. FAILED_PRECONDITION: CASE_WITHDRAWN, TOO_MANY_PLACES.
absl::Status CheckAddition(const Case& patient, int places, const PlacePolicy& policy);

// True: `place` is changed and has to be kept. False: it says so already, a retry. FAILED_PRECONDITION: CASE_WITHDRAWN,
// PLACE_WITHDRAWN. ABORTED: PLACE_CHANGED.
absl::StatusOr<bool> CorrectPlace(const Case& patient, Place& place, int version, const Whereabouts& wanted,
                                  const std::string& officer);

// False when it was withdrawn before.
bool WithdrawPlace(Place& place, absl::Time now);

}  // namespace mimamori::registry
