// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/admission/domain/course.hpp"
#include "services/platform/core/id.hpp"

namespace mimamori::admission {

struct StepTag { static constexpr const char* kName = "step_id"; };
using StepId = platform::Id<StepTag>;

// What another service has to be told. Kept as a smallint: never renumber.
enum class StepKind : int16_t {
  kPlaceCase = 1,    // registry: where she is; word: the status
  kHold = 2,         // capacity; word: the class of beds
  kReleaseHold = 3,  // this and what follows: of the bed that she has when it comes to it
  kExtendHold = 4,
  kConvertHold = 5,
  kEndStay = 6,      // word: how it ended
  kMail = 7,         // to her; word: the template
};

// One call to a service below. Its row commits before the call, and the call carries its id: however often it is made, it
// happens once. The steps of one admission are made one after the other, in order, so that each knows what came of those
// before it; one that was refused does not keep back the others.
struct Step {
  StepId id = {};
  StepKind kind = StepKind::kPlaceCase;
  FacilityId facility = {};  // of kHold, and of a mail about a place
  std::string word = {};
  bool severe = false;       // of kPlaceCase
  absl::Time moment = {};    // when that was so

  friend bool operator==(const Step&, const Step&) = default;
};

// Where she is to be, in words of the registry.
inline constexpr std::string_view kAwaiting = "AWAITING";
inline constexpr std::string_view kAdmittedThere = "ADMITTED";
inline constexpr std::string_view kInAccommodation = "ACCOMMODATION";
// Mails to her.
inline constexpr std::string_view kPlaceMail = "admission-place";
inline constexpr std::string_view kLostMail = "admission-lost";

// How a discharge ends. Kept as a smallint: never renumber.
enum class DischargeTo : int16_t { kHome = 1, kReleased = 2, kElsewhere = 3, kDied = 4 };
std::string_view StatusOf(DischargeTo to);   // "HOME"
std::string_view StayEndOf(DischargeTo to);  // "DISCHARGED"

// The kind of house decides what the registry calls it.
enum class FacilityKind : int16_t { kHospital = 1, kAccommodation = 2, kCareHome = 3 };
// nullopt: who is looked after in a care home stays where the registry has her.
std::optional<std::string_view> StatusAt(FacilityKind kind);

// What each deed has to tell the others, in this order; `admission` as it is after the deed.
std::vector<Step> StepsOfRequest(const Admission& admission);
std::vector<Step> StepsOfAcceptance(const Admission& admission);
// A bed came. Whoever cancelled meanwhile doesn't need it any more: it is let go.
std::vector<Step> StepsOfHold(const Admission& admission, const FacilityId& facility);
// The time of a hold was over before she came.
std::vector<Step> StepsOfLoss(const Admission& admission, const FacilityId& facility);
std::vector<Step> StepsOfArrival(FacilityKind kind, bool severe, absl::Time came);
std::vector<Step> StepsOfTransfer(absl::Time left);
std::vector<Step> StepsOfDischarge(DischargeTo to, absl::Time left);
std::vector<Step> StepsOfCancel(const Admission& admission);
std::vector<Step> StepsOfExtension(absl::Time now);

// Asked again it would say the same: a person has to look.
bool IsForGood(const absl::Status& answer);
// How long after a failed try the next one comes: 2 s, doubled, up to 5 min.
absl::Duration PauseAfter(int attempts);

}  // namespace mimamori::admission
