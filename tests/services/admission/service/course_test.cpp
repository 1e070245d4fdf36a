// SPDX-License-Identifier: Apache-2.0
// From the request to the discharge, with what the others are told of it.
#include <gmock/gmock.h>

#include "tests/services/admission/service/admission_house.hpp"

namespace mimamori::admission {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class CourseTest : public AdmissionHouse {};

TEST_F(CourseTest, GoesFromTheRequestToTheDischargeAndTellsEachOnce) {
  const v1::Admission created = Created();
  EXPECT_EQ(created.state(), v1::ADMISSION_STATE_REQUESTED);
  EXPECT_EQ(created.number(), "271004-2026-000123");
  EXPECT_EQ(created.version(), 1);
  EXPECT_EQ(created.origin().latitude(), 34.70);
  EXPECT_THAT(created.steps(), IsEmpty());
  EXPECT_THAT(told_.deeds, ElementsAre("place CASE_STATUS_AWAITING 2026-11-21"));

  const v1::Admission offered = Offered(created);
  EXPECT_EQ(offered.state(), v1::ADMISSION_STATE_OFFERED);
  EXPECT_EQ(offered.offer().facility_name(), "病院1");
  EXPECT_EQ(platform::rpc::ParseTimestamp(true, offered.offer().deadline_time(), "").value(), kNow + absl::Minutes(60));

  v1::AcceptOfferRequest answer;
  answer.set_offer_id(offered.offer().id());
  for (int i = 0; i < 2; ++i) {
    const auto accepted = tests::CallWith(Staff(), *placement_, &Placements::AcceptOffer, answer);
    ASSERT_TRUE(accepted.ok()) << accepted.status();
    EXPECT_EQ(accepted->state(), v1::OFFER_STATE_ACCEPTED);
  }
  v1::Admission now = Get(created.id());
  EXPECT_EQ(now.state(), v1::ADMISSION_STATE_ACCEPTED);
  ASSERT_EQ(now.steps_size(), 1);
  EXPECT_EQ(now.steps(0).kind(), v1::STEP_KIND_HOLD);
  EXPECT_EQ(now.steps(0).state(), v1::STEP_STATE_WAITING);

  ASSERT_TRUE(Tell().ok());
  now = Get(created.id());
  EXPECT_EQ(now.state(), v1::ADMISSION_STATE_HELD);
  EXPECT_EQ(now.bed().facility_id(), Facility(1));
  EXPECT_EQ(holds_.hold.holder_id(), created.id()) << "capacity knows her by the admission alone";

  ASSERT_TRUE(Admit(now, Staff()).ok());
  ASSERT_TRUE(Admit(now, Staff()).ok()) << "pressed twice";
  ASSERT_TRUE(Tell().ok());
  now = Get(created.id());
  EXPECT_EQ(now.state(), v1::ADMISSION_STATE_ADMITTED);
  EXPECT_TRUE(now.bed().stay());
  EXPECT_FALSE(now.has_origin()) << "nobody fetches her any more";

  ASSERT_TRUE(Discharge(now, v1::DISCHARGE_TO_RELEASED, Staff()).ok());
  ASSERT_TRUE(Tell().ok());
  EXPECT_THAT(told_.deeds,
              ElementsAre("place CASE_STATUS_AWAITING 2026-11-21", "hold severe", "mail admission-place 病院1", "convert 1",
                          "place CASE_STATUS_ADMITTED 2026-11-21", "end STAY_END_DISCHARGED 1",
                          "place CASE_STATUS_RELEASED 2026-11-21"));
  EXPECT_EQ(Get(created.id()).state(), v1::ADMISSION_STATE_DISCHARGED);
  for (const char* action : {"CreateAdmission", "Recommend", "OfferPlace", "AcceptOffer", "AdmitPatient", "DischargePatient"}) {
    EXPECT_EQ(Count(fmt::format("SELECT count(*) FROM audit_entries WHERE action = 'admission.{}' AND object_id = '{}' "
                                "AND area = '271004'", action, created.id())), 1) << action;
  }
}

TEST_F(CourseTest, AsksForAPlaceOnceHoweverOftenItIsSent) {
  v1::CreateAdmissionRequest request = ARequest(ACase());
  const auto create = [&] { return tests::CallWith(Osaka(), *admission_, &Admissions::CreateAdmission, request); };
  const auto first = create();
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(create()->id(), first->id());
  request.mutable_needs()->set_bed_class("moderate");
  EXPECT_EQ(ReasonOf(create().status()), "REQUEST_ID_REUSED");
  request.set_request_id(RequestId::Random().ToString());
  EXPECT_EQ(ReasonOf(create().status()), "ADMISSION_OPEN");
  EXPECT_EQ(Count("SELECT count(*) FROM admissions"), 1);
}

TEST_F(CourseTest, AsksForNobodyWhoNeedsNoPlace) {
  const auto refusal = [&](auto change) {
    const std::string id = ACase();
    change(registry_.cases[id]);
    return ReasonOf(tests::CallWith(Osaka(), *admission_, &Admissions::CreateAdmission, ARequest(id)).status());
  };
  EXPECT_EQ(refusal([](auto& one) { one.mutable_withdraw_time()->set_seconds(1); }), "CASE_WITHDRAWN");
  EXPECT_EQ(refusal([](auto& one) { one.set_kind(registry::v1::CASE_KIND_CONTACT); }), "NOT_INFECTED");
  EXPECT_EQ(refusal([](auto& one) { one.set_status(registry::v1::CASE_STATUS_DEAD); }), "CASE_OVER");
  EXPECT_EQ(refusal([](auto& one) { one.set_status(registry::v1::CASE_STATUS_RELEASED); }), "CASE_OVER");
  const std::string unknown = CaseId::Random().ToString();
  EXPECT_EQ(ReasonOf(tests::CallWith(Osaka(), *admission_, &Admissions::CreateAdmission, ARequest(unknown)).status()),
            "CASE_UNKNOWN");
  v1::CreateAdmissionRequest request = ARequest(ACase());
  request.mutable_needs()->clear_urgency();
  const auto answer = tests::CallWith(Osaka(), *admission_, &Admissions::CreateAdmission, request);
  EXPECT_EQ(FieldOf(answer.status()), "needs.urgency");
}

TEST_F(CourseTest, IsFilledFromWhatIsKnownOfHer) {
  const std::string id = ACase();
  registry_.cases[id].add_risk_factors(registry::v1::RISK_FACTOR_DIALYSIS);
  diaries_.report.mutable_judgement()->set_tier(observation::v1::TIER_ORANGE);
  diaries_.report.mutable_judgement()->set_admission_points(6);
  v1::GetAdmissionDraftRequest request;
  request.set_case_id(id);
  const auto draft = tests::CallWith(Osaka(), *admission_, &Admissions::GetAdmissionDraft, request);
  ASSERT_TRUE(draft.ok()) << draft.status();
  EXPECT_EQ(draft->urgency(), v1::URGENCY_URGENT);
  EXPECT_EQ(draft->tier(), 3);
  EXPECT_THAT(draft->capabilities(), ElementsAre("dialysis"));
  EXPECT_EQ(draft->open_admission_id(), "");

  const auto created = tests::CallWith(Osaka(), *admission_, &Admissions::CreateAdmission, ARequest(id));
  ASSERT_TRUE(created.ok());
  EXPECT_EQ(created->priority().points(), 30 + 20 + 12);
  ASSERT_EQ(created->priority().parts_size(), 3);
  EXPECT_EQ(created->priority().parts(1).kind(), v1::PRIORITY_PART_KIND_TIER);
  EXPECT_EQ(tests::CallWith(Osaka(), *admission_, &Admissions::GetAdmissionDraft, request)->open_admission_id(), created->id());
}

TEST_F(CourseTest, GoesOnLookingWhenTheBedIsGone) {
  const v1::Admission offered = Offered(Created());
  told_.refusals["hold severe"] = "NO_BED_FREE";
  v1::AcceptOfferRequest answer;
  answer.set_offer_id(offered.offer().id());
  ASSERT_TRUE(tests::CallWith(Staff(), *placement_, &Placements::AcceptOffer, answer).ok());
  ASSERT_TRUE(Tell().ok());
  v1::Admission now = Get(offered.id());
  EXPECT_EQ(now.state(), v1::ADMISSION_STATE_REQUESTED);
  ASSERT_EQ(now.steps_size(), 1) << "staff see why";
  EXPECT_EQ(now.steps(0).state(), v1::STEP_STATE_REFUSED);
  EXPECT_EQ(now.steps(0).refusal(), "NO_BED_FREE");
  v1::ListAdmissionsRequest refused;
  refused.set_refused(true);
  EXPECT_EQ(tests::CallWith(Osaka(), *admission_, &Admissions::ListAdmissions, refused)->admissions_size(), 1);
  v1::RetryStepRequest retry;
  retry.set_admission_id(now.id());
  retry.set_step_id(now.steps(0).id());
  const auto again = [&] { return tests::CallWith(Osaka(), *admission_, &Admissions::RetryStep, retry); };
  EXPECT_EQ(ReasonOf(again().status()), "STEP_OUTDATED") << "that bed is not what she looks for any more";
  told_.refusals.clear();
  answer.set_offer_id(Offered(now, 2).offer().id());
  ASSERT_TRUE(tests::CallWith(Staff(), *placement_, &Placements::AcceptOffer, answer).ok());
  ASSERT_TRUE(Tell().ok());
  EXPECT_THAT(Get(now.id()).steps(), IsEmpty()) << "she has a bed: the first one is history";
  EXPECT_EQ(tests::CallWith(Osaka(), *admission_, &Admissions::ListAdmissions, refused)->admissions_size(), 0);
}

TEST_F(CourseTest, DoesNotTellAgainWhatWasSoBefore) {
  told_.refusals["place CASE_STATUS_AWAITING 2026-11-21"] = "CASE_WITHDRAWN";
  const v1::Admission admitted = Admitted();
  EXPECT_EQ(told_.deeds.back(), "place CASE_STATUS_ADMITTED 2026-11-21");
  EXPECT_THAT(admitted.steps(), IsEmpty());
  v1::RetryStepRequest retry;
  retry.set_admission_id(admitted.id());
  platform::postgres::Pool owner(database_.OwnerConninfo(), 1);
  const auto refused = owner.Run(Soon(), {"test.refused", "SELECT step_id FROM steps WHERE state = 3"});
  ASSERT_EQ(refused->size(), 1);
  retry.set_step_id(platform::FormatUuid(refused->Uuid(0, 0)));
  EXPECT_EQ(ReasonOf(tests::CallWith(Osaka(), *admission_, &Admissions::RetryStep, retry).status()), "STEP_OUTDATED");
}

TEST_F(CourseTest, LapsesAtTheDeadlineAndLosesABedThatNobodyCameFor) {
  const v1::Admission offered = Offered(Created());
  EXPECT_FALSE(*EndLate());
  clock_.Advance(absl::Minutes(60));
  ASSERT_TRUE(EndLate().ok());
  v1::Admission now = Get(offered.id());
  EXPECT_EQ(now.state(), v1::ADMISSION_STATE_DECLINED);
  EXPECT_EQ(now.offer().state(), v1::OFFER_STATE_LAPSED);

  clock_.Set(kNow);
  const v1::Admission held = Held();
  clock_.Set(kNow + absl::Hours(4));
  EXPECT_TRUE(*EndLate());
  ASSERT_TRUE(Tell().ok());
  EXPECT_EQ(Get(held.id()).state(), v1::ADMISSION_STATE_REQUESTED);
  EXPECT_EQ(told_.deeds.back(), "mail admission-lost 病院1");
}

TEST_F(CourseTest, LetsTheBedGoOfWhoNeedsNoneAnyMore) {
  const v1::Admission held = Held();
  v1::CancelAdmissionRequest request;
  request.set_admission_id(held.id());
  request.set_version(held.version());
  const auto cancel = [&] { return tests::CallWith(Osaka(), *admission_, &Admissions::CancelAdmission, request); };
  EXPECT_EQ(FieldOf(cancel().status()), "reason");
  request.set_reason("本人の希望");
  EXPECT_EQ(cancel()->state(), v1::ADMISSION_STATE_CANCELLED);
  EXPECT_EQ(cancel()->state(), v1::ADMISSION_STATE_CANCELLED) << "pressed twice";
  ASSERT_TRUE(Tell().ok());
  EXPECT_EQ(told_.deeds.back(), "mail admission-lost 病院1");
  EXPECT_THAT(told_.deeds, testing::Contains("release 1"));
  EXPECT_FALSE(Get(held.id()).has_bed());
}

TEST_F(CourseTest, LetsABedGoThatCameForSomebodyWhoCancelledMeanwhile) {
  const v1::Admission offered = Offered(Created());
  v1::AcceptOfferRequest answer;
  answer.set_offer_id(offered.offer().id());
  ASSERT_TRUE(tests::CallWith(Staff(), *placement_, &Placements::AcceptOffer, answer).ok());
  v1::CancelAdmissionRequest request;
  request.set_admission_id(offered.id());
  request.set_version(offered.version() + 1);
  request.set_reason("本人の希望");
  ASSERT_TRUE(tests::CallWith(Osaka(), *admission_, &Admissions::CancelAdmission, request).ok());
  ASSERT_TRUE(Tell().ok());
  EXPECT_THAT(told_.deeds, ElementsAre("place CASE_STATUS_AWAITING 2026-11-21", "hold severe", "release 1"));
  EXPECT_EQ(Get(offered.id()).state(), v1::ADMISSION_STATE_CANCELLED);
}

TEST_F(CourseTest, HoldsABedLonger) {
  const v1::Admission held = Held();
  v1::ExtendBedRequest request;
  request.set_admission_id(held.id());
  request.set_version(held.version());
  const auto extend = [&] { return tests::CallWith(Osaka(), *admission_, &Admissions::ExtendBed, request); };
  ASSERT_TRUE(extend().ok());
  EXPECT_EQ(ReasonOf(extend().status()), "ADMISSION_CHANGED") << "pressed twice, done once";
  ASSERT_TRUE(Tell().ok());
  EXPECT_EQ(platform::rpc::ParseTimestamp(true, Get(held.id()).bed().hold_end_time(), "").value(), kNow + absl::Hours(6));
  ASSERT_TRUE(Admit(Get(held.id()), Osaka()).ok());
  ASSERT_TRUE(Tell().ok());
  EXPECT_THAT(told_.deeds, testing::Contains("convert 2")) << "the version that the extension made";
}

class OnTheWayTest : public CourseTest {
 protected:
  // An hour before the end of her bed.
  v1::Admission OnTheWay() {
    const v1::Admission held = Held();
    v1::RequestTransportRequest request;
    request.set_request_id(RequestId::Random().ToString());
    request.set_admission_id(held.id());
    request.set_version(held.version());
    const auto transport = tests::CallWith(Osaka(), *transport_, &Transports::RequestTransport, request);
    EXPECT_TRUE(transport.ok()) << transport.status();
    v1::TakeTransportRequest take;
    take.set_transport_id(transport->id());
    v1::SetOutRequest set_out;
    set_out.set_transport_id(transport->id());
    clock_.Set(kNow + absl::Hours(3));
    EXPECT_TRUE(tests::CallWith(Driver(), *transport_, &Transports::TakeTransport, take).ok());
    EXPECT_TRUE(tests::CallWith(Driver(), *transport_, &Transports::SetOut, set_out).ok());
    return Get(held.id());
  }
};

TEST_F(OnTheWayTest, HerBedIsHeldLongerBeforeItsTimeIsOver) {
  const v1::Admission going = OnTheWay();
  ASSERT_EQ(going.state(), v1::ADMISSION_STATE_IN_TRANSPORT);
  clock_.Set(kNow + absl::Hours(4) - absl::Minutes(21));
  EXPECT_FALSE(*EndLate());
  clock_.Advance(absl::Minutes(1));
  EXPECT_TRUE(*EndLate());
  EXPECT_FALSE(*EndLate()) << "asked for once";
  ASSERT_TRUE(Tell().ok());
  EXPECT_EQ(told_.deeds.back(), "extend 1");
  v1::Admission now = Get(going.id());
  EXPECT_EQ(now.version(), going.version()) << "the facility's button goes on working";
  EXPECT_EQ(platform::rpc::ParseTimestamp(true, now.bed().hold_end_time(), "").value(), kNow + absl::Hours(6));
  EXPECT_THAT(now.steps(), IsEmpty());

  // That end comes near as well, and capacity says no: staff see it before it is there.
  told_.refusals["extend 2"] = "ALREADY_EXTENDED";
  clock_.Set(kNow + absl::Hours(6) - absl::Minutes(20));
  EXPECT_TRUE(*EndLate());
  ASSERT_TRUE(Tell().ok());
  now = Get(going.id());
  EXPECT_EQ(now.state(), v1::ADMISSION_STATE_IN_TRANSPORT);
  ASSERT_EQ(now.steps_size(), 1);
  EXPECT_EQ(now.steps(0).kind(), v1::STEP_KIND_EXTEND_HOLD);
  EXPECT_EQ(now.steps(0).state(), v1::STEP_STATE_REFUSED);
  EXPECT_EQ(now.steps(0).refusal(), "ALREADY_EXTENDED");
  v1::ListAdmissionsRequest refused;
  refused.set_refused(true);
  EXPECT_EQ(tests::CallWith(Osaka(), *admission_, &Admissions::ListAdmissions, refused)->admissions_size(), 1);
  clock_.Advance(absl::Hours(1));
  EXPECT_FALSE(*EndLate()) << "she is on the way: nobody takes that from her";
  EXPECT_TRUE(Admit(Get(going.id()), Staff()).ok());
}

TEST_F(OnTheWayTest, MoreTimeIsAskedForAlsoWhenItIsLate) {
  const v1::Admission going = OnTheWay();
  told_.refusals["extend 1"] = "HOLD_ENDED";
  clock_.Set(kNow + absl::Hours(5));  // the process was away
  EXPECT_TRUE(*EndLate());
  ASSERT_TRUE(Tell().ok());
  EXPECT_EQ(Get(going.id()).steps(0).refusal(), "HOLD_ENDED");
}

TEST_F(OnTheWayTest, MoreTimeDoesNotWaitForTheMail) {
  const v1::Admission going = OnTheWay();
  ASSERT_EQ(Count("UPDATE steps SET state = 1, retry_at = retry_at + interval '1 day' WHERE kind = 7 RETURNING 1::int8"), 1);
  clock_.Set(kNow + absl::Hours(4) - absl::Minutes(20));
  EXPECT_TRUE(*EndLate());
  ASSERT_TRUE(Tell().ok());
  EXPECT_EQ(told_.deeds.back(), "extend 1");
}

TEST_F(CourseTest, EndsTheFirstStayWhenSheComesToTheNextPlace) {
  const v1::Admission first = Admitted();
  v1::CreateAdmissionRequest request = ARequest(first.case_id());
  EXPECT_EQ(ReasonOf(tests::CallWith(Osaka(), *admission_, &Admissions::CreateAdmission, request).status()), "ADMISSION_OPEN");
  request.set_transfer_of_id(first.id());
  const auto second = tests::CallWith(Osaka(), *admission_, &Admissions::CreateAdmission, request);
  ASSERT_TRUE(second.ok()) << second.status();
  ASSERT_TRUE(Tell().ok());
  EXPECT_EQ(told_.deeds.back(), "place CASE_STATUS_ADMITTED 2026-11-21") << "who lies in a bed does not wait";
  const v1::Decision decision = Recommended(*second);
  EXPECT_EQ(decision.candidates(0).notes(decision.candidates(0).notes_size() - 1).reason(), v1::PLACE_REASON_CONTINUITY);

  v1::AcceptOfferRequest answer;
  answer.set_offer_id(Offered(*second, 2).offer().id());
  ASSERT_TRUE(tests::CallWith(Staff(), *placement_, &Placements::AcceptOffer, answer).ok());
  ASSERT_TRUE(Tell().ok());
  ASSERT_TRUE(Admit(Get(second->id()), Staff()).ok());
  ASSERT_TRUE(Tell().ok());
  EXPECT_EQ(Get(first.id()).state(), v1::ADMISSION_STATE_TRANSFERRED);
  EXPECT_EQ(Get(second->id()).state(), v1::ADMISSION_STATE_ADMITTED);
  EXPECT_THAT(told_.deeds, testing::Contains("end STAY_END_TRANSFERRED 1"));
}

TEST_F(CourseTest, TellsStaffOfWhoCannotBeMailedTo) {
  contacts_.contact.clear();
  const v1::Admission held = Held();
  ASSERT_EQ(held.steps_size(), 1);
  EXPECT_EQ(held.steps(0).kind(), v1::STEP_KIND_MAIL);
  EXPECT_EQ(held.steps(0).refusal(), "CONTACT_MISSING");
  contacts_.contact = "sealed";
  v1::RetryStepRequest retry;
  retry.set_admission_id(held.id());
  retry.set_step_id(held.steps(0).id());
  ASSERT_TRUE(tests::CallWith(Osaka(), *admission_, &Admissions::RetryStep, retry).ok());
  ASSERT_TRUE(Tell().ok());
  EXPECT_EQ(told_.deeds.back(), "mail admission-place 病院1");
  EXPECT_EQ(ReasonOf(tests::CallWith(Osaka(), *admission_, &Admissions::RetryStep, retry).status()), "STEP_NOT_REFUSED");
}

TEST_F(CourseTest, ForgetsWhatEndedLongAgoWithAllThatHangsOnIt) {
  const v1::Admission admitted = Admitted();
  ASSERT_TRUE(Discharge(admitted, v1::DISCHARGE_TO_HOME, Osaka()).ok());
  ASSERT_TRUE(Tell().ok());
  EXPECT_EQ(*admissions_.Forget(Soon(), clock_.Now()), 0);
  EXPECT_EQ(*admissions_.Forget(Soon(), clock_.Now() + absl::Seconds(1)), 1);
  EXPECT_EQ(Count("SELECT (SELECT count(*) FROM steps) + (SELECT count(*) FROM offers) + (SELECT count(*) FROM decisions)"), 0);
}

}  // namespace
}  // namespace mimamori::admission
