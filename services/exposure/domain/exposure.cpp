// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/domain/exposure.hpp"

#include <algorithm>

#include "services/platform/core/error.hpp"

namespace mimamori::exposure {
namespace {

using platform::BadField;

absl::Status Refused(const char* reason, const char* sentence) {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, reason, sentence);
}

// Whether nobody else had a part in it.
bool RestsOn(const Exposure& exposure, const std::string& officer) {
  if (exposure.proposed_by == officer || exposure.level_by == officer) return true;
  return !exposure.evidence.empty() &&
         std::ranges::all_of(exposure.evidence, [&](const Evidence& item) { return item.recorded_by == officer; });
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

std::vector<Window> WindowsOf(const Exposure& exposure, const AlertPolicy& policy) {
  std::vector<Window> windows;
  for (const Evidence& item : exposure.evidence) windows.push_back({item.start, item.end});
  if (windows.empty()) windows.push_back({exposure.start, exposure.end});
  std::ranges::sort(windows, {}, &Window::start);
  // Each is widened by the margin on both sides and by the tail at its end.
  const absl::Duration reach = 2 * policy.margin + policy.tail;
  std::vector<Window> apart;
  for (const Window& window : windows) {
    if (apart.empty() || window.start > apart.back().end + reach) {
      apart.push_back(window);
    } else {
      apart.back().end = std::max(apart.back().end, window.end);
    }
  }
  return apart;
}

std::vector<CaseId> PatientsOf(const Exposure& exposure) {
  std::vector<CaseId> patients;
  for (const Evidence& item : exposure.evidence) patients.push_back(item.case_id);
  if (patients.empty()) patients.push_back(exposure.case_id);
  std::ranges::sort(patients);
  patients.erase(std::ranges::unique(patients).begin(), patients.end());
  return patients;
}

bool NeedsReason(Level level, int recipients, const AlertPolicy& policy) {
  return level == Level::kCluster && recipients < policy.least_recipients;
}

absl::Status CheckApproval(const Exposure& exposure, const std::string& approver, int version,
                           const std::string& reason, int recipients, const AlertPolicy& policy) {
  if (exposure.state != State::kProposed) {
    return Refused("NOT_PROPOSED", "this exposure was decided already");
  }
  if (RestsOn(exposure, approver)) {
    return Refused("SAME_PERSON", "another person must approve what you proposed");
  }
  if (exposure.rule_version != 0 && exposure.level == Level::kCluster && exposure.level_by.empty()) {
    return Refused("SECOND_PERSON_REQUIRED", "two people decide to name a venue; the rule is none");
  }
  if (exposure.version != version) {
    return Refused("VERSION_CHANGED", "this exposure changed since you looked at it; look again");
  }
  if (reason.empty() && NeedsReason(exposure.level, recipients, policy)) {
    return Refused("REASON_REQUIRED", "so few people would be told that naming the venue needs a reason");
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> Recall(Exposure& exposure, const std::string& officer, absl::Time now) {
  if (exposure.state == State::kRecalled) return false;
  if (exposure.state != State::kDispatching && exposure.state != State::kDispatched) {
    return Refused("NOT_APPROVED", "this exposure was not approved: there is nothing to recall");
  }
  exposure.state = State::kRecalled;
  exposure.recalled_by = officer;
  exposure.recalled_at = now;
  return true;
}

absl::StatusOr<bool> ProposeCorrection(Exposure& exposure, const std::string& officer, absl::Time now) {
  if (!exposure.correction.proposed_by.empty()) return false;
  const auto recalled = Recall(exposure, officer, now);
  if (!recalled.ok()) return recalled.status();
  exposure.correction.proposed_by = officer;
  exposure.correction.proposed_at = now;
  return true;
}

absl::StatusOr<bool> ApproveCorrection(Exposure& exposure, const std::string& officer, int version, absl::Time now) {
  Correction& correction = exposure.correction;
  if (correction.proposed_by.empty()) return Refused("NO_CORRECTION", "nobody has proposed a correction");
  if (correction.approved_by == officer) return false;
  if (!correction.approved_by.empty()) return Refused("NOT_PROPOSED", "this correction was decided already");
  if (correction.proposed_by == officer) {
    return Refused("SAME_PERSON", "another person must approve what you proposed");
  }
  if (exposure.version != version) {
    return Refused("VERSION_CHANGED", "this exposure changed since you looked at it; look again");
  }
  correction.approved_by = officer;
  correction.approved_at = now;
  return true;
}

absl::StatusOr<bool> ChooseLevel(Exposure& exposure, const std::string& officer, int version, Level level) {
  if (exposure.state != State::kProposed) return Refused("NOT_PROPOSED", "this exposure was decided already");
  if (exposure.level == level) return false;
  if (exposure.version != version) {
    return Refused("VERSION_CHANGED", "this exposure changed since you looked at it; look again");
  }
  exposure.level = level;
  exposure.level_by = officer;
  return true;
}

}  // namespace mimamori::exposure
