// SPDX-License-Identifier: Apache-2.0
#include "tests/services/capacity/service/hold_house.hpp"

namespace mimamori::capacity {
namespace {

using platform::rpc::ToTimestamp;

class Staying : public HoldHouse {
 protected:
  Staying() {
    const auto made = MakesBeds(Nurse(), {"B-301", "B-302", "B-303"});
    EXPECT_TRUE(made.ok()) << made.status();
    for (const v1::Bed& bed : made->beds()) beds_ids_.push_back(bed.id());
  }
  v1::RecordStayRequest LiesIn(const std::string& bed) const {
    v1::RecordStayRequest request;
    request.set_request_id(RequestId::Random().ToString());
    request.set_facility_id(hospital_.ToString());
    request.set_bed_id(bed);
    return request;
  }
  v1::EndStayRequest Leaves(const v1::Stay& stay) const {
    v1::EndStayRequest request;
    request.set_request_id(RequestId::Random().ToString());
    request.set_facility_id(stay.facility_id());
    request.set_stay_id(stay.id());
    request.set_version(stay.version());
    request.set_end(v1::STAY_END_DISCHARGED);
    return request;
  }
  v1::ListBedsRequest BedsAsked(int page_size = 0, const std::string& page_token = "") const {
    v1::ListBedsRequest request;
    request.set_facility_id(hospital_.ToString());
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return request;
  }
  v1::ListStaysRequest StaysAsked(int page_size = 0, const std::string& page_token = "") const {
    v1::ListStaysRequest request;
    request.set_facility_id(hospital_.ToString());
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return request;
  }
  v1::RetireBedRequest Retires(const std::string& bed) const {
    v1::RetireBedRequest request;
    request.set_facility_id(hospital_.ToString());
    request.set_bed_id(bed);
    return request;
  }

  std::vector<std::string> beds_ids_;
};

TEST_F(Staying, IsKeptByTheHouseItselfAndTheOfficersOfItsArea) {
  for (const std::string& token : {Officer("130001"), Nurse("0192f0c1-0000-4000-8000-00000000000b")}) {
    EXPECT_EQ(ReasonOf(Ask(token, &Stays::RecordStay, LiesIn(beds_ids_[0])).status()), "FACILITY_UNKNOWN");
    EXPECT_EQ(ReasonOf(Ask(token, &Stays::ListStays, StaysAsked()).status()), "FACILITY_UNKNOWN");
    EXPECT_EQ(ReasonOf(Ask(token, &Stays::ListBeds, BedsAsked()).status()), "FACILITY_UNKNOWN");
    EXPECT_EQ(ReasonOf(Ask(token, &Stays::RetireBed, Retires(beds_ids_[0])).status()), "FACILITY_UNKNOWN");
    EXPECT_EQ(ReasonOf(MakesBeds(token, {"X"}).status()), "FACILITY_UNKNOWN");
  }
  // In the same prefecture, and not of the area: she sees it.
  EXPECT_EQ(ReasonOf(Ask(Sakai(), &Stays::RecordStay, LiesIn(beds_ids_[0])).status()), "NOT_YOUR_AREA");
  EXPECT_EQ(ReasonOf(Ask(Sakai(), &Stays::RetireBed, Retires(beds_ids_[0])).status()), "NOT_YOUR_AREA");
  EXPECT_EQ(ReasonOf(MakesBeds(Sakai(), {"X"}).status()), "NOT_YOUR_AREA");
  EXPECT_EQ(Ask(Sakai(), &Stays::ListBeds, BedsAsked())->beds_size(), 3);
  EXPECT_EQ(Ask(Sakai(), &Stays::ListStays, StaysAsked())->stays_size(), 0);

  const auto stay = Ask(Officer(), &Stays::RecordStay, LiesIn(beds_ids_[0]));
  ASSERT_TRUE(stay.ok()) << stay.status();
  EXPECT_EQ(ReasonOf(Ask(Sakai(), &Stays::EndStay, Leaves(*stay)).status()), "NOT_YOUR_AREA");
  EXPECT_EQ(ReasonOf(Ask(Officer("130001"), &Stays::EndStay, Leaves(*stay)).status()), "FACILITY_UNKNOWN");
  EXPECT_TRUE(Ask(Nurse(), &Stays::EndStay, Leaves(*stay)).ok());

  for (const std::string& token : {callers_.Anyone("gateway_staff"), callers_.Service("registry"), Admission(),
                                   callers_.Person("gateway_staff", kOfficer, mimamori::rpc::v1::ROLE_TRANSPORT_STAFF, {})}) {
    EXPECT_TRUE(absl::IsPermissionDenied(Ask(token, &Stays::RecordStay, LiesIn(beds_ids_[0])).status()));
    EXPECT_TRUE(absl::IsPermissionDenied(Ask(token, &Stays::ListStays, StaysAsked()).status()));
    EXPECT_TRUE(absl::IsPermissionDenied(Ask(token, &Stays::ListBeds, BedsAsked()).status()));
    EXPECT_TRUE(absl::IsPermissionDenied(Ask(token, &Stays::RetireBed, Retires(beds_ids_[0])).status()));
    EXPECT_TRUE(absl::IsPermissionDenied(MakesBeds(token, {"X"}).status()));
  }
  EXPECT_TRUE(absl::IsPermissionDenied(Ask(callers_.Service("registry"), &Stays::EndStay, Leaves(*stay)).status()));
}

TEST_F(Staying, IsOfOneInABedAtATime) {
  clock_.Advance(absl::Hours(1));
  v1::RecordStayRequest request = LiesIn(beds_ids_[0]);
  *request.mutable_begin_time() = ToTimestamp(kNow);
  const auto stay = Ask(Nurse(), &Stays::RecordStay, request);
  ASSERT_TRUE(stay.ok()) << stay.status();
  EXPECT_EQ(stay->bed_class(), "severe");
  EXPECT_FALSE(stay->has_end_time());
  EXPECT_EQ(Ask(Nurse(), &Stays::RecordStay, request)->id(), stay->id()) << "a retry";
  EXPECT_EQ(ReasonOf(Ask(Nurse(), &Stays::RecordStay, LiesIn(beds_ids_[0])).status()), "BED_TAKEN");

  auto left = Leaves(*stay);
  *left.mutable_end_time() = ToTimestamp(kNow + absl::Minutes(30));
  const auto ended = Ask(Nurse(), &Stays::EndStay, left);
  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_EQ(ended->end(), v1::STAY_END_DISCHARGED);
  EXPECT_EQ(ended->version(), 2);
  EXPECT_EQ(ReasonOf(Ask(Nurse(), &Stays::EndStay, Leaves(*ended)).status()), "STAY_ENDED");
  request = LiesIn(beds_ids_[0]);
  *request.mutable_begin_time() = ToTimestamp(kNow + absl::Minutes(29));
  EXPECT_EQ(ReasonOf(Ask(Nurse(), &Stays::RecordStay, request).status()), "BED_TAKEN");
  *request.mutable_begin_time() = ToTimestamp(kNow + absl::Minutes(30));
  EXPECT_TRUE(Ask(Nurse(), &Stays::RecordStay, request).ok());
}

TEST_F(Staying, ThatBeganWithAHoldIsEndedByAdmission) {
  v1::CreateHoldRequest asked = AsksForHold();
  asked.clear_bed_class();
  asked.set_bed_id(beds_ids_[1]);
  const auto hold = TakeHold(asked);
  ASSERT_TRUE(hold.ok()) << hold.status();
  EXPECT_EQ(ReasonOf(Ask(Nurse(), &Stays::RecordStay, LiesIn(beds_ids_[1])).status()), "BED_TAKEN") << "it is held";
  const auto converted = Ask(Admission(), &Holds::ConvertHold, Of<v1::ConvertHoldRequest>(*hold));
  ASSERT_TRUE(converted.ok()) << converted.status();
  EXPECT_EQ(converted->stay().bed_id(), beds_ids_[1]);
  clock_.Advance(absl::Hours(1));
  EXPECT_EQ(ReasonOf(Ask(Nurse(), &Stays::EndStay, Leaves(converted->stay())).status()), "HAS_HOLDER");
  auto left = Leaves(converted->stay());
  EXPECT_EQ(FieldOf(Ask(Admission(), &Stays::EndStay, left).status()), "officer_id");
  left.set_officer_id(kOfficer);
  left.set_end(v1::STAY_END_TRANSFERRED);
  const auto ended = Ask(Admission(), &Stays::EndStay, left);
  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_EQ(ended->end(), v1::STAY_END_TRANSFERRED);
  EXPECT_EQ(Ask(Admission(), &Stays::EndStay, left)->version(), 2) << "a retry";
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'capacity.EndStay' AND "
                  "actor = '0192f0c1-0000-4000-8000-000000000001'"), 1);
}

TEST_F(Staying, TellsByFieldWhatIsWrongWithARequest) {
  const auto record = [&](const std::function<void(v1::RecordStayRequest&)>& spoil) {
    v1::RecordStayRequest request = LiesIn(beds_ids_[0]);
    spoil(request);
    const auto answer = Ask(Nurse(), &Stays::RecordStay, request);
    return FieldOf(answer.status()) + " " + ReasonOf(answer.status());
  };
  EXPECT_EQ(record([](auto& request) { request.set_request_id("x"); }), "request_id MALFORMED_ID");
  EXPECT_EQ(record([](auto& request) { request.set_bed_id("x"); }), "bed_id MALFORMED_ID");
  EXPECT_EQ(record([](auto& request) { request.set_bed_id(kOfficer); }), "bed_id BED_UNKNOWN");
  EXPECT_EQ(record([](auto& request) { request.set_facility_id("x"); }), " FACILITY_UNKNOWN");
  EXPECT_EQ(record([](auto& request) { *request.mutable_begin_time() = ToTimestamp(kNow + absl::Seconds(1)); }),
            "begin_time TIME_IN_FUTURE");
  EXPECT_EQ(record([](auto& request) {
              *request.mutable_begin_time() = ToTimestamp(kNow);
              *request.mutable_end_time() = ToTimestamp(kNow);
            }), "end_time EMPTY_WINDOW");
  EXPECT_EQ(record([](auto& request) { request.mutable_begin_time()->set_nanos(-1); }), "begin_time MALFORMED_TIME");

  const auto stay = Ask(Nurse(), &Stays::RecordStay, LiesIn(beds_ids_[0]));
  ASSERT_TRUE(stay.ok());
  const auto end = [&](const std::function<void(v1::EndStayRequest&)>& spoil) {
    v1::EndStayRequest request = Leaves(*stay);
    spoil(request);
    const auto answer = Ask(Nurse(), &Stays::EndStay, request);
    return FieldOf(answer.status()) + " " + ReasonOf(answer.status());
  };
  EXPECT_EQ(end([](auto& request) { request.clear_end(); }), "end MISSING_FIELD");
  EXPECT_EQ(end([](auto& request) { request.set_end(static_cast<v1::StayEnd>(9)); }), "end UNKNOWN_END");
  EXPECT_EQ(end([](auto& request) { request.set_version(2); }), " STAY_CHANGED");
  EXPECT_EQ(end([](auto& request) { request.set_stay_id(kOfficer); }), " STAY_UNKNOWN");
  EXPECT_EQ(end([](auto& request) { *request.mutable_end_time() = ToTimestamp(kNow + absl::Seconds(1)); }),
            "end_time TIME_IN_FUTURE");

  const auto beds = [&](const std::vector<std::string>& names) {
    const auto answer = MakesBeds(Nurse(), names);
    return FieldOf(answer.status()) + " " + ReasonOf(answer.status());
  };
  EXPECT_EQ(beds({}), "display_names MISSING_FIELD");
  EXPECT_EQ(beds(std::vector<std::string>(201, "x")), "display_names TOO_MANY_BEDS");
  EXPECT_EQ(beds({"C", ""}), "display_names[1] MISSING_FIELD");
  EXPECT_EQ(beds({"C", std::string(41, 'x')}), "display_names[1] TEXT_TOO_LONG");
  EXPECT_EQ(beds({"C", " C"}), "display_names[1] DUPLICATE_NAME");
  EXPECT_EQ(beds({"B-301"}), "display_names BED_EXISTS");
  EXPECT_EQ(Count("SELECT count(*) FROM beds"), 3);
}

TEST_F(Staying, IsListedInPages) {
  for (const std::string& bed : beds_ids_) {
    ASSERT_TRUE(Ask(Nurse(), &Stays::RecordStay, LiesIn(bed)).ok());
    clock_.Advance(absl::Seconds(1));
  }
  const auto first = Ask(Nurse(), &Stays::ListStays, StaysAsked(2));
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_EQ(first->stays_size(), 2);
  EXPECT_EQ(first->stays(0).bed_id(), beds_ids_[2]);
  const auto second = Ask(Nurse(), &Stays::ListStays, StaysAsked(2, first->next_page_token()));
  ASSERT_EQ(second->stays_size(), 1);
  EXPECT_EQ(second->stays(0).bed_id(), beds_ids_[0]);
  EXPECT_EQ(ReasonOf(Ask(Officer(), &Stays::ListStays, StaysAsked(2, first->next_page_token())).status()), "BAD_PAGE_TOKEN");

  const auto beds = Ask(Nurse(), &Stays::ListBeds, BedsAsked(2));
  ASSERT_EQ(beds->beds_size(), 2);
  EXPECT_EQ(beds->beds(0).display_name(), "B-301");
  EXPECT_TRUE(beds->beds(0).occupied());
  const auto last = Ask(Nurse(), &Stays::ListBeds, BedsAsked(2, beds->next_page_token()));
  ASSERT_EQ(last->beds_size(), 1);
  EXPECT_EQ(last->beds(0).display_name(), "B-303");
  EXPECT_TRUE(last->next_page_token().empty());

  EXPECT_EQ(ReasonOf(Ask(Nurse(), &Stays::RetireBed, Retires(beds_ids_[0])).status()), "BED_TAKEN");
  EXPECT_EQ(ReasonOf(Ask(Nurse(), &Stays::RetireBed, Retires(kOfficer)).status()), "BED_UNKNOWN");
}

TEST_F(Staying, EndsForABedThatIsTakenOutOfUse) {
  const auto retired = Ask(Nurse(), &Stays::RetireBed, Retires(beds_ids_[0]));
  ASSERT_TRUE(retired.ok()) << retired.status();
  EXPECT_TRUE(retired->has_retire_time());
  EXPECT_TRUE(Ask(Nurse(), &Stays::RetireBed, Retires(beds_ids_[0])).ok());
  EXPECT_EQ(ReasonOf(Ask(Nurse(), &Stays::RecordStay, LiesIn(beds_ids_[0])).status()), "BED_RETIRED");
  EXPECT_EQ(Ask(Nurse(), &Stays::ListBeds, BedsAsked())->beds_size(), 2);
}

}  // namespace
}  // namespace mimamori::capacity
