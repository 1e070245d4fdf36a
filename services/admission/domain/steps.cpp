// SPDX-License-Identifier: Apache-2.0
#include "services/admission/domain/steps.hpp"

#include <algorithm>

#include "services/platform/core/error.hpp"

namespace mimamori::admission {
namespace {

constexpr absl::Duration kFirstPause = absl::Seconds(2);
constexpr absl::Duration kLongestPause = absl::Minutes(5);

Step New(StepKind kind, absl::Time moment) { return {.id = StepId::Random(), .kind = kind, .moment = moment}; }

Step Placed(std::string_view status, bool severe, absl::Time moment) {
  Step step = New(StepKind::kPlaceCase, moment);
  step.word = status;
  step.severe = severe;
  return step;
}

Step Ended(std::string_view end, absl::Time moment) {
  Step step = New(StepKind::kEndStay, moment);
  step.word = end;
  return step;
}

Step Mailed(std::string_view name, const FacilityId& facility, absl::Time moment) {
  Step step = New(StepKind::kMail, moment);
  step.facility = facility;
  step.word = name;
  return step;
}

}  // namespace

std::string_view StatusOf(DischargeTo to) {
  switch (to) {
    case DischargeTo::kHome: return "HOME";
    case DischargeTo::kReleased: return "RELEASED";
    case DischargeTo::kElsewhere: return "ELSEWHERE";
    case DischargeTo::kDied: return "DEAD";
  }
  return "";
}

std::string_view StayEndOf(DischargeTo to) {
  switch (to) {
    case DischargeTo::kHome:
    case DischargeTo::kReleased: return "DISCHARGED";
    case DischargeTo::kElsewhere: return "TRANSFERRED";
    case DischargeTo::kDied: return "DIED";
  }
  return "";
}

std::optional<std::string_view> StatusAt(FacilityKind kind) {
  switch (kind) {
    case FacilityKind::kHospital: return kAdmittedThere;
    case FacilityKind::kAccommodation: return kInAccommodation;
    case FacilityKind::kCareHome: return std::nullopt;
  }
  return std::nullopt;
}

std::vector<Step> StepsOfRequest(const Admission& admission) {
  if (admission.transfer_of) return {};  // she lies in a bed and stays there until she leaves
  return {Placed(kAwaiting, false, admission.created_at)};
}

std::vector<Step> StepsOfAcceptance(const Admission& admission) {
  Step hold = New(StepKind::kHold, admission.state_since);
  hold.facility = admission.offer->facility;
  hold.word = admission.needs.bed_class;
  return {hold};
}

std::vector<Step> StepsOfHold(const Admission& admission, const FacilityId& facility) {
  if (admission.state == State::kHeld) return {Mailed(kPlaceMail, facility, admission.state_since)};
  return {New(StepKind::kReleaseHold, admission.state_since)};
}

std::vector<Step> StepsOfLoss(const Admission& admission, const FacilityId& facility) {
  return {Mailed(kLostMail, facility, admission.state_since)};
}

std::vector<Step> StepsOfArrival(FacilityKind kind, bool severe, absl::Time came) {
  std::vector<Step> steps{New(StepKind::kConvertHold, came)};
  if (const auto status = StatusAt(kind)) steps.push_back(Placed(*status, severe && *status == kAdmittedThere, came));
  return steps;
}

std::vector<Step> StepsOfTransfer(absl::Time left) { return {Ended("TRANSFERRED", left)}; }

std::vector<Step> StepsOfDischarge(DischargeTo to, absl::Time left) {
  return {Ended(StayEndOf(to), left), Placed(StatusOf(to), false, left)};
}

std::vector<Step> StepsOfCancel(const Admission& admission) {
  if (!admission.bed) return {};
  return {New(StepKind::kReleaseHold, admission.state_since),
          Mailed(kLostMail, admission.bed->facility, admission.state_since)};
}

std::vector<Step> StepsOfExtension(absl::Time now) { return {New(StepKind::kExtendHold, now)}; }

bool IsForGood(const absl::Status& answer) {
  const std::string reason = platform::ReasonOf(answer);
  // Their clocks are a little behind ours, at midnight or within the second.
  if (reason == "DATE_IN_FUTURE" || reason == "TIME_IN_FUTURE") return false;
  if (reason == "POLICY_MISSING" || reason == "POLICY_MALFORMED") return false;  // somebody mends that
  if (reason == "HOLD_CONFLICT") return false;
  return absl::IsFailedPrecondition(answer) || absl::IsNotFound(answer) || absl::IsInvalidArgument(answer) ||
         absl::IsAlreadyExists(answer) || absl::IsAborted(answer);
}

absl::Duration PauseAfter(int attempts) {
  return std::min(kLongestPause, kFirstPause * (1 << std::clamp(attempts - 1, 0, 10)));
}

}  // namespace mimamori::admission
