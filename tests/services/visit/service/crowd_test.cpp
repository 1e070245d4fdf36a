// SPDX-License-Identifier: Apache-2.0
#include "services/visit/service/crowd_service.hpp"

#include "tests/services/visit/service/visit_house.hpp"

namespace mimamori::visit {
namespace {

using platform::rpc::ToTimestamp;
using CrowdStub = v1::CrowdService::Stub;

class CrowdTest : public VisitHouse {
 protected:
  std::string Operator(const std::string& venue_id, const std::string& gateway = "gateway_public") const {
    return callers_.SignerOf(gateway).For("visit", {.issuer = gateway, .subject = "session-1",
                                                    .roles = {mimamori::rpc::v1::ROLE_VENUE_OPERATOR}, .areas = {},
                                                    .organisation = venue_id});
  }
  absl::StatusOr<v1::Crowd> Crowd(const std::string& token) {
    return tests::CallWith(token, *crowds_stub_, &CrowdStub::GetOwnCrowd, v1::GetOwnCrowdRequest());
  }
  absl::StatusOr<v1::CrowdHistory> History(const std::string& token, v1::CrowdStep step, absl::Time start,
                                           absl::Time end) {
    v1::GetOwnCrowdHistoryRequest request;
    request.set_step(step);
    *request.mutable_start_time() = ToTimestamp(start);
    *request.mutable_end_time() = ToTimestamp(end);
    return tests::CallWith(token, *crowds_stub_, &CrowdStub::GetOwnCrowdHistory, request);
  }
  // So many new guests come.
  void Come(int guests, platform::VenueId venue = kCafe) {
    for (int i = 0; i < guests; ++i) {
      Browser browser;
      CheckIn(browser, "guest" + std::to_string(++guests_) + "@example.jp", venue);
    }
  }

  int guests_ = 0;
  CrowdStore crowds_{pool_};
  CrowdService crowd_service_{crowds_, venues_, policies_, runner_};
  tests::InProcess crowd_server_{crowd_service_};
  const std::unique_ptr<CrowdStub> crowds_stub_ = v1::CrowdService::NewStub(crowd_server_.Channel());
};

TEST_F(CrowdTest, CountsWhoIsThereAMomentAgoAndRoundsDown) {
  Come(12);
  Come(3, kBar);
  clock_.Advance(absl::Minutes(7));
  Come(8);
  const auto crowd = Crowd(Operator(kCafe.ToString()));
  ASSERT_TRUE(crowd.ok()) << crowd.status();
  EXPECT_EQ(crowd->as_of_time().seconds(), absl::ToUnixSeconds(kNow + absl::Minutes(5)));
  EXPECT_EQ(crowd->headcount().people(), 10) << "12, rounded; who came since is not told yet";
  EXPECT_EQ(crowd->headcount().fewer_than(), 0);
  EXPECT_EQ(Crowd(Operator(kBar.ToString()))->headcount().people(), 0);
  EXPECT_EQ(Crowd(Operator(kBar.ToString()))->headcount().fewer_than(), 5);
  clock_.Advance(absl::Minutes(5));
  EXPECT_EQ(Crowd(Operator(kCafe.ToString()))->headcount().people(), 20);
  clock_.Advance(absl::Minutes(85));
  EXPECT_EQ(Crowd(Operator(kCafe.ToString()))->headcount().people(), 5) << "the first ones are taken to be gone";
}

TEST_F(CrowdTest, CountsAPersonOnce) {
  Come(5);
  for (int i = 0; i < 5; ++i) {
    Browser another;
    CheckIn(another, "guest1@example.jp");
  }
  EXPECT_EQ(Crowd(Operator(kCafe.ToString()))->headcount().people(), 5);
}

TEST_F(CrowdTest, CountsThoseWhoCameWithAPersonOnce) {
  for (const int people : {6, 4}) {  // the second time from another browser
    auto request = ARequest("group@example.jp");
    request.set_people(people);
    ASSERT_TRUE(Ask(&Stub::CheckIn, request).ok());
  }
  Come(4);
  EXPECT_EQ(Crowd(Operator(kCafe.ToString()))->headcount().people(), 10);
  clock_.Advance(absl::Hours(16));
  const std::string token = Operator(kCafe.ToString());
  EXPECT_EQ(History(token, v1::CROWD_STEP_HOUR, kNow, kNow + absl::Hours(5))->steps(0).headcount().people(), 10);
  EXPECT_EQ(History(token, v1::CROWD_STEP_DAY, kNow, kNow + absl::Hours(5))->steps(0).headcount().people(), 10);
}

TEST_F(CrowdTest, SaysWhenTheVenueIsFull) {
  VenueTerms terms = *venues_.Find(kCafe);
  terms.capacity = 7;
  ASSERT_TRUE(venues_.Apply(Soon(), {terms}, ++sequence_).ok());
  Come(6);
  const auto almost = Crowd(Operator(kCafe.ToString()));
  EXPECT_EQ(almost->capacity(), 7);
  EXPECT_FALSE(almost->full());
  Come(1);
  EXPECT_TRUE(Crowd(Operator(kCafe.ToString()))->full());
}

TEST_F(CrowdTest, TellsHoursAndDaysThatAreOver) {
  Come(11);                           // at two
  clock_.Advance(absl::Minutes(70));  // ten past three
  Come(2);
  clock_.Advance(absl::Minutes(60));  // ten past four
  Come(6);
  const std::string token = Operator(kCafe.ToString());
  const absl::Time fourteen = kNow;
  const auto hours = History(token, v1::CROWD_STEP_HOUR, kNow, kNow + absl::Hours(5));
  ASSERT_TRUE(hours.ok()) << hours.status();
  ASSERT_EQ(hours->steps_size(), 2) << "the hour that is not over is not told";
  EXPECT_EQ(hours->steps(0).start_time().seconds(), absl::ToUnixSeconds(fourteen));
  EXPECT_EQ(hours->steps(0).headcount().people(), 10);
  EXPECT_EQ(hours->steps(1).start_time().seconds(), absl::ToUnixSeconds(fourteen + absl::Hours(1)));
  EXPECT_EQ(hours->steps(1).headcount().fewer_than(), 5);
  EXPECT_EQ(History(token, v1::CROWD_STEP_DAY, kNow, kNow + absl::Hours(5))->steps_size(), 0) << "today isn't over";
  clock_.Advance(absl::Hours(13));  // ten past five
  const auto days = History(Operator(kCafe.ToString()), v1::CROWD_STEP_DAY, kNow, kNow + absl::Hours(5));
  ASSERT_TRUE(days.ok()) << days.status();
  ASSERT_EQ(days->steps_size(), 1);
  EXPECT_EQ(days->steps(0).headcount().people(), 15) << "19, rounded";
  EXPECT_EQ(days->steps(0).start_time().seconds(),
            absl::ToUnixSeconds(absl::FromCivil(absl::CivilHour(2026, 11, 21, 5), LoadZone("Asia/Tokyo").value())));
  EXPECT_EQ(History(Operator(kBar.ToString()), v1::CROWD_STEP_DAY, kNow, kNow + absl::Hours(5))->steps_size(), 0);
}

TEST_F(CrowdTest, RefusesWhatCannotBeAnswered) {
  const std::string token = Operator(kCafe.ToString());
  const auto reason = [&](v1::CrowdStep step, int hours) {
    return ReasonOf(History(token, step, kNow, kNow + absl::Hours(hours)).status());
  };
  EXPECT_EQ(reason(v1::CROWD_STEP_UNSPECIFIED, 1), "MISSING_FIELD");
  EXPECT_EQ(reason(static_cast<v1::CrowdStep>(9), 1), "UNKNOWN_STEP");
  EXPECT_EQ(reason(v1::CROWD_STEP_HOUR, 0), "EMPTY_WINDOW");
  EXPECT_EQ(reason(v1::CROWD_STEP_HOUR, 169), "WINDOW_TOO_LONG");
}

TEST_F(CrowdTest, BelongsToTheVenuesOwnOperator) {
  for (const std::string& nobody : {std::string(), VenueId(99).ToString()}) {
    EXPECT_EQ(ReasonOf(Crowd(Operator(nobody)).status()), "VENUE_UNKNOWN");
    EXPECT_EQ(ReasonOf(History(Operator(nobody), v1::CROWD_STEP_HOUR, kNow, kNow + absl::Hours(1)).status()),
              "VENUE_UNKNOWN");
  }
  AddVenue(kBar, "酒場ひかり", 1, true);
  EXPECT_EQ(ReasonOf(Crowd(Operator(kBar.ToString())).status()), "VENUE_UNKNOWN");
  for (const std::string& token : {callers_.Anyone(), callers_.Officer("officer-1", {"271004"}),
                                   callers_.Service("exposure"), callers_.Service("venue")}) {
    EXPECT_EQ(ReasonOf(Crowd(token).status()), "ACCESS_DENIED");
    EXPECT_EQ(ReasonOf(History(token, v1::CROWD_STEP_HOUR, kNow, kNow + absl::Hours(1)).status()), "ACCESS_DENIED");
  }
}

TEST_F(CrowdTest, PreparesEveryStatement) {
  auto connection = pool_.Borrow(Soon());
  for (const auto& statement : CrowdStore::Statements()) {
    EXPECT_TRUE((*connection)->Prepare(statement).ok()) << statement.name << ": " << (*connection)->Prepare(statement);
  }
}

}  // namespace
}  // namespace mimamori::visit
