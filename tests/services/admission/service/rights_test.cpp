// SPDX-License-Identifier: Apache-2.0
// Who sees what, and who may do what.
#include <gmock/gmock.h>

#include "tests/services/admission/service/admission_house.hpp"

namespace mimamori::admission {
namespace {

class RightsTest : public AdmissionHouse {
 protected:
  template <class Stub, class Request, class Response>
  std::string Refusal(const std::string& token, Stub& stub,
                      grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*), const Request& request) {
    return ReasonOf(tests::CallWith(token, stub, method, request).status());
  }
  template <class Request>
  static Request About(const v1::Admission& admission) {
    Request request;
    request.set_admission_id(admission.id());
    return request;
  }
};

TEST_F(RightsTest, AnAdmissionOfAnotherAreaDoesNotExist) {
  const v1::Admission held = Held();
  EXPECT_EQ(Refusal(Tokyo(), *admission_, &Admissions::GetAdmission, About<v1::GetAdmissionRequest>(held)), "ADMISSION_UNKNOWN");
  EXPECT_EQ(Refusal(Tokyo(), *admission_, &Admissions::PassToDesk, About<v1::PassToDeskRequest>(held)), "ADMISSION_UNKNOWN");
  EXPECT_EQ(Refusal(Tokyo(), *admission_, &Admissions::ExtendBed, About<v1::ExtendBedRequest>(held)), "ADMISSION_UNKNOWN");
  v1::CancelAdmissionRequest cancel = About<v1::CancelAdmissionRequest>(held);
  cancel.set_reason("no");
  EXPECT_EQ(Refusal(Tokyo(), *admission_, &Admissions::CancelAdmission, cancel), "ADMISSION_UNKNOWN");
  EXPECT_EQ(ReasonOf(Admit(held, Tokyo()).status()), "ADMISSION_UNKNOWN");
  EXPECT_EQ(ReasonOf(Discharge(held, v1::DISCHARGE_TO_HOME, Tokyo()).status()), "ADMISSION_UNKNOWN");
  v1::RetryStepRequest retry = About<v1::RetryStepRequest>(held);
  retry.set_step_id(StepId::Random().ToString());
  EXPECT_EQ(Refusal(Tokyo(), *admission_, &Admissions::RetryStep, retry), "ADMISSION_UNKNOWN");
  EXPECT_EQ(Refusal(Osaka(), *admission_, &Admissions::RetryStep, retry), "STEP_UNKNOWN");
  EXPECT_EQ(Refusal(Tokyo(), *placement_, &Placements::Recommend, About<v1::RecommendRequest>(held)), "ADMISSION_UNKNOWN");
  EXPECT_EQ(Refusal(Tokyo(), *placement_, &Placements::WithdrawOffer, About<v1::WithdrawOfferRequest>(held)), "ADMISSION_UNKNOWN");
  v1::ProposeAssignmentRequest many;
  many.add_admission_ids(held.id());
  EXPECT_EQ(Refusal(Tokyo(), *placement_, &Placements::ProposeAssignment, many), "ADMISSION_UNKNOWN");
  v1::RequestTransportRequest transport = About<v1::RequestTransportRequest>(held);
  transport.set_request_id(RequestId::Random().ToString());
  EXPECT_EQ(Refusal(Tokyo(), *transport_, &Transports::RequestTransport, transport), "ADMISSION_UNKNOWN");
  EXPECT_EQ(tests::CallWith(Tokyo(), *admission_, &Admissions::ListAdmissions, v1::ListAdmissionsRequest())->admissions_size(), 0);
  EXPECT_EQ(tests::CallWith(Osaka(), *admission_, &Admissions::ListAdmissions, v1::ListAdmissionsRequest())->admissions_size(), 1);
  EXPECT_EQ(tests::CallWith(Desk(), *admission_, &Admissions::ListAdmissions, v1::ListAdmissionsRequest())->admissions_size(), 1)
      << "the prefecture sees all of its areas";
}

TEST_F(RightsTest, AFacilitySeesItsOwnOffersAlone) {
  const v1::Admission offered = Offered(Created());
  const std::string other = Staff("00000000-0000-4000-8000-0000000000ab");
  const auto offers = [&](const std::string& token) {
    return tests::CallWith(token, *placement_, &Placements::ListOffers, v1::ListOffersRequest())->offers_size();
  };
  EXPECT_EQ(offers(Staff()), 1);
  EXPECT_EQ(offers(other), 0);
  EXPECT_EQ(offers(Staff("")), 0);
  v1::AcceptOfferRequest accept;
  accept.set_offer_id(offered.offer().id());
  for (const std::string& stranger : {other, Staff(""), Tokyo()}) {
    EXPECT_EQ(Refusal(stranger, *placement_, &Placements::AcceptOffer, accept), "OFFER_UNKNOWN");
  }
  EXPECT_EQ(ReasonOf(Admit(offered, Staff()).status()), "ADMISSION_UNKNOWN") << "it has not accepted her";
  EXPECT_TRUE(tests::CallWith(Osaka(), *placement_, &Placements::AcceptOffer, accept).ok()) << "told on the telephone";
  ASSERT_TRUE(Tell().ok());
  const v1::Admission held = Get(offered.id());
  EXPECT_EQ(ReasonOf(Admit(held, other).status()), "ADMISSION_UNKNOWN");
  EXPECT_TRUE(Admit(held, Staff()).ok());
  EXPECT_EQ(offers(Staff()), 1) << "until she has left";
  ASSERT_TRUE(Tell().ok());
  ASSERT_TRUE(Discharge(Get(offered.id()), v1::DISCHARGE_TO_HOME, Staff()).ok());
  EXPECT_EQ(offers(Staff()), 0);
}

// Whoever fetches her knows where to go, what she needs, and nothing else of her case.
TEST_F(RightsTest, AFirmIsToldWhatItNeedsAndNothingElse) {
  const auto fields = [](const google::protobuf::Descriptor& message) {
    std::vector<std::string> names;
    for (int i = 0; i < message.field_count(); ++i) names.push_back(message.field(i)->name());
    return names;
  };
  EXPECT_THAT(fields(*v1::Transport::descriptor()),
              testing::ElementsAre("id", "admission_id", "number", "area_code", "origin", "facility_id", "facility_name", "needs",
                                   "state", "firm_id", "create_time", "state_time"));
  EXPECT_THAT(fields(*v1::Needs::descriptor()), testing::ElementsAre("bed_class", "capabilities", "urgency"));
  EXPECT_THAT(fields(*v1::Offer::descriptor()),
              testing::ElementsAre("id", "facility_id", "admission_id", "number", "area_code", "needs", "state", "deadline_time",
                                   "admission_state", "version", "create_time", "transport_state"));
  EXPECT_THAT(fields(*v1::AdmittedPatient::descriptor()), testing::ElementsAre("admission_id", "number", "state", "version"));
}

TEST_F(RightsTest, ATransportIsOfTheFirmThatHasItAndOfNobodyElse) {
  const v1::Admission held = Held();
  v1::RequestTransportRequest request = About<v1::RequestTransportRequest>(held);
  request.set_request_id(RequestId::Random().ToString());
  request.set_version(held.version());
  const auto told = tests::CallWith(Osaka(), *transport_, &Transports::RequestTransport, request);
  ASSERT_TRUE(told.ok()) << told.status();
  v1::TakeTransportRequest take;
  v1::SetOutRequest set_out;
  v1::ArriveRequest arrive;
  v1::GiveBackTransportRequest give_back;
  take.set_transport_id(told->id());
  set_out.set_transport_id(told->id());
  arrive.set_transport_id(told->id());
  give_back.set_transport_id(told->id());
  const auto seen = [&](const std::string& token) {
    return tests::CallWith(token, *transport_, &Transports::ListTransports, v1::ListTransportsRequest())->transports_size();
  };
  const std::string other = Driver("00000000-0000-4000-8000-0000000000bc"), far = Driver(kFirm, "130001");
  const auto nobody_else = [&](const std::vector<std::string>& whom) {
    for (const std::string& stranger : whom) {
      EXPECT_EQ(Refusal(stranger, *transport_, &Transports::TakeTransport, take), "TRANSPORT_UNKNOWN");
      EXPECT_EQ(Refusal(stranger, *transport_, &Transports::SetOut, set_out), "TRANSPORT_UNKNOWN");
      EXPECT_EQ(Refusal(stranger, *transport_, &Transports::Arrive, arrive), "TRANSPORT_UNKNOWN");
      EXPECT_EQ(Refusal(stranger, *transport_, &Transports::GiveBackTransport, give_back), "TRANSPORT_UNKNOWN");
      EXPECT_EQ(seen(stranger), 0);
    }
  };
  nobody_else({far, Driver("")});  // while it is open, of those who drive elsewhere or for nobody
  EXPECT_EQ(seen(other), 1);
  EXPECT_EQ(seen(Tokyo()), 0);
  EXPECT_EQ(seen(Osaka()), 1);
  EXPECT_EQ(seen(Desk()), 1);
  ASSERT_TRUE(tests::CallWith(Driver(), *transport_, &Transports::TakeTransport, take).ok());
  nobody_else({other, Driver("")});
  ASSERT_TRUE(tests::CallWith(Driver(), *transport_, &Transports::SetOut, set_out).ok());
  nobody_else({other, Driver("")});
  EXPECT_EQ(seen(Driver()), 1);
  ASSERT_TRUE(tests::CallWith(Driver(), *transport_, &Transports::Arrive, arrive).ok());
  nobody_else({other, Driver("")});
  EXPECT_EQ(seen(Driver()), 0) << "it is over";
}

TEST_F(RightsTest, NobodyDoesWhatIsAnothersToDo) {
  const v1::Admission created = Created();
  const std::string administrator =
      callers_.Person("gateway_staff", kHanako, rpc::v1::ROLE_ADMINISTRATOR, {"271004"});
  for (const std::string& stranger : {administrator, callers_.Anyone(), callers_.Service("exposure"), Driver()}) {
    EXPECT_EQ(Refusal(stranger, *admission_, &Admissions::GetAdmission, About<v1::GetAdmissionRequest>(created)), "ACCESS_DENIED");
    EXPECT_EQ(Refusal(stranger, *admission_, &Admissions::CreateAdmission, ARequest(created.case_id())), "ACCESS_DENIED");
    EXPECT_EQ(Refusal(stranger, *placement_, &Placements::Recommend, About<v1::RecommendRequest>(created)), "ACCESS_DENIED");
    EXPECT_EQ(Refusal(stranger, *placement_, &Placements::AcceptOffer, v1::AcceptOfferRequest()), "ACCESS_DENIED");
  }
  for (const std::string& stranger : {administrator, Osaka(), Staff()}) {
    EXPECT_EQ(Refusal(stranger, *transport_, &Transports::TakeTransport, v1::TakeTransportRequest()), "ACCESS_DENIED");
  }
  EXPECT_EQ(Refusal(Staff(), *admission_, &Admissions::ListAdmissions, v1::ListAdmissionsRequest()), "ACCESS_DENIED");
}

TEST_F(RightsTest, PagesAreOfOnePersonAndOneList) {
  for (int i = 0; i < 3; ++i) Created();
  v1::ListAdmissionsRequest request;
  request.set_page_size(2);
  const auto first = tests::CallWith(Osaka(), *admission_, &Admissions::ListAdmissions, request);
  ASSERT_EQ(first->admissions_size(), 2);
  request.set_page_token(first->next_page_token());
  const auto second = tests::CallWith(Osaka(), *admission_, &Admissions::ListAdmissions, request);
  ASSERT_TRUE(second.ok()) << second.status();
  ASSERT_EQ(second->admissions_size(), 1);
  EXPECT_EQ(second->next_page_token(), "");
  EXPECT_NE(second->admissions(0).id(), first->admissions(1).id());
  EXPECT_EQ(Refusal(Desk(), *admission_, &Admissions::ListAdmissions, request), "BAD_PAGE_TOKEN");
  request.set_pool(v1::POOL_AREA);
  EXPECT_EQ(Refusal(Osaka(), *admission_, &Admissions::ListAdmissions, request), "BAD_PAGE_TOKEN");
}

}  // namespace
}  // namespace mimamori::admission
