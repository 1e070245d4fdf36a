// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/domain/stay.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::capacity {

absl::Status CheckTimes(const Stay& stay, absl::Time now) {
  if (stay.began && *stay.began > now) return platform::BadField("begin_time", "TIME_IN_FUTURE", "this lies in the future");
  if (stay.ended && *stay.ended > now) return platform::BadField("end_time", "TIME_IN_FUTURE", "this lies in the future");
  if (stay.began && stay.ended && *stay.ended <= *stay.began) {
    return platform::BadField("end_time", "EMPTY_WINDOW", "a stay ends after it began");
  }
  return absl::OkStatus();
}

absl::Status CheckArrival(const Hold& hold, absl::Time began, absl::Time now) {
  if (began > now) return platform::BadField("begin_time", "TIME_IN_FUTURE", "this lies in the future");
  if (began < hold.begins) return platform::BadField("begin_time", "TIME_BEFORE_HOLD", "the bed was not held yet");
  return absl::OkStatus();
}

absl::Status End(Stay& stay, int version, StayEnd end, absl::Time ended, absl::Time now) {
  if (stay.ended) return platform::Failure(absl::StatusCode::kFailedPrecondition, "STAY_ENDED", "she has left already");
  if (stay.version != version) {
    return platform::Failure(absl::StatusCode::kAborted, "STAY_CHANGED", "somebody else changed it; read it again");
  }
  Stay left = stay;
  left.ended = ended;
  left.end = end;
  RETURN_IF_ERROR(CheckTimes(left, now));
  ++left.version;
  stay = left;
  return absl::OkStatus();
}

}  // namespace mimamori::capacity
