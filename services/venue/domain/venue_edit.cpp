// SPDX-License-Identifier: Apache-2.0
#include "services/venue/domain/venue_edit.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"
#include "services/venue/domain/fields.hpp"

namespace mimamori::venue {
namespace {

absl::Status CheckRevision(int32_t revision) {
  if (revision > 0) return absl::OkStatus();
  return platform::BadField("revision", "MISSING_FIELD", "revision is required: that of the venue as you saw it");
}

absl::Status Changed() {
  return platform::Failure(absl::StatusCode::kAborted, "VENUE_CHANGED",
                           "the venue was changed elsewhere in the meantime; look at it again", "revision");
}

}  // namespace

absl::StatusOr<VenueDetails> ParseEdit(const VenueEditForm& form, const VenueDetails& before) {
  Problems problems;
  const auto name = problems.Take(platform::ParseText("display_name", form.display_name, 1, 100));
  const auto address = problems.Take(platform::ParseText("address", form.address, 1, 200));
  const auto kind = problems.Take(ParseKind(form.kind));
  const auto seats = problems.Take(ParseCount("seat_count", form.seat_count, 1, kMostSeats));
  const auto metres = problems.Take(ParseCount("floor_area_m2", form.floor_area_m2, 1, kMostSquareMetres));
  const auto stay =
      problems.Take(ParseCount("typical_stay_minutes", form.typical_stay_minutes, kShortestStay, kLongestStay));
  const auto check_out = problems.Take(
      ParseCount("automatic_check_out_minutes", form.automatic_check_out_minutes, kShortestStay, kLongestStay));
  const auto hours = problems.Take(ParseOpeningHours(form.opening_hours));
  const auto capacity = problems.Take(ParseCount("capacity", form.capacity, 1, kMostPeople));
  const auto links = problems.Take(ParseVenueLinks(form.links));
  RETURN_IF_ERROR(problems.All());
  VenueDetails details = before;
  details.display_name = *name;
  details.address = *address;
  details.kind = *kind;
  details.seat_count = *seats;
  details.floor_area_m2 = *metres;
  details.typical_stay_minutes = *stay;
  details.automatic_check_out_minutes = *check_out;
  details.opening_hours = *hours;
  details.capacity = *capacity;
  details.links = *links;
  details.listed = form.listed;
  return details;
}

absl::StatusOr<EditStep> JudgeEdit(const Venue& venue, int32_t revision, const VenueDetails& wanted) {
  RETURN_IF_ERROR(CheckRevision(revision));
  if (venue.revision == revision) return EditStep::kApply;
  if (venue.revision - 1 == revision && venue.details == wanted) return EditStep::kDone;
  return Changed();
}

absl::StatusOr<EditStep> JudgeDeletion(const Venue& venue, int32_t revision) {
  RETURN_IF_ERROR(CheckRevision(revision));
  if (venue.revision != revision) return Changed();
  return venue.deleted_at ? EditStep::kDone : EditStep::kApply;
}

}  // namespace mimamori::venue
