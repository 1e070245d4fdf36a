// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/venue/domain/venue.hpp"

namespace mimamori::venue {

// An edit as it was typed: all that an operator may change. Numbers are the request's; 0 and empty mean not told.
struct VenueEditForm {
  std::string_view display_name;
  std::string_view address;
  int kind = 0;
  int32_t seat_count = 0;
  int32_t floor_area_m2 = 0;
  int32_t typical_stay_minutes = 0;
  int32_t automatic_check_out_minutes = 0;
  OpeningHoursForm opening_hours = {};
  int32_t capacity = 0;
  std::vector<VenueLinkForm> links = {};
  bool listed = false;
};

// Area and time zone are the venue's own: who is in charge of it, and on which day a stay falls, don't change under stays
// that there are. INVALID_ARGUMENT as ParseRegistration, and those of ParseVenueLinks.
absl::StatusOr<VenueDetails> ParseEdit(const VenueEditForm& form, const VenueDetails& before);

enum class EditStep {
  kApply,
  kDone,  // by the first try of the very same edit
};
// Whether `wanted`, which began with `revision`, may replace what is there. INVALID_ARGUMENT (field revision):
// MISSING_FIELD unless positive. ABORTED: VENUE_CHANGED.
absl::StatusOr<EditStep> JudgeEdit(const Venue& venue, int32_t revision, const VenueDetails& wanted);

// The same for deleting. `venue` may be deleted already.
absl::StatusOr<EditStep> JudgeDeletion(const Venue& venue, int32_t revision);

}  // namespace mimamori::venue
