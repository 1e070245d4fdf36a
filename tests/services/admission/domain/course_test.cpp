// SPDX-License-Identifier: Apache-2.0
#include "services/admission/domain/course.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "services/platform/core/error.hpp"

namespace mimamori::admission {
namespace {

using enum State;
using platform::ReasonOf;

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 21, 10, 0, 0), absl::UTCTimeZone());
const OfferRules kRules;
const FacilityId kFacility = FacilityId::Random();

Admission At(State state) {
  Admission admission{.id = AdmissionId::Random(), .needs = {.bed_class = "severe", .urgency = Urgency::kUrgent}};
  admission.state = state;
  admission.version = 7;
  return admission;
}

Admission Offered() {
  Admission admission = At(kRequested);
  EXPECT_TRUE(OfferPlace(admission, 7, kRules, kFacility, false, kNow).ok());
  return admission;
}

TEST(Course, FollowsTheTableAndNothingElse) {
  const std::set<std::pair<State, State>> table{
      {kRequested, kOffered}, {kRequested, kCancelled},
      {kOffered, kAccepted}, {kOffered, kDeclined}, {kOffered, kRequested}, {kOffered, kCancelled},
      {kAccepted, kHeld}, {kAccepted, kRequested}, {kAccepted, kCancelled},
      {kDeclined, kOffered}, {kDeclined, kCancelled},
      {kHeld, kInTransport}, {kHeld, kAdmitted}, {kHeld, kRequested}, {kHeld, kCancelled},
      {kInTransport, kHeld}, {kInTransport, kAdmitted}, {kInTransport, kCancelled},
      {kAdmitted, kTransferred}, {kAdmitted, kDischarged},
  };
  for (const auto& [from, from_name] : kStates) {
    for (const auto& [to, to_name] : kStates) {
      SCOPED_TRACE(std::string(from_name) + " → " + std::string(to_name));
      Admission admission = At(from);
      const absl::Status moved = Move(admission, to, kNow);
      EXPECT_EQ(moved.ok(), table.contains({from, to}));
      EXPECT_EQ(admission.state, moved.ok() ? to : from);
      EXPECT_EQ(admission.version, moved.ok() ? 8 : 7);
      if (!moved.ok()) {
        EXPECT_EQ(ReasonOf(moved), "STATE_NOT_NEXT");
      }
    }
    EXPECT_EQ(IsOver(from), from == kTransferred || from == kDischarged || from == kCancelled);
  }
}

TEST(Offers, AreMadeForWhatWasSeen) {
  Admission admission = At(kRequested);
  EXPECT_EQ(ReasonOf(OfferPlace(admission, 6, kRules, kFacility, false, kNow).status()), "ADMISSION_CHANGED");
  EXPECT_EQ(admission.state, kRequested);
  const auto offer = OfferPlace(admission, 7, kRules, kFacility, false, kNow);
  ASSERT_TRUE(offer.ok());
  EXPECT_EQ(offer->deadline, kNow + absl::Minutes(60));
  EXPECT_EQ(admission.state, kOffered);
  // The second of two who press the same button.
  EXPECT_EQ(ReasonOf(OfferPlace(admission, 7, kRules, kFacility, false, kNow).status()), "ADMISSION_CHANGED");
  EXPECT_EQ(ReasonOf(OfferPlace(admission, 8, kRules, kFacility, false, kNow).status()), "STATE_NOT_NEXT");
}

TEST(Offers, AreThePrefecturesDeskAloneOnceShePassedToIt) {
  Admission admission = At(kDeclined);
  admission.pool = Pool::kPrefecture;
  EXPECT_EQ(ReasonOf(OfferPlace(admission, 7, kRules, kFacility, false, kNow).status()), "NOT_YOUR_POOL");
  EXPECT_TRUE(OfferPlace(admission, 7, kRules, kFacility, true, kNow).ok());
}

TEST(Offers, AreAnsweredOnceAndInTime) {
  Admission admission = Offered();
  EXPECT_EQ(ReasonOf(AcceptOffer(admission, OfferId::Random(), kNow)), "OFFER_ENDED");
  EXPECT_EQ(ReasonOf(AcceptOffer(admission, admission.offer->id, admission.offer->deadline)), "OFFER_ENDED");
  EXPECT_TRUE(AcceptOffer(admission, admission.offer->id, admission.offer->deadline - absl::Seconds(1)).ok());
  EXPECT_EQ(admission.state, kAccepted);
  EXPECT_EQ(admission.offer->state, OfferState::kAccepted);
  EXPECT_EQ(ReasonOf(DeclineOffer(admission, admission.offer->id, kNow)), "OFFER_ENDED");

  admission = Offered();
  EXPECT_TRUE(DeclineOffer(admission, admission.offer->id, kNow).ok());
  EXPECT_EQ(admission.state, kDeclined);
  EXPECT_TRUE(OfferPlace(admission, admission.version, kRules, kFacility, false, kNow).ok());
}

TEST(Offers, LapseAtTheirDeadlineAndNotBefore) {
  Admission admission = Offered();
  const absl::Time deadline = admission.offer->deadline;
  EXPECT_FALSE(*LapseOffer(admission, deadline - absl::Seconds(1)));
  EXPECT_TRUE(*LapseOffer(admission, deadline));
  EXPECT_EQ(admission.state, kDeclined);
  EXPECT_EQ(admission.offer->state, OfferState::kLapsed);
  EXPECT_FALSE(*LapseOffer(admission, deadline));
}

TEST(Offers, AreTakenBackWhileNobodyAnswered) {
  Admission admission = Offered();
  EXPECT_EQ(ReasonOf(WithdrawOffer(admission, 7, kNow)), "ADMISSION_CHANGED");
  EXPECT_TRUE(WithdrawOffer(admission, 8, kNow).ok());
  EXPECT_EQ(admission.state, kRequested);
  EXPECT_EQ(ReasonOf(AcceptOffer(admission, admission.offer->id, kNow)), "OFFER_ENDED");
  EXPECT_EQ(ReasonOf(WithdrawOffer(admission, 9, kNow)), "OFFER_ENDED");
}

TEST(Course, GoesFromTheBedToTheDischarge) {
  Admission admission = Offered();
  ASSERT_TRUE(AcceptOffer(admission, admission.offer->id, kNow).ok());
  ASSERT_TRUE(TakeBed(admission, {.facility = kFacility}, kNow).ok());
  ASSERT_TRUE(SetOut(admission, kNow).ok());
  ASSERT_TRUE(TurnBack(admission, kNow).ok());
  EXPECT_EQ(admission.state, kHeld);
  EXPECT_EQ(ReasonOf(TurnBack(admission, kNow)), "STATE_NOT_NEXT");
  ASSERT_TRUE(SetOut(admission, kNow).ok());
  ASSERT_TRUE(Admit(admission, admission.version, kNow).ok());
  EXPECT_EQ(ReasonOf(Cancel(admission, admission.version, kNow)), "STATE_NOT_NEXT");
  EXPECT_EQ(ReasonOf(Discharge(admission, admission.version - 1, kNow)), "ADMISSION_CHANGED");
  ASSERT_TRUE(Discharge(admission, admission.version, kNow).ok());
  EXPECT_EQ(admission.state, kDischarged);
}

TEST(Course, LosesABedOnlyBeforeSheIsOnTheWay) {
  for (const auto& [state, name] : kStates) {
    SCOPED_TRACE(name);
    Admission admission = At(state);
    admission.bed = Bed{.facility = kFacility};
    const bool may = state == kAccepted || state == kHeld;
    EXPECT_EQ(LoseBed(admission, kNow).ok(), may);
    EXPECT_EQ(admission.bed.has_value(), !may);
    if (may) {
      EXPECT_EQ(admission.state, kRequested);
    }
  }
}

// What may be done in which state, by what each deed leads to.
TEST(Course, LetsEachDeedBeDoneWhereTheTableSaysSoAndNowhereElse) {
  const auto offered = [](Admission& admission) {
    admission.offer = Offer{.id = OfferId::Random(), .facility = kFacility, .deadline = kNow + absl::Hours(1)};
    return admission.offer->id;
  };
  const struct {
    const char* name;
    std::function<bool(Admission&)> deed;  // done
    std::set<State> from;
    State to;
  } deeds[] = {
      {"offer", [](auto& one) { return OfferPlace(one, 7, kRules, kFacility, true, kNow).ok(); }, {kRequested, kDeclined}, kOffered},
      {"accept", [&](auto& one) { return AcceptOffer(one, offered(one), kNow).ok(); }, {kOffered}, kAccepted},
      {"decline", [&](auto& one) { return DeclineOffer(one, offered(one), kNow).ok(); }, {kOffered}, kDeclined},
      {"lapse", [&](auto& one) { offered(one); return LapseOffer(one, kNow + absl::Hours(1)).value(); }, {kOffered}, kDeclined},
      {"withdraw", [&](auto& one) { offered(one); return WithdrawOffer(one, 7, kNow).ok(); }, {kOffered}, kRequested},
      {"take a bed", [](auto& one) { return TakeBed(one, {}, kNow).ok(); }, {kAccepted}, kHeld},
      {"lose it", [](auto& one) { return LoseBed(one, kNow).ok(); }, {kAccepted, kHeld}, kRequested},
      {"set out", [](auto& one) { return SetOut(one, kNow).ok(); }, {kHeld}, kInTransport},
      {"turn back", [](auto& one) { return TurnBack(one, kNow).ok(); }, {kInTransport}, kHeld},
      {"admit", [](auto& one) { return Admit(one, 7, kNow).ok(); }, {kHeld, kInTransport}, kAdmitted},
      {"transfer", [](auto& one) { return Transfer(one, kNow).ok(); }, {kAdmitted}, kTransferred},
      {"discharge", [](auto& one) { return Discharge(one, 7, kNow).ok(); }, {kAdmitted}, kDischarged},
      {"cancel", [](auto& one) { return Cancel(one, 7, kNow).ok(); },
       {kRequested, kOffered, kAccepted, kDeclined, kHeld, kInTransport}, kCancelled},
  };
  for (const auto& one : deeds) {
    for (const auto& [from, name] : kStates) {
      SCOPED_TRACE(fmt::format("{} when {}", one.name, name));
      Admission admission = At(from);
      EXPECT_EQ(one.deed(admission), one.from.contains(from));
      EXPECT_EQ(admission.state, one.from.contains(from) ? one.to : from);
      EXPECT_EQ(admission.version, one.from.contains(from) ? 8 : 7);
    }
  }
  // These change no state.
  for (const auto& [from, name] : kStates) {
    SCOPED_TRACE(name);
    Admission admission = At(from);
    EXPECT_EQ(PassOver(admission).ok(), from == kRequested || from == kDeclined);
    EXPECT_EQ(KeepLonger(admission).ok(), from == kHeld || from == kInTransport);
    EXPECT_EQ(admission.state, from);
  }
}

TEST(Course, AsksForMoreTimeOnceForEachEndThatComesNearOnTheWay) {
  for (const auto& [state, name] : kStates) {
    SCOPED_TRACE(name);
    Admission admission = At(state);
    EXPECT_FALSE(AskLonger(admission, kRules, kNow)) << "there is no bed";
    admission.bed = Bed{.facility = kFacility, .ends = kNow};
    EXPECT_FALSE(AskLonger(admission, kRules, kNow - absl::Minutes(21)));
    EXPECT_EQ(AskLonger(admission, kRules, kNow - absl::Minutes(20)), state == kInTransport);
    EXPECT_FALSE(AskLonger(admission, kRules, kNow + absl::Hours(1))) << "it was asked";
    EXPECT_EQ(admission.version, 7) << "nobody who looks at her has to look again";
    admission.bed->ends = kNow + absl::Hours(2);
    EXPECT_EQ(AskLonger(admission, kRules, kNow + absl::Hours(3)), state == kInTransport);
    admission.bed = Bed{.facility = kFacility, .ends = kNow, .stay = platform::Uuid{}};
    EXPECT_FALSE(AskLonger(admission, kRules, kNow)) << "she lies in it";
  }
}

TEST(Course, TakesAnOpenOfferBackWhenItIsCancelled) {
  Admission admission = Offered();
  ASSERT_TRUE(Cancel(admission, 8, kNow).ok());
  EXPECT_EQ(admission.offer->state, OfferState::kWithdrawn);
  EXPECT_EQ(ReasonOf(AcceptOffer(admission, admission.offer->id, kNow)), "OFFER_ENDED");
}

TEST(CheckOfferRules, RefusesWaitingLongerForWhatIsMoreUrgent) {
  EXPECT_TRUE(CheckOfferRules(kRules).ok());
  EXPECT_EQ(platform::FieldOf(CheckOfferRules({.minutes = {60, 61, 15}})), "minutes[1]");
  EXPECT_EQ(platform::FieldOf(CheckOfferRules({.minutes = {1441, 60, 15}})), "minutes[0]");
  EXPECT_EQ(platform::FieldOf(CheckOfferRules({.minutes = {60, 60, 0}})), "minutes[2]");
  EXPECT_EQ(platform::FieldOf(CheckOfferRules({.extend_before = 0})), "extend_before");
  EXPECT_EQ(platform::FieldOf(CheckOfferRules({.extend_before = 1441})), "extend_before");
}

}  // namespace
}  // namespace mimamori::admission
