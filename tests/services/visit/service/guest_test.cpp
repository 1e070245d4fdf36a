// SPDX-License-Identifier: Apache-2.0
// Guests that a venue's staff enter: marked, unconfirmed until they open their mail, out of every browser's reach.
#include "tests/services/visit/service/visit_house.hpp"

namespace mimamori::visit {
namespace {

class GuestTest : public VisitHouse {
 protected:
  static v1::CheckInGuestRequest AGuest(absl::Time now, const std::string& address = "guest@example.jp") {
    v1::CheckInGuestRequest request;
    request.set_request_id(RequestId(platform::TimeOrderedUuid(now)).ToString());
    request.set_email_address(address);
    request.set_consent(true);
    request.set_people(2);
    return request;
  }
  std::string Operator(const std::string& venue) const {
    const platform::rpc::Caller caller{.issuer = "gateway_public", .subject = "operator-1",
                                       .roles = {rpc::v1::ROLE_VENUE_OPERATOR}, .areas = {}, .organisation = venue};
    return callers_.SignerOf("gateway_public").For("visit", caller);
  }
  absl::StatusOr<v1::GuestCheckedIn> Enter(const v1::CheckInGuestRequest& request, const std::string& token) {
    return tests::CallWith(token, *guest_stub_, &v1::GuestService::Stub::CheckInGuest, request);
  }
  absl::StatusOr<v1::GuestCheckedIn> Enter(const v1::CheckInGuestRequest& request) {
    return Enter(request, Operator(kCafe.ToString()));
  }
};

TEST_F(GuestTest, OpensAMarkedStayAtTheOperatorsVenueAndMailsTheGuest) {
  const auto request = AGuest(kNow);
  const auto entered = Enter(request);
  ASSERT_TRUE(entered.ok()) << entered.status();
  EXPECT_EQ(entered->people(), 2);
  EXPECT_EQ(entered->arrive_time().seconds(), absl::ToUnixSeconds(kNow));
  EXPECT_TRUE(Enter(request).ok()) << "a retry";
  EXPECT_EQ(Stays(), 1);
  EXPECT_EQ(wake_ups_, 2);
  const auto before = FindOverlaps(callers_.Service("exposure"), AQuestion());
  ASSERT_EQ(before->size(), 1u);
  EXPECT_FALSE(before->at(0).verified());
  EXPECT_EQ(before->at(0).stays_guest(), 1);
  EXPECT_EQ(before->at(0).people(), 2);
  ASSERT_TRUE(Confirm(MailedToken(), {}).ok()) << "from the guest's own mailbox, later";
  EXPECT_TRUE(FindOverlaps(callers_.Service("exposure"), AQuestion())->at(0).verified());
  EXPECT_EQ(tests::DumpDatabase(database_.Conninfo()).find("guest@"), std::string::npos);
}

TEST_F(GuestTest, IsForOperatorsOfThatVenueAlone) {
  const auto request = AGuest(kNow);
  for (const std::string& token : {callers_.Anyone(), callers_.Officer("officer-1", {"271004"}), callers_.Service("venue")}) {
    EXPECT_EQ(Enter(request, token).status().code(), absl::StatusCode::kPermissionDenied);
  }
  EXPECT_EQ(ReasonOf(Enter(request, Operator(VenueId(99).ToString())).status()), "NO_VENUE");
  EXPECT_EQ(ReasonOf(Enter(request, Operator("")).status()), "NO_VENUE");
  AddVenue(kBar, "酒場ひかり", 1, true);
  EXPECT_EQ(ReasonOf(Enter(request, Operator(kBar.ToString())).status()), "NO_VENUE") << "deleted";
  EXPECT_EQ(Stays(), 0);
}

TEST_F(GuestTest, RefusesWhatIsNoGuest) {
  const auto refused = [&](const auto& spoil) {
    auto request = AGuest(kNow);
    spoil(request);
    const absl::Status status = Enter(request).status();
    return ReasonOf(status) + " " + FieldOf(status);
  };
  EXPECT_EQ(refused([](auto& r) { r.set_consent(false); }), "MISSING_FIELD consent");
  EXPECT_EQ(refused([](auto& r) { r.clear_email_address(); }), "MISSING_FIELD email_address");
  EXPECT_EQ(refused([](auto& r) { r.set_email_address("nobody"); }), "MALFORMED_EMAIL_ADDRESS email_address");
  EXPECT_EQ(refused([](auto& r) { r.set_people(51); }), "BAD_COUNT people");
  EXPECT_EQ(refused([](auto& r) { r.set_language("tlh"); }), "UNKNOWN_LANGUAGE language");
  EXPECT_EQ(refused([](auto& r) { r.set_request_id(RequestId::Random().ToString()); }), "REQUEST_ID_NOT_TIMED request_id");
  EXPECT_EQ(refused([](auto& r) { *r.mutable_arrive_time() = platform::rpc::ToTimestamp(kNow - absl::Hours(25)); }),
            "ARRIVAL_TOO_OLD arrive_time");
  const auto first = AGuest(kNow);
  ASSERT_TRUE(Enter(first).ok());
  auto other = first;
  other.set_email_address("another@example.jp");
  EXPECT_EQ(ReasonOf(Enter(other).status()), "REQUEST_ID_REUSED");
}

TEST_F(GuestTest, BoundsHowManyAVenueEnters) {
  int entered = 0;
  while (entered < 100 && Enter(AGuest(kNow, fmt::format("guest{}@example.jp", entered))).ok()) ++entered;
  EXPECT_EQ(entered, 60);
  EXPECT_TRUE(Enter(AGuest(kNow), Operator(kBar.ToString())).ok()) << "another venue";
}

}  // namespace
}  // namespace mimamori::visit
