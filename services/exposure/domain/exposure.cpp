// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/domain/exposure.hpp"

#include "services/platform/core/error.hpp"

namespace mimamori::exposure {
namespace {

using platform::BadField;

absl::Status Refused(const char* reason, const char* sentence) {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, reason, sentence);
}

}  // namespace

absl::Status CheckWindow(absl::Time start, absl::Time end, absl::Time now, const AlertPolicy& policy) {
  if (start >= end) return BadField("end_time", "EMPTY_WINDOW", "the window must end after it starts");
  if (end - start > policy.longest_window) {
    return BadField("end_time", "WINDOW_TOO_LONG", "the window is longer than one exposure may be");
  }
  if (end > now) return BadField("end_time", "WINDOW_IN_FUTURE", "the window has not ended yet");
  if (start < now - policy.oldest) {
    return BadField("start_time", "WINDOW_TOO_OLD", "stays of that time are no longer kept");
  }
  return absl::OkStatus();
}

bool NeedsReason(Level level, int recipients, const AlertPolicy& policy) {
  return level == Level::kCluster && recipients < policy.least_recipients;
}

absl::Status CheckApproval(const Exposure& exposure, const std::string& approver, int version,
                           const std::string& reason, int recipients, const AlertPolicy& policy) {
  if (exposure.state != State::kProposed) {
    return Refused("NOT_PROPOSED", "this exposure was decided already");
  }
  if (exposure.proposed_by == approver) {
    return Refused("SAME_PERSON", "another person must approve what you proposed");
  }
  if (exposure.version != version) {
    return Refused("VERSION_CHANGED", "this exposure changed since you looked at it; look again");
  }
  if (reason.empty() && NeedsReason(exposure.level, recipients, policy)) {
    return Refused("REASON_REQUIRED", "so few people would be told that naming the venue needs a reason");
  }
  return absl::OkStatus();
}

}  // namespace mimamori::exposure
