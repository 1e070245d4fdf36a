// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <thread>

#include "services/platform/postgres/change_log.hpp"
#include "tests/services/capacity/service/hold_house.hpp"

namespace mimamori::capacity {
namespace {

using platform::rpc::ToTimestamp;

class Holding : public HoldHouse {};

TEST_F(Holding, IsForAdmissionAlone) {
  const auto hold = TakeHold();
  ASSERT_TRUE(hold.ok()) << hold.status();
  for (const std::string& token : {Officer(), Nurse(), callers_.Service("registry"), callers_.Anyone("gateway_staff"),
                                   callers_.Person("gateway_staff", kOfficer, mimamori::rpc::v1::ROLE_TRANSPORT_STAFF, {})}) {
    EXPECT_TRUE(absl::IsPermissionDenied(Ask(token, &Holds::CreateHold, AsksForHold()).status()));
    EXPECT_TRUE(absl::IsPermissionDenied(Ask(token, &Holds::ExtendHold, Of<v1::ExtendHoldRequest>(*hold)).status()));
    EXPECT_TRUE(absl::IsPermissionDenied(Ask(token, &Holds::ReleaseHold, Of<v1::ReleaseHoldRequest>(*hold)).status()));
    EXPECT_TRUE(absl::IsPermissionDenied(Ask(token, &Holds::ConvertHold, Of<v1::ConvertHoldRequest>(*hold)).status()));
  }
  for (const std::string& token : {Admission(), callers_.Anyone("gateway_staff"),
                                   callers_.Person("gateway_staff", kOfficer, mimamori::rpc::v1::ROLE_AUDITOR, {"271004"})}) {
    EXPECT_TRUE(absl::IsPermissionDenied(List(token).status()));
    EXPECT_TRUE(absl::IsPermissionDenied(Ask(token, &Holds::ListAnomalies, v1::ListAnomaliesRequest()).status()));
  }
  EXPECT_EQ(Count("SELECT count(*) FROM holds"), 1);
}

TEST_F(Holding, TellsByFieldWhatIsWrongWithARequest) {
  const struct {
    std::string field, reason;
    std::function<void(v1::CreateHoldRequest&)> spoil;
  } cases[] = {
      {"request_id", "MALFORMED_ID", [](auto& request) { request.set_request_id("7"); }},
      {"facility_id", "MALFORMED_ID", [](auto& request) { request.clear_facility_id(); }},
      {"holder_id", "MALFORMED_ID", [](auto& request) { request.set_holder_id("271004-2026-000123"); }},
      {"officer_id", "MALFORMED_ID", [](auto& request) { request.clear_officer_id(); }},
      {"bed_class", "MISSING_FIELD", [](auto& request) { request.clear_bed_class(); }},
      {"bed_class", "TEXT_TOO_LONG", [](auto& request) { request.set_bed_class(std::string(65, 'a')); }},
      {"bed_class", "TEXT_NOT_PLAIN", [](auto& request) { request.set_bed_class("a\nb"); }},
      {"bed_id", "ONE_OF_TWO", [](auto& request) { request.set_bed_id(kOfficer); }},
      {"bed_id", "MALFORMED_ID", [](auto& request) { request.clear_bed_class(); request.set_bed_id("1"); }},
  };
  for (const auto& [field, reason, spoil] : cases) {
    SCOPED_TRACE(field + " " + reason);
    v1::CreateHoldRequest request = AsksForHold();
    spoil(request);
    const auto answer = TakeHold(request);
    EXPECT_EQ(FieldOf(answer.status()), field);
    EXPECT_EQ(ReasonOf(answer.status()), reason);
  }
}

TEST_F(Holding, GoesFromTheCallToTheStay) {
  const v1::CreateHoldRequest asked = AsksForHold();
  const auto hold = TakeHold(asked);
  ASSERT_TRUE(hold.ok()) << hold.status();
  EXPECT_EQ(hold->state(), v1::HOLD_STATE_LIVE);
  EXPECT_EQ(hold->holder_id(), asked.holder_id());
  EXPECT_EQ(hold->officer_id(), kOfficer);
  EXPECT_EQ(hold->end_time().seconds() - hold->begin_time().seconds(), 4 * 3600);
  EXPECT_EQ(TakeHold(asked)->id(), hold->id()) << "a retry";

  const auto extended = Ask(Admission(), &Holds::ExtendHold, Of<v1::ExtendHoldRequest>(*hold));
  ASSERT_TRUE(extended.ok()) << extended.status();
  EXPECT_EQ(extended->end_time().seconds() - hold->end_time().seconds(), 2 * 3600);
  EXPECT_EQ(ReasonOf(Ask(Admission(), &Holds::ExtendHold, Of<v1::ExtendHoldRequest>(*extended)).status()),
            "ALREADY_EXTENDED");
  EXPECT_EQ(ReasonOf(Ask(Admission(), &Holds::ReleaseHold, Of<v1::ReleaseHoldRequest>(*hold)).status()), "HOLD_CHANGED");

  auto comes = Of<v1::ConvertHoldRequest>(*extended);
  *comes.mutable_begin_time() = ToTimestamp(kNow + absl::Hours(1));
  EXPECT_EQ(FieldOf(Ask(Admission(), &Holds::ConvertHold, comes).status()), "begin_time");
  clock_.Advance(absl::Hours(2));
  const auto converted = Ask(Admission(), &Holds::ConvertHold, comes);
  ASSERT_TRUE(converted.ok()) << converted.status();
  EXPECT_EQ(converted->hold().state(), v1::HOLD_STATE_CONVERTED);
  EXPECT_EQ(converted->stay().begin_time().seconds(), comes.begin_time().seconds());
  EXPECT_EQ(converted->stay().hold_id(), hold->id());
  EXPECT_EQ(Ask(Admission(), &Holds::ConvertHold, comes)->stay().id(), converted->stay().id()) << "a retry";
  EXPECT_EQ(ReasonOf(Ask(Admission(), &Holds::ReleaseHold, Of<v1::ReleaseHoldRequest>(converted->hold())).status()),
            "HOLD_ENDED");
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE actor = '0192f0c1-0000-4000-8000-000000000001' AND "
                  "area = '271004' AND object_type = 'hold' AND action IN "
                  "('capacity.CreateHold', 'capacity.ExtendHold', 'capacity.ConvertHold')"), 3);
}

TEST_F(Holding, IsOverWhenItsTimeIs) {
  const auto hold = TakeHold();
  ASSERT_TRUE(hold.ok());
  clock_.Advance(absl::Hours(4));
  EXPECT_EQ(List(Officer(), v1::HOLD_STATE_EXPIRED)->holds_size(), 1) << "before anybody has written it down";
  EXPECT_EQ(List(Officer(), v1::HOLD_STATE_LIVE)->holds_size(), 0);
  EXPECT_EQ(ReasonOf(Ask(Admission(), &Holds::ExtendHold, Of<v1::ExtendHoldRequest>(*hold)).status()), "HOLD_ENDED");
  EXPECT_EQ(ReasonOf(Ask(Admission(), &Holds::ConvertHold, Of<v1::ConvertHoldRequest>(*hold)).status()), "HOLD_ENDED");
}

TEST_F(Holding, GivesNoBedTwiceHoweverManyAskAtOnce) {
  std::atomic<int> given = 0, refused = 0;
  std::vector<std::thread> clients;
  for (int i = 0; i < 60; ++i) {
    clients.emplace_back([&] {
      const auto hold = TakeHold();
      if (hold.ok()) ++given;
      if (ReasonOf(hold.status()) == "NO_BED_FREE") ++refused;
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(given, 3);
  EXPECT_EQ(refused, 57);
}

TEST_F(Holding, IsShownToThoseWhoPlacePeopleThereAndToTheHouseItself) {
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) {
    ids.push_back(TakeHold()->id());
    clock_.Advance(absl::Seconds(1));
  }
  for (const std::string& token : {Officer(), Sakai(), Nurse()}) {
    const auto first = List(token, v1::HOLD_STATE_UNSPECIFIED, 2);
    ASSERT_TRUE(first.ok()) << first.status();
    ASSERT_EQ(first->holds_size(), 2);
    EXPECT_EQ(first->holds(0).id(), ids[2]) << "the latest first";
    const auto second = List(token, v1::HOLD_STATE_UNSPECIFIED, 2, first->next_page_token());
    ASSERT_EQ(second->holds_size(), 1);
    EXPECT_EQ(second->holds(0).id(), ids[0]);
    EXPECT_TRUE(second->next_page_token().empty());
    EXPECT_EQ(ReasonOf(List(token, v1::HOLD_STATE_LIVE, 2, first->next_page_token()).status()), "BAD_PAGE_TOKEN");
  }
  const auto page = List(Officer(), v1::HOLD_STATE_UNSPECIFIED, 2);
  EXPECT_EQ(ReasonOf(List(Sakai(), v1::HOLD_STATE_UNSPECIFIED, 2, page->next_page_token()).status()), "BAD_PAGE_TOKEN");
  for (const std::string& token : {Officer("130001"), Nurse("0192f0c1-0000-4000-8000-00000000000b"), Nurse("")}) {
    EXPECT_EQ(ReasonOf(List(token).status()), "FACILITY_UNKNOWN");
  }
  EXPECT_EQ(ReasonOf(List(Officer(), static_cast<v1::HoldState>(9)).status()), "UNKNOWN_STATE");
  EXPECT_EQ(ReasonOf(List(Officer(), v1::HOLD_STATE_LIVE, -1).status()), "BAD_PAGE_SIZE");
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'capacity.ListHolds' AND area = '271004'"), 7);
}

TEST_F(Holding, ShowsWhatIsOddAboutTheHoldsOfATime) {
  v1::CreateHoldRequest asked = AsksForHold();
  for (int i = 0; i < 4; ++i) {
    asked.set_request_id(RequestId::Random().ToString());
    const auto hold = TakeHold(asked);
    ASSERT_TRUE(hold.ok()) << hold.status();
    ASSERT_TRUE(Ask(Admission(), &Holds::ReleaseHold, Of<v1::ReleaseHoldRequest>(*hold)).ok());
    const auto rebooked = TakeHold();  // for another holder, at once
    ASSERT_TRUE(rebooked.ok());
    clock_.Advance(absl::Minutes(10));
    ASSERT_TRUE(Ask(Admission(), &Holds::ReleaseHold, Of<v1::ReleaseHoldRequest>(*rebooked)).ok());
    clock_.Advance(absl::Minutes(10));
  }
  v1::ListAnomaliesRequest request;
  *request.mutable_start_time() = ToTimestamp(kNow);
  *request.mutable_end_time() = ToTimestamp(kNow + absl::Hours(24));
  const auto found = Ask(Officer(), &Holds::ListAnomalies, request);
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->anomalies_size(), 2);
  EXPECT_EQ(found->anomalies(0).kind(), v1::ANOMALY_KIND_MANY_HOLDS);
  EXPECT_EQ(found->anomalies(0).holder_id(), asked.holder_id());
  EXPECT_EQ(found->anomalies(0).officer_id(), "");
  EXPECT_EQ(found->anomalies(0).hold_count(), 4);
  EXPECT_EQ(found->anomalies(1).kind(), v1::ANOMALY_KIND_REBOOKED);
  EXPECT_EQ(found->anomalies(1).officer_id(), kOfficer);

  request.set_page_size(1);
  const auto first = Ask(Officer(), &Holds::ListAnomalies, request);
  ASSERT_EQ(first->anomalies_size(), 1);
  request.set_page_token(first->next_page_token());
  EXPECT_EQ(Ask(Officer(), &Holds::ListAnomalies, request)->anomalies(0).kind(), v1::ANOMALY_KIND_REBOOKED);
  request.clear_page_token();
  EXPECT_EQ(Ask(Officer("130001"), &Holds::ListAnomalies, request)->anomalies_size(), 0) << "of another prefecture";
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'capacity.ListAnomalies'"), 4);

  *request.mutable_end_time() = ToTimestamp(kNow + absl::Hours(31 * 24 + 1));
  EXPECT_EQ(ReasonOf(Ask(Officer(), &Holds::ListAnomalies, request).status()), "WINDOW_TOO_LONG");
  *request.mutable_end_time() = request.start_time();
  EXPECT_EQ(ReasonOf(Ask(Officer(), &Holds::ListAnomalies, request).status()), "EMPTY_WINDOW");
  request.clear_start_time();
  EXPECT_EQ(FieldOf(Ask(Officer(), &Holds::ListAnomalies, request).status()), "start_time");
}

TEST_F(Holding, TellsAdmissionOfEachChangeAndWhoeverWasAwayOfAll) {
  const auto first = TakeHold();
  const auto second = TakeHold();
  ASSERT_TRUE(first.ok() && second.ok());
  ASSERT_TRUE(Ask(Admission(), &Holds::ConvertHold, Of<v1::ConvertHoldRequest>(*first)).ok());
  const auto changes = Follow(0, 3);
  ASSERT_EQ(changes.size(), 3u);
  EXPECT_EQ(changes[0].current().id(), first->id());
  EXPECT_EQ(changes[0].current().state(), v1::HOLD_STATE_CONVERTED) << "as it is by now";
  EXPECT_EQ(changes[0].stay().hold_id(), first->id());
  EXPECT_EQ(changes[1].current().id(), second->id());
  EXPECT_FALSE(changes[1].has_stay());
  EXPECT_EQ(Follow(changes[1].sequence(), 1)[0].current().id(), first->id());

  ASSERT_TRUE(platform::postgres::DropChanges(pool_, Soon(), clock_.Now() + absl::Hours(1)).ok());
  const auto all = Follow(changes[0].sequence(), 2);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].sequence(), changes[0].sequence()) << "she has not heard of all yet";
  EXPECT_GE(all[1].sequence(), changes[2].sequence());
  const auto third = TakeHold();
  ASSERT_TRUE(third.ok());
  EXPECT_EQ(Follow(all[1].sequence(), 1)[0].current().id(), third->id());

  v1::StreamHoldChangesRequest request;
  request.set_after_sequence(-1);
  grpc::ClientContext context;
  context.AddMetadata("mimamori-caller-bin", Admission());
  EXPECT_EQ(ReasonOf(platform::rpc::FromGrpc(hold_stub_->StreamHoldChanges(&context, request)->Finish())), "BAD_SEQUENCE");
  grpc::ClientContext other;
  other.AddMetadata("mimamori-caller-bin", callers_.Service("observation"));
  EXPECT_EQ(hold_stub_->StreamHoldChanges(&other, {})->Finish().error_code(), grpc::StatusCode::PERMISSION_DENIED);
}

}  // namespace
}  // namespace mimamori::capacity
