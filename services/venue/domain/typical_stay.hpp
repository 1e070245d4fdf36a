// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "services/venue/domain/venue.hpp"

namespace mimamori::venue {

// Policy `venue.typical_stay`: how long a visitor of each kind of venue usually stays, which is where an open stay is
// taken to end (assumed) until it is checked out.
class TypicalStay {
 public:
  // `minutes`: by the kinds' names in the policy (food, cluster_prone, indoor_leisure, hall, other).
  // FAILED_PRECONDITION (POLICY_MALFORMED) with the kind when a kind is missing or unknown, or not within 15–1,425 minutes.
  static absl::StatusOr<TypicalStay> Of(const std::map<std::string, int32_t>& minutes);

  int32_t MinutesFor(VenueKind kind) const;
  // What was told, or else the policy's value for the kind.
  VenueDetails FillIn(VenueDetails details) const;

 private:
  std::map<VenueKind, int32_t> minutes_;
};

}  // namespace mimamori::venue
