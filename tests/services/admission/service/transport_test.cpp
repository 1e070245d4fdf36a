// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <thread>

#include "tests/services/admission/service/admission_house.hpp"

namespace mimamori::admission {
namespace {

constexpr char kOtherFirm[] = "00000000-0000-4000-8000-0000000000bc";

class TransportTest : public AdmissionHouse {
 protected:
  v1::RequestTransportRequest ABroadcast(const v1::Admission& held) const {
    v1::RequestTransportRequest request;
    request.set_request_id(RequestId::Random().ToString());
    request.set_admission_id(held.id());
    request.set_version(held.version());
    return request;
  }
  absl::StatusOr<v1::Transport> Broadcast(const v1::RequestTransportRequest& request) {
    return tests::CallWith(Osaka(), *transport_, &Transports::RequestTransport, request);
  }
  template <class Request>
  absl::StatusOr<v1::Transport> Do(grpc::Status (Transports::*deed)(grpc::ClientContext*, const Request&, v1::Transport*),
                                   const v1::Transport& transport, const std::string& token) {
    Request request;
    request.set_transport_id(transport.id());
    return tests::CallWith(token, *transport_, deed, request);
  }
  int Seen(const std::string& token) {
    return tests::CallWith(token, *transport_, &Transports::ListTransports, v1::ListTransportsRequest())->transports_size();
  }
};

TEST_F(TransportTest, IsTheFirstFirmsThatTakesIt) {
  const v1::Admission held = Held();
  const v1::RequestTransportRequest request = ABroadcast(held);
  const auto told = Broadcast(request);
  ASSERT_TRUE(told.ok()) << told.status();
  EXPECT_EQ(Broadcast(request)->id(), told->id()) << "sent again";
  EXPECT_EQ(ReasonOf(Broadcast(ABroadcast(held)).status()), "TRANSPORT_OPEN");
  EXPECT_EQ(told->facility_name(), "病院1");
  EXPECT_EQ(told->origin().latitude(), 34.70);
  EXPECT_EQ(Seen(Driver()), 1);
  EXPECT_EQ(Seen(Driver(kOtherFirm)), 1);
  EXPECT_EQ(Seen(Driver(kOtherFirm, "130001")), 0) << "it drives elsewhere";
  EXPECT_EQ(Seen(Driver("")), 0);
  EXPECT_EQ(ReasonOf(Do(&Transports::TakeTransport, *told, Driver(kOtherFirm, "130001")).status()), "TRANSPORT_UNKNOWN");

  absl::StatusOr<v1::Transport> answers[2] = {absl::UnknownError(""), absl::UnknownError("")};
  const std::string tokens[] = {Driver(), Driver(kOtherFirm)};
  std::thread one([&] { answers[0] = Do(&Transports::TakeTransport, *told, tokens[0]); });
  std::thread two([&] { answers[1] = Do(&Transports::TakeTransport, *told, tokens[1]); });
  one.join();
  two.join();
  ASSERT_NE(answers[0].ok(), answers[1].ok());
  const int loser = answers[0].ok() ? 1 : 0;
  EXPECT_EQ(ReasonOf(answers[loser].status()), "TRANSPORT_UNKNOWN");
  EXPECT_EQ(Seen(tokens[loser]), 0);
  EXPECT_EQ(Seen(tokens[1 - loser]), 1);
  EXPECT_EQ(Do(&Transports::TakeTransport, *told, tokens[1 - loser])->state(), v1::TRANSPORT_STATE_TAKEN) << "sent again";
}

TEST_F(TransportTest, BringsHerThereStepByStep) {
  const v1::Admission held = Held();
  const v1::Transport told = *Broadcast(ABroadcast(held));
  EXPECT_EQ(ReasonOf(Do(&Transports::SetOut, told, Driver()).status()), "STATE_NOT_NEXT");
  EXPECT_FALSE(held.has_transport());
  EXPECT_EQ(Get(held.id()).transport().state(), v1::TRANSPORT_STATE_OPEN);
  ASSERT_TRUE(Do(&Transports::TakeTransport, told, Driver()).ok());
  EXPECT_EQ(Get(held.id()).transport().firm_id(), kFirm);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(Do(&Transports::SetOut, told, Driver())->state(), v1::TRANSPORT_STATE_ON_THE_WAY);
  EXPECT_EQ(Get(held.id()).state(), v1::ADMISSION_STATE_IN_TRANSPORT);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(Do(&Transports::Arrive, told, Driver())->state(), v1::TRANSPORT_STATE_ARRIVED);
  EXPECT_EQ(Get(held.id()).state(), v1::ADMISSION_STATE_IN_TRANSPORT) << "that she is in, says the facility";
  EXPECT_EQ(Get(held.id()).transport().id(), told.id());
  EXPECT_EQ(tests::CallWith(Staff(), *placement_, &Placements::ListOffers, v1::ListOffersRequest())->offers(0).transport_state(),
            v1::TRANSPORT_STATE_ARRIVED) << "it sees her at its door";
  EXPECT_TRUE(Admit(Get(held.id()), Staff()).ok());
  EXPECT_EQ(ReasonOf(Do(&Transports::SetOut, told, Driver()).status()), "TRANSPORT_OVER");
  EXPECT_EQ(Seen(Driver()), 0);
}

TEST_F(TransportTest, IsToldToAllAgainWhenAFirmCannot) {
  const v1::Admission held = Held();
  const v1::Transport told = *Broadcast(ABroadcast(held));
  ASSERT_TRUE(Do(&Transports::TakeTransport, told, Driver()).ok());
  ASSERT_TRUE(Do(&Transports::SetOut, told, Driver()).ok());
  EXPECT_EQ(ReasonOf(Do(&Transports::GiveBackTransport, told, Driver(kOtherFirm)).status()), "TRANSPORT_UNKNOWN");
  EXPECT_EQ(Do(&Transports::GiveBackTransport, told, Driver())->state(), v1::TRANSPORT_STATE_OPEN);
  EXPECT_EQ(Get(held.id()).state(), v1::ADMISSION_STATE_HELD);
  EXPECT_TRUE(Do(&Transports::TakeTransport, told, Driver(kOtherFirm)).ok());
}

TEST_F(TransportTest, IsCalledOffWithTheBed) {
  const v1::Admission held = Held();
  const v1::Transport told = *Broadcast(ABroadcast(held));
  ASSERT_TRUE(Do(&Transports::TakeTransport, told, Driver()).ok());
  v1::CancelAdmissionRequest cancel;
  cancel.set_admission_id(held.id());
  cancel.set_version(held.version());
  cancel.set_reason("no");
  ASSERT_TRUE(tests::CallWith(Osaka(), *admission_, &Admissions::CancelAdmission, cancel).ok());
  EXPECT_EQ(ReasonOf(Do(&Transports::SetOut, told, Driver()).status()), "TRANSPORT_OVER");
  EXPECT_EQ(Seen(Driver()), 0);
  EXPECT_EQ(Seen(Osaka()), 0);
}

TEST_F(TransportTest, NeedsABedToGoTo) {
  v1::RequestTransportRequest request = ABroadcast(Created());
  EXPECT_EQ(ReasonOf(Broadcast(request).status()), "STATE_NOT_NEXT");
  const v1::Admission held = Held();
  request = ABroadcast(held);
  request.set_version(held.version() - 1);
  EXPECT_EQ(ReasonOf(Broadcast(request).status()), "ADMISSION_CHANGED");
}

}  // namespace
}  // namespace mimamori::admission
