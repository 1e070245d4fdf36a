// SPDX-License-Identifier: Apache-2.0
// What a patient reads of her own way to a place.
#include <gmock/gmock.h>

#include "tests/services/admission/service/admission_house.hpp"

namespace mimamori::admission {
namespace {

class OwnPlacesTest : public AdmissionHouse {
 protected:
  std::string Patient(const std::string& case_id) const {
    return callers_.SignerOf("gateway_public")
        .For("admission", {.issuer = "gateway_public", .subject = "telephone", .roles = {rpc::v1::ROLE_PATIENT},
                           .organisation = case_id});
  }
  // Her diary, as `observation` tells it.
  void Watched(const std::vector<std::string>& case_ids) {
    diaries_.diary.clear_members();
    for (const std::string& id : case_ids) diaries_.diary.add_members()->set_case_id(id);
  }
  absl::StatusOr<v1::OwnPlaces> Ask(const std::string& token) {
    return tests::CallWith(token, *own_places_, &OwnPlaces::GetOwnPlaces, v1::GetOwnPlacesRequest());
  }
  std::string Told(const std::string& case_id) {
    const auto own = Ask(Patient(case_id));
    EXPECT_TRUE(own.ok()) << own.status();
    std::string told;
    for (const v1::OwnPlace& place : own->places()) {
      told += v1::OwnPlaceState_Name(place.state()).substr(16) + " " + place.facility_name() +
              (place.has_keep_end_time() ? " until" : "") + "\n";
    }
    return told;
  }
};

TEST_F(OwnPlacesTest, AreToldAtEachStepOfTheWay) {
  const v1::Admission created = Created();
  const std::string& her = created.case_id();
  Watched({her});
  EXPECT_EQ(Told(her), "SOUGHT \n");
  const v1::Admission offered = Offered(created);
  EXPECT_EQ(Told(her), "SOUGHT \n") << "who is asked may decline";
  v1::AcceptOfferRequest accept;
  accept.set_offer_id(offered.offer().id());
  ASSERT_TRUE(tests::CallWith(Staff(), *placement_, &Placements::AcceptOffer, accept).ok());
  EXPECT_EQ(Told(her), "SOUGHT \n") << "and no bed is held yet";
  ASSERT_TRUE(Tell().ok());
  EXPECT_EQ(Told(her), "KEPT 病院1 until\n");

  v1::RequestTransportRequest request;
  request.set_request_id(RequestId::Random().ToString());
  request.set_admission_id(created.id());
  request.set_version(Get(created.id()).version());
  const auto transport = tests::CallWith(Osaka(), *transport_, &Transports::RequestTransport, request);
  ASSERT_TRUE(transport.ok()) << transport.status();
  v1::TakeTransportRequest take;
  take.set_transport_id(transport->id());
  v1::SetOutRequest set_out;
  set_out.set_transport_id(transport->id());
  ASSERT_TRUE(tests::CallWith(Driver(), *transport_, &Transports::TakeTransport, take).ok());
  ASSERT_TRUE(tests::CallWith(Driver(), *transport_, &Transports::SetOut, set_out).ok());
  EXPECT_EQ(Told(her), "ON_THE_WAY 病院1\n");
  ASSERT_TRUE(Admit(Get(created.id()), Staff()).ok());
  ASSERT_TRUE(Tell().ok());
  EXPECT_EQ(Told(her), "THERE 病院1\n");

  // Who goes to another place lies in the first one until she is there.
  v1::CreateAdmissionRequest further = ARequest(her);
  further.set_transfer_of_id(created.id());
  ASSERT_TRUE(tests::CallWith(Osaka(), *admission_, &Admissions::CreateAdmission, further).ok());
  EXPECT_EQ(Told(her), "THERE 病院1\nSOUGHT \n");
  ASSERT_TRUE(Discharge(Get(created.id()), v1::DISCHARGE_TO_HOME, Osaka()).ok());
  EXPECT_EQ(Told(her), "SOUGHT \n");
}

TEST_F(OwnPlacesTest, AreHersAndHerHouseholdsAndNobodyElses) {
  const v1::Admission hers = Created(), childs = Held(), strangers = Held();
  Watched({hers.case_id(), childs.case_id()});
  const auto own = Ask(Patient(hers.case_id()));
  ASSERT_TRUE(own.ok()) << own.status();
  ASSERT_EQ(own->places_size(), 2);
  EXPECT_EQ(own->places(0).case_id(), hers.case_id());
  EXPECT_EQ(own->places(1).case_id(), childs.case_id());
  EXPECT_EQ(own->SerializeAsString().find(strangers.case_id()), std::string::npos);
  // Whose device it is, said the gateway, and `observation` is asked in her name.
  const auto asked_by = platform::rpc::CallerVerifier("observation", callers_.keys(), clock_).Verify(diaries_.asked_by);
  ASSERT_TRUE(asked_by.ok()) << asked_by.status();
  EXPECT_FALSE((*asked_by)->service);
  EXPECT_TRUE((*asked_by)->Has(rpc::v1::ROLE_PATIENT));
  EXPECT_EQ((*asked_by)->organisation, hers.case_id());
}

TEST_F(OwnPlacesTest, AreNotToldToADeviceThatNobodyConfirmedNorToOneThatIsRevoked) {
  const v1::Admission held = Held();
  Watched({held.case_id()});
  diaries_.diary.set_new_device(true);
  EXPECT_EQ(Told(held.case_id()), "");
  diaries_.diary.set_new_device(false);
  diaries_.refusal = platform::rpc::ToGrpc(platform::Failure(absl::StatusCode::kPermissionDenied, "DEVICE_UNKNOWN", "revoked"));
  EXPECT_EQ(ReasonOf(Ask(Patient(held.case_id())).status()), "DEVICE_UNKNOWN");
  diaries_.refusal = grpc::Status(grpc::StatusCode::UNAVAILABLE, "away");
  EXPECT_TRUE(absl::IsUnavailable(Ask(Patient(held.case_id())).status()));
}

TEST_F(OwnPlacesTest, AreAPatientsToAskForAlone) {
  for (const std::string& stranger : {Osaka(), Desk(), Staff(), Driver(), callers_.Anyone(), callers_.Service("observation")}) {
    EXPECT_EQ(ReasonOf(Ask(stranger).status()), "ACCESS_DENIED");
  }
}

}  // namespace
}  // namespace mimamori::admission
