// SPDX-License-Identifier: Apache-2.0
#include "services/registry/domain/place.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::registry {
namespace {

using platform::BadField;
using platform::Failure;

constexpr int kMostParticipants = 100'000;

absl::Status CheckStanding(const Case& patient) {
  if (!patient.withdrawn_at) return absl::OkStatus();
  return Failure(absl::StatusCode::kFailedPrecondition, "CASE_WITHDRAWN", "this case was taken back");
}

}  // namespace

absl::Status CheckWhereabouts(const Whereabouts& where, absl::Time now, const PlacePolicy& policy) {
  if (where.start >= where.end) return BadField("end_time", "EMPTY_WINDOW", "the stay must end after it starts");
  if (where.end - where.start > policy.longest) {
    return BadField("end_time", "WINDOW_TOO_LONG", "the stay is longer than one stay may be");
  }
  if (where.end > now) return BadField("end_time", "WINDOW_IN_FUTURE", "the stay has not ended yet");
  if (where.start < now - policy.oldest) {
    return BadField("start_time", "WINDOW_TOO_OLD", "nobody could be told of so old a stay any more");
  }
  if (where.participants < 0 || where.participants > kMostParticipants) {
    return BadField("participants", "BAD_COUNT", "participants is 0 to 100,000");
  }
  return absl::OkStatus();
}

absl::Status CheckAddition(const Case& patient, int places, const PlacePolicy& policy) {
  RETURN_IF_ERROR(CheckStanding(patient));
  if (places < policy.most) return absl::OkStatus();
  return Failure(absl::StatusCode::kFailedPrecondition, "TOO_MANY_PLACES", "this case has as many places as one may");
}

absl::StatusOr<bool> CorrectPlace(const Case& patient, Place& place, int version, const Whereabouts& wanted,
                                  const std::string& officer) {
  RETURN_IF_ERROR(CheckStanding(patient));
  if (place.withdrawn_at) {
    return Failure(absl::StatusCode::kFailedPrecondition, "PLACE_WITHDRAWN", "this place was taken back");
  }
  const bool seen = version == place.version;
  const bool again = version == place.version - 1;
  if (place.where == wanted && (seen || again)) return false;
  if (!seen) {
    return Failure(absl::StatusCode::kAborted, "PLACE_CHANGED", "this place changed since you looked at it; look again");
  }
  place.where = wanted;
  place.recorded_by = officer;
  return true;
}

bool WithdrawPlace(Place& place, absl::Time now) {
  if (place.withdrawn_at) return false;
  place.withdrawn_at = now;
  return true;
}

}  // namespace mimamori::registry
