// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <thread>

#include "tests/services/admission/service/admission_house.hpp"

namespace mimamori::admission {
namespace {

class PlacementTest : public AdmissionHouse {
 protected:
  absl::StatusOr<v1::Admission> Offer(const v1::OfferPlaceRequest& request, const std::string& token) {
    return tests::CallWith(token, *placement_, &Placements::OfferPlace, request);
  }
  absl::StatusOr<v1::ReplayedDecision> Replay(const std::string& id, const std::string& token) {
    v1::GetDecisionRequest request;
    request.set_decision_id(id);
    return tests::CallWith(token, *placement_, &Placements::GetDecision, request);
  }
  static std::vector<int> ReasonsOf(const v1::PlaceCandidate& candidate) {
    std::vector<int> reasons;
    for (const auto& note : candidate.notes()) reasons.push_back(note.reason());
    return reasons;
  }
};

TEST_F(PlacementTest, TellsOfEveryFacilityWhyItStandsWhereItStands) {
  const v1::Decision decision = Recommended(Created());
  EXPECT_EQ(places_.asked, "271004 severe");
  ASSERT_EQ(decision.candidates_size(), 3);
  EXPECT_EQ(decision.candidates(0).display_name(), "病院1") << "the nearer one";
  EXPECT_TRUE(decision.candidates(0).taken());
  EXPECT_THAT(ReasonsOf(decision.candidates(0)), testing::ElementsAre(v1::PLACE_REASON_TRAVEL));
  EXPECT_EQ(decision.candidates(0).cost(), decision.candidates(0).known().minutes());
  EXPECT_EQ(decision.candidates(1).display_name(), "病院2");
  EXPECT_FALSE(decision.candidates(2).taken());
  EXPECT_THAT(ReasonsOf(decision.candidates(2)), testing::ElementsAre(v1::PLACE_REASON_OTHER_POOL));
  EXPECT_EQ(decision.rules_version(), 1);
  EXPECT_FALSE(decision.overflow());
}

TEST_F(PlacementTest, SaysTheSameAgainOfWhatWasKnownThen) {
  const v1::Decision decision = Recommended(Created());
  Known({APlace(1, 0), APlace(2, 0), APlace(3, 0)});  // since then everything has changed
  const auto replayed = Replay(decision.id(), Osaka());
  ASSERT_TRUE(replayed.ok()) << replayed.status();
  EXPECT_TRUE(replayed->same());
  EXPECT_EQ(replayed->decision().SerializeAsString(), decision.SerializeAsString());
  EXPECT_EQ(ReasonOf(Replay(decision.id(), Tokyo()).status()), "DECISION_UNKNOWN");

  // Rules that are changed since count for what is decided since.
  platform::postgres::Pool owner(database_.OwnerConninfo(), 1);
  ASSERT_TRUE(owner.Run(Soon(), {"test.rules", R"sql(
    INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by)
    SELECT name, 2, '2026-11-20T00:00:00Z', jsonb_set(body, '{fixed_minutes}', '99'), 'a', 'b' FROM policies
    WHERE name = 'admission.recommendation')sql"}).ok());
  EXPECT_TRUE(Replay(decision.id(), Osaka())->same());
  // And a record that was tampered with doesn't stand.
  ASSERT_TRUE(owner.Run(Soon(), {"test.tamper", "UPDATE decisions SET rules_version = 2"}).ok());
  EXPECT_TRUE(Replay(decision.id(), Osaka())->same()) << "the minutes were known then";
  ASSERT_TRUE(owner.Run(Soon(), {"test.rules_again", R"sql(
    UPDATE policies SET body = jsonb_set(body, '{most_minutes}', '1') WHERE name = 'admission.recommendation' AND version = 2
    )sql"}).ok());
  EXPECT_FALSE(Replay(decision.id(), Osaka())->same());
}

TEST_F(PlacementTest, NeedsAReasonForAnyButTheFirst) {
  const v1::Admission created = Created();
  const v1::Decision decision = Recommended(created);
  v1::OfferPlaceRequest request = AnOffer(created, decision, 2);
  request.clear_override_reason();
  EXPECT_EQ(FieldOf(Offer(request, Osaka()).status()), "override_reason");
  request.set_override_reason("家族が近くに住んでいる");
  const auto offered = Offer(request, Osaka());
  ASSERT_TRUE(offered.ok()) << offered.status();
  EXPECT_EQ(offered->offer().facility_id(), Facility(2));
  EXPECT_EQ(offered->offer().decision_id(), decision.id());
  EXPECT_EQ(offered->offer().override_reason(), "家族が近くに住んでいる");
  EXPECT_EQ(Offer(request, Osaka())->version(), offered->version()) << "sent again";
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'admission.OfferPlace' AND reason = '家族が近くに住んでいる'"), 1);
}

TEST_F(PlacementTest, OffersOnlyByADecisionThatIsHersAndFresh) {
  const v1::Admission created = Created(), other = Created();
  const v1::Decision decision = Recommended(created);
  v1::OfferPlaceRequest request = AnOffer(other, decision, 1);
  EXPECT_EQ(ReasonOf(Offer(request, Osaka()).status()), "DECISION_UNKNOWN");
  request = AnOffer(created, decision, 1);
  request.set_facility_id(Facility(9));
  EXPECT_EQ(ReasonOf(Offer(request, Osaka()).status()), "FACILITY_UNKNOWN");
  request = AnOffer(created, decision, 3);
  EXPECT_EQ(ReasonOf(Offer(request, Osaka()).status()), "NOT_YOUR_POOL");
  request = AnOffer(created, decision, 1);
  request.set_version(9);
  EXPECT_EQ(ReasonOf(Offer(request, Osaka()).status()), "ADMISSION_CHANGED");
  clock_.Advance(absl::Hours(1) + absl::Seconds(1));
  EXPECT_EQ(ReasonOf(Offer(AnOffer(created, decision, 1), Osaka()).status()), "DECISION_TOO_OLD");
}

TEST_F(PlacementTest, OfTwoWhoPressTheSameButtonOneOffers) {
  const v1::Admission created = Created();
  const v1::Decision decision = Recommended(created);
  const v1::OfferPlaceRequest requests[] = {AnOffer(created, decision, 1), AnOffer(created, decision, 2)};
  const std::string tokens[] = {Osaka(), Desk()};
  absl::StatusOr<v1::Admission> answers[2] = {absl::UnknownError(""), absl::UnknownError("")};
  std::thread one([&] { answers[0] = Offer(requests[0], tokens[0]); });
  std::thread two([&] { answers[1] = Offer(requests[1], tokens[1]); });
  one.join();
  two.join();
  EXPECT_NE(answers[0].ok(), answers[1].ok());
  EXPECT_EQ(ReasonOf(answers[answers[0].ok() ? 1 : 0].status()), "ADMISSION_CHANGED");
  EXPECT_EQ(Count("SELECT count(*) FROM offers"), 1);
}

TEST_F(PlacementTest, CountsWhatIsPromisedAndWhoWasPlacedOfLate) {
  Known({APlace(1, 1), APlace(2)});
  const v1::Admission first = Offered(Created());
  const v1::Decision second = Recommended(Created());
  EXPECT_EQ(second.candidates(0).facility_id(), Facility(2));
  EXPECT_THAT(ReasonsOf(second.candidates(1)), testing::ElementsAre(v1::PLACE_REASON_ALL_PROMISED));
  v1::AcceptOfferRequest answer;
  answer.set_offer_id(first.offer().id());
  ASSERT_TRUE(tests::CallWith(Staff(), *placement_, &Placements::AcceptOffer, answer).ok());
  ASSERT_TRUE(Tell().ok());
  const v1::Decision third = Recommended(Created());
  const auto& placed = third.candidates(0).facility_id() == Facility(1) ? third.candidates(0) : third.candidates(1);
  EXPECT_EQ(placed.known().recent(), 1);
  EXPECT_EQ(placed.known().promised(), 0) << "its hold is capacity's to count";
  EXPECT_THAT(ReasonsOf(placed), testing::Contains(v1::PLACE_REASON_FAIRNESS));
}

TEST_F(PlacementTest, DoesNotAskAgainWhoDeclined) {
  const v1::Admission offered = Offered(Created());
  v1::DeclineOfferRequest answer;
  answer.set_offer_id(offered.offer().id());
  const auto decline = [&] { return tests::CallWith(Staff(), *placement_, &Placements::DeclineOffer, answer); };
  EXPECT_EQ(FieldOf(decline().status()), "reason");
  answer.set_reason("医師が不在");
  ASSERT_TRUE(decline().ok());
  ASSERT_TRUE(decline().ok()) << "sent again";
  const v1::Admission now = Get(offered.id());
  EXPECT_EQ(now.state(), v1::ADMISSION_STATE_DECLINED);
  EXPECT_EQ(now.offer().answer_reason(), "医師が不在");
  const v1::Decision decision = Recommended(now);
  EXPECT_EQ(decision.candidates(0).facility_id(), Facility(2));
  EXPECT_THAT(ReasonsOf(decision.candidates(1)), testing::ElementsAre(v1::PLACE_REASON_DECLINED));
}

TEST_F(PlacementTest, PassesOverToThePrefecturesDeskWhenTheAreaHasNothing) {
  Known({APlace(1, 0), APlace(3, 5, "272035")});
  const v1::Admission created = Created();
  const v1::Decision decision = Recommended(created);
  EXPECT_TRUE(decision.overflow());
  const v1::Admission now = Get(created.id());
  EXPECT_EQ(now.pool(), v1::POOL_PREFECTURE);
  EXPECT_EQ(now.version(), decision.admission_version());

  const v1::Decision desk = Recommended(now, Desk());
  EXPECT_EQ(desk.candidates(0).facility_id(), Facility(3));
  EXPECT_EQ(ReasonOf(Offer(AnOffer(now, desk, 3), Osaka()).status()), "NOT_YOUR_POOL");
  EXPECT_TRUE(Offer(AnOffer(now, desk, 3), Desk()).ok());
  v1::ListAdmissionsRequest request;
  request.set_pool(v1::POOL_PREFECTURE);
  EXPECT_EQ(tests::CallWith(Desk(), *admission_, &Admissions::ListAdmissions, request)->admissions_size(), 1);
}

TEST_F(PlacementTest, FillsNoMoreThanTheQuotaOfTheArea) {
  platform::postgres::Pool owner(database_.OwnerConninfo(), 1);
  ASSERT_TRUE(owner.Run(Soon(), {"test.quota", R"sql(
    INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES ('admission.pools', 2,
    '2026-11-20T00:00:00Z', '{"quotas": [{"area_code": "271004", "bed_class": "severe", "beds": 1}]}', 'a', 'b'))sql"}).ok());
  Offered(Created());
  const v1::Decision decision = Recommended(Created());
  EXPECT_TRUE(decision.overflow());
  EXPECT_EQ(decision.quota(), 1);
  EXPECT_EQ(decision.quota_used(), 1);
  EXPECT_THAT(ReasonsOf(decision.candidates(0)), testing::Contains(v1::PLACE_REASON_QUOTA_USED));
}

TEST_F(PlacementTest, JudgesEachOfManyAsItWouldHerAlone) {
  // One was declined; one lies elsewhere already and goes on from there; for one a bed is promised; the way is in a table.
  const v1::Admission declined = Offered(Created()), lies = Admitted(2), asked = Offered(Created(), 2);
  v1::DeclineOfferRequest decline;
  decline.set_offer_id(declined.offer().id());
  decline.set_reason("満床");
  ASSERT_TRUE(tests::CallWith(Staff(), *placement_, &Placements::DeclineOffer, decline).ok());
  v1::CreateAdmissionRequest further = ARequest(lies.case_id());
  further.set_transfer_of_id(lies.id());
  ASSERT_TRUE(tests::CallWith(Osaka(), *admission_, &Admissions::CreateAdmission, further).ok());
  v1::SetTravelTimesRequest times;
  times.set_area_code("271004");
  times.add_times()->set_facility_id(Facility(1));
  times.mutable_times(0)->set_minutes(7);
  ASSERT_TRUE(tests::CallWith(Osaka(), *placement_, &Placements::SetTravelTimes, times).ok());

  const auto proposed = tests::CallWith(Osaka(), *placement_, &Placements::ProposeAssignment, v1::ProposeAssignmentRequest());
  ASSERT_TRUE(proposed.ok()) << proposed.status();
  ASSERT_EQ(proposed->places_size(), 2);
  std::set<int> reasons;
  for (const v1::AssignedPlace& place : proposed->places()) {
    const v1::Decision of_many = Replay(place.decision_id(), Osaka())->decision();
    const v1::Decision alone = Recommended(Get(place.admission_id()));
    ASSERT_EQ(of_many.candidates_size(), alone.candidates_size());
    for (int i = 0; i < alone.candidates_size(); ++i) {
      EXPECT_EQ(of_many.candidates(i).SerializeAsString(), alone.candidates(i).SerializeAsString());
      for (const int reason : ReasonsOf(alone.candidates(i))) reasons.insert(reason);
    }
    EXPECT_EQ(alone.candidates(0).known().minutes() == 7 || alone.candidates(1).known().minutes() == 7, true);
  }
  EXPECT_TRUE(reasons.contains(v1::PLACE_REASON_DECLINED));
  EXPECT_TRUE(reasons.contains(v1::PLACE_REASON_CONTINUITY));
  EXPECT_TRUE(reasons.contains(v1::PLACE_REASON_FAIRNESS));
}

TEST_F(PlacementTest, FillsNoMoreThanTheQuotaForManyNorByDecisionsOfBefore) {
  const v1::Admission first = Created(), second = Created();
  const v1::Decision decisions[] = {Recommended(first), Recommended(second)};
  platform::postgres::Pool owner(database_.OwnerConninfo(), 1);
  ASSERT_TRUE(owner.Run(Soon(), {"test.quota", R"sql(
    INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES ('admission.pools', 2,
    '2026-11-20T00:00:00Z', '{"quotas": [{"area_code": "271004", "bed_class": "severe", "beds": 1}]}', 'a', 'b'))sql"}).ok());
  const auto proposed = tests::CallWith(Osaka(), *placement_, &Placements::ProposeAssignment, v1::ProposeAssignmentRequest());
  ASSERT_TRUE(proposed.ok()) << proposed.status();
  EXPECT_EQ(proposed->placed(), 1);
  EXPECT_EQ(proposed->in_turn_placed(), 1);

  EXPECT_TRUE(Offer(AnOffer(first, decisions[0], 1), Osaka()).ok());
  EXPECT_EQ(ReasonOf(Offer(AnOffer(second, decisions[1], 1), Osaka()).status()), "QUOTA_USED");
  const v1::Decision again = Recommended(second);
  EXPECT_TRUE(again.overflow());
  EXPECT_TRUE(Offer(AnOffer(Get(second.id()), Recommended(Get(second.id()), Desk()), 1), Desk()).ok()) << "no quota binds the desk";
}

TEST_F(PlacementTest, TakesATableOfTimesBeforeTheGreatCircle) {
  v1::SetTravelTimesRequest request;
  request.set_area_code("271004");
  auto* const time = request.add_times();
  time->set_facility_id(Facility(2));
  time->set_minutes(1);
  const auto set = [&](const std::string& token) { return tests::CallWith(token, *placement_, &Placements::SetTravelTimes, request); };
  EXPECT_EQ(ReasonOf(set(Tokyo()).status()), "AREA_UNKNOWN");
  EXPECT_EQ(set(Osaka())->time_count(), 1);
  EXPECT_EQ(set(Osaka())->time_count(), 1);
  const v1::Decision decision = Recommended(Created());
  EXPECT_EQ(decision.candidates(0).facility_id(), Facility(2));
  EXPECT_EQ(decision.candidates(0).known().minutes(), 1);
  time->set_minutes(1441);
  EXPECT_EQ(ReasonOf(set(Osaka()).status()), "OUT_OF_RANGE");
}

TEST_F(PlacementTest, SaysThatNobodyKnowsWhatIsFree) {
  const v1::Admission created = Created();
  places_.down = true;
  v1::RecommendRequest request;
  request.set_admission_id(created.id());
  const auto answer = tests::CallWith(Osaka(), *placement_, &Placements::Recommend, request);
  EXPECT_EQ(ReasonOf(answer.status()), "CAPACITY_UNREACHED");
  EXPECT_TRUE(absl::IsUnavailable(answer.status()));
}

TEST_F(PlacementTest, ProposesForManyWhatCostsLeastAgainstOneAfterTheOther) {
  // The first may go near or a little farther; the second, who needs a dialysis, only near.
  auto near = APlace(1, 1);
  near.add_capabilities("dialysis");
  Known({near, APlace(2, 1)});
  v1::CreateAdmissionRequest with_dialysis = ARequest(ACase());
  with_dialysis.mutable_needs()->add_capabilities("dialysis");
  with_dialysis.mutable_needs()->set_urgency(v1::URGENCY_PLANNED);
  const auto needs = tests::CallWith(Osaka(), *admission_, &Admissions::CreateAdmission, with_dialysis);
  ASSERT_TRUE(needs.ok());
  const v1::Admission any = Created();

  const auto proposed = tests::CallWith(Osaka(), *placement_, &Placements::ProposeAssignment, v1::ProposeAssignmentRequest());
  ASSERT_TRUE(proposed.ok()) << proposed.status();
  ASSERT_EQ(proposed->places_size(), 2);
  EXPECT_EQ(proposed->places(0).admission_id(), any.id()) << "the more urgent one";
  EXPECT_EQ(proposed->places(0).facility_id(), Facility(2));
  EXPECT_EQ(proposed->places(0).in_turn_facility_id(), Facility(1));
  EXPECT_EQ(proposed->places(1).facility_id(), Facility(1));
  EXPECT_EQ(proposed->places(1).display_name(), "病院1");
  EXPECT_EQ(proposed->places(1).in_turn_facility_id(), "");
  EXPECT_EQ(proposed->placed(), 2);
  EXPECT_EQ(proposed->in_turn_placed(), 1);
  EXPECT_LT(proposed->cost(), proposed->in_turn_cost());

  // Each has a decision to offer by.
  const v1::AssignedPlace& second = proposed->places(0);
  v1::OfferPlaceRequest offer;
  offer.set_request_id(RequestId::Random().ToString());
  offer.set_admission_id(second.admission_id());
  offer.set_version(second.admission_version());
  offer.set_decision_id(second.decision_id());
  offer.set_facility_id(second.facility_id());
  offer.set_override_reason("全体の調整");
  EXPECT_TRUE(Offer(offer, Osaka()).ok());
  EXPECT_TRUE(Replay(second.decision_id(), Osaka())->same());
}

}  // namespace
}  // namespace mimamori::admission
