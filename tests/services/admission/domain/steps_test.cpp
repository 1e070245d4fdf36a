// SPDX-License-Identifier: Apache-2.0
#include "services/admission/domain/steps.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::admission {
namespace {

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 21, 10, 0, 0), absl::UTCTimeZone());
const FacilityId kFacility = FacilityId::Random();

Admission At(State state) {
  Admission admission{.id = AdmissionId::Random(), .needs = {.bed_class = "severe"}};
  admission.state = state;
  admission.created_at = admission.state_since = kNow;
  return admission;
}

// "kind word facility?" of each.
std::vector<std::string> Told(const std::vector<Step>& steps) {
  std::vector<std::string> told;
  for (const Step& step : steps) {
    EXPECT_EQ(step.moment, kNow);
    told.push_back(std::to_string(static_cast<int>(step.kind)) + " " + step.word +
                   (step.facility == kFacility ? " there" : "") + (step.severe ? " severe" : ""));
  }
  return told;
}
using Lines = std::vector<std::string>;

TEST(Steps, TellTheRegistryWhoWaitsButNotOfWhoLiesInABedAlready) {
  Admission admission = At(State::kRequested);
  EXPECT_EQ(Told(StepsOfRequest(admission)), Lines{"1 AWAITING"});
  admission.transfer_of = AdmissionId::Random();
  EXPECT_EQ(Told(StepsOfRequest(admission)), Lines{});
}

TEST(Steps, HoldTheBedOfTheFacilityThatAccepted) {
  Admission admission = At(State::kAccepted);
  admission.offer = Offer{.facility = kFacility};
  EXPECT_EQ(Told(StepsOfAcceptance(admission)), Lines{"2 severe there"});
}

TEST(Steps, TellHerOfABedAndLetGoWhatSheDoesNotNeedAnyMore) {
  EXPECT_EQ(Told(StepsOfHold(At(State::kHeld), kFacility)), Lines{"7 admission-place there"});
  EXPECT_EQ(Told(StepsOfHold(At(State::kCancelled), kFacility)), Lines{"3 "});
  EXPECT_EQ(Told(StepsOfLoss(At(State::kRequested), kFacility)), Lines{"7 admission-lost there"});
}

TEST(Steps, SayWhereSheIsByTheKindOfTheHouse) {
  EXPECT_EQ(Told(StepsOfArrival(FacilityKind::kHospital, true, kNow)), (Lines{"5 ", "1 ADMITTED severe"}));
  EXPECT_EQ(Told(StepsOfArrival(FacilityKind::kAccommodation, true, kNow)), (Lines{"5 ", "1 ACCOMMODATION"}));
  EXPECT_EQ(Told(StepsOfArrival(FacilityKind::kCareHome, false, kNow)), (Lines{"5 "}));
}

TEST(Steps, EndTheStayBeforeTheRegistryHearsWhereSheWent) {
  EXPECT_EQ(Told(StepsOfDischarge(DischargeTo::kHome, kNow)), (Lines{"6 DISCHARGED", "1 HOME"}));
  EXPECT_EQ(Told(StepsOfDischarge(DischargeTo::kReleased, kNow)), (Lines{"6 DISCHARGED", "1 RELEASED"}));
  EXPECT_EQ(Told(StepsOfDischarge(DischargeTo::kElsewhere, kNow)), (Lines{"6 TRANSFERRED", "1 ELSEWHERE"}));
  EXPECT_EQ(Told(StepsOfDischarge(DischargeTo::kDied, kNow)), (Lines{"6 DIED", "1 DEAD"}));
  EXPECT_EQ(Told(StepsOfTransfer(kNow)), (Lines{"6 TRANSFERRED"}));
}

TEST(Steps, LetTheBedGoThatACancelledOneHas) {
  Admission admission = At(State::kCancelled);
  EXPECT_EQ(Told(StepsOfCancel(admission)), Lines{});
  admission.bed = Bed{.facility = kFacility};
  EXPECT_EQ(Told(StepsOfCancel(admission)), (Lines{"3 ", "7 admission-lost there"}));
}

TEST(Steps, AreTriedAgainUntilSomebodyAnswers) {
  const auto answer = [](absl::StatusCode code, const char* reason) { return platform::Failure(code, reason, "no"); };
  EXPECT_TRUE(IsForGood(answer(absl::StatusCode::kFailedPrecondition, "NO_BED_FREE")));
  EXPECT_TRUE(IsForGood(answer(absl::StatusCode::kNotFound, "CASE_UNKNOWN")));
  EXPECT_TRUE(IsForGood(answer(absl::StatusCode::kAborted, "HOLD_CHANGED")));
  EXPECT_FALSE(IsForGood(answer(absl::StatusCode::kAborted, "HOLD_CONFLICT")));
  EXPECT_FALSE(IsForGood(answer(absl::StatusCode::kInvalidArgument, "DATE_IN_FUTURE")));
  EXPECT_FALSE(IsForGood(answer(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED")));
  for (const auto code : {absl::StatusCode::kUnavailable, absl::StatusCode::kDeadlineExceeded, absl::StatusCode::kInternal,
                          absl::StatusCode::kUnauthenticated, absl::StatusCode::kResourceExhausted,
                          absl::StatusCode::kPermissionDenied}) {
    EXPECT_FALSE(IsForGood(answer(code, "BUSY"))) << code;
  }
}

TEST(Steps, WaitLongerAfterEachTryUpToFiveMinutes) {
  EXPECT_EQ(PauseAfter(1), absl::Seconds(2));
  EXPECT_EQ(PauseAfter(2), absl::Seconds(4));
  EXPECT_EQ(PauseAfter(7), absl::Seconds(128));
  EXPECT_EQ(PauseAfter(8), absl::Seconds(256));
  EXPECT_EQ(PauseAfter(9), absl::Minutes(5));
  EXPECT_EQ(PauseAfter(1'000'000), absl::Minutes(5));
}

}  // namespace
}  // namespace mimamori::admission
