// SPDX-License-Identifier: Apache-2.0
#include "tests/services/visit/service/visit_house.hpp"

namespace mimamori::visit {
namespace {

class DoorwayTest : public VisitHouse {
 protected:
  absl::StatusOr<v1::Doorway> At(const std::string& code, const std::string& visitor_cookie = "") {
    v1::GetDoorwayRequest request;
    request.set_code(code);
    request.set_visitor_cookie(visitor_cookie);
    return Ask(&Stub::GetDoorway, request);
  }
};

TEST_F(DoorwayTest, ShowsThePlaceAndWhoTheBrowserSaysItIs) {
  const auto stranger = At(CodeOf(kCafe));
  ASSERT_TRUE(stranger.ok()) << stranger.status();
  EXPECT_EQ(stranger->venue_name(), "喫茶みまもり");
  EXPECT_EQ(stranger->venue_id(), kCafe.ToString());
  EXPECT_EQ(stranger->masked_email_address(), "");
  const auto known = At(CodeOf(kCafe), AVerifiedBrowser().visitor_cookie);
  EXPECT_EQ(known->masked_email_address(), "T•••@example.jp");
  EXPECT_TRUE(known->verified());
  EXPECT_EQ(Stays(), 1) << "looking changes nothing";
}

TEST_F(DoorwayTest, OffersToLeaveWhereThisBrowserIs) {
  const Browser browser = AVerifiedBrowser();
  const auto scan = [&](VenueId venue) {
    v1::GetDoorwayRequest request;
    request.set_code(CodeOf(venue));
    request.set_visitor_cookie(browser.visitor_cookie);
    request.set_stay_cookie(browser.stay_cookie);
    return Ask(&Stub::GetDoorway, request);
  };
  EXPECT_EQ(scan(kCafe)->here_since_time().seconds(), absl::ToUnixSeconds(kNow));
  EXPECT_FALSE(scan(kBar)->has_here_since_time()) << "another place";
  EXPECT_FALSE(At(CodeOf(kCafe), browser.visitor_cookie)->has_here_since_time()) << "another browser of hers";
  clock_.Advance(absl::Minutes(30));
  ASSERT_TRUE(CheckOut(browser, clock_.Now()).ok());
  EXPECT_FALSE(scan(kCafe)->has_here_since_time()) << "she has left";
}

TEST_F(DoorwayTest, OffersToLeaveUntilTheVenuesRuleEndsTheStay) {
  SetRule(kCafe, 30);
  const Browser browser = AVerifiedBrowser();
  v1::GetDoorwayRequest request;
  request.set_code(CodeOf(kCafe));
  request.set_stay_cookie(browser.stay_cookie);
  EXPECT_TRUE(Ask(&Stub::GetDoorway, request)->has_here_since_time());
  clock_.Advance(absl::Minutes(30));
  EXPECT_FALSE(Ask(&Stub::GetDoorway, request)->has_here_since_time());
}

TEST_F(DoorwayTest, GivesBackTheCodeAsItIsWrittenOnTheWall) {
  AddSpaces(kCafe, {{.number = 12, .display_name = "卓 12"}});
  std::string code = CodeOf(kCafe, 1, 12);
  std::transform(code.begin(), code.end(), code.begin(), [](unsigned char c) { return std::tolower(c); });
  EXPECT_EQ(At(code)->code(), CodeOf(kCafe, 1, 12));
}

TEST_F(DoorwayTest, AsksVenueForTypedCodes) {
  venue::v1::Place place;
  place.set_code(CodeOf(kCafe));
  place.mutable_venue()->set_id(kCafe.ToString());
  place.mutable_venue()->set_display_name("喫茶みまもり");
  venue_.typed["K7QP-2M9XD-4"] = place;
  EXPECT_EQ(At("K7QP-2M9XD-4")->code(), CodeOf(kCafe));
  EXPECT_EQ(ReasonOf(At("K7QP-2M9XD-5").status()), "CODE_UNKNOWN");
  venue_.set_down(true);
  EXPECT_EQ(At("K7QP-2M9XD-4").status().code(), absl::StatusCode::kUnavailable);
  EXPECT_TRUE(At(CodeOf(kCafe)).ok()) << "scanned codes need nobody";
}

TEST_F(DoorwayTest, TakesAnExpiredOrForgedCookieForAStranger) {
  Browser browser = AVerifiedBrowser();
  std::string forged = browser.visitor_cookie;
  forged[forged.size() / 2] = forged[forged.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_EQ(At(CodeOf(kCafe), forged)->masked_email_address(), "");
  clock_.Advance(absl::Hours(91 * 24));
  EXPECT_EQ(At(CodeOf(kCafe), browser.visitor_cookie)->masked_email_address(), "");
}

TEST_F(DoorwayTest, ForgetsABrowserByEmptyCookies) {
  v1::ForgetBrowserRequest request;
  const auto forgot = Ask(&Stub::ForgetBrowser, request);
  ASSERT_TRUE(forgot.ok());
  EXPECT_EQ(forgot->visitor_cookie(), "");
  EXPECT_EQ(forgot->stay_cookie(), "");
}

TEST_F(DoorwayTest, OpensByAKiosksCodeAndGivesItBack) {
  const std::string code = codes_.WriteKiosk({.venue = kCafe, .space = 0, .epoch = 1}, venue::MinuteOf(kNow));
  const auto doorway = At(code, "");
  ASSERT_TRUE(doorway.ok()) << doorway.status();
  EXPECT_EQ(doorway->code(), code) << "the check-in tells by it that she is there";
  EXPECT_EQ(doorway->venue_id(), kCafe.ToString());
  clock_.Advance(absl::Minutes(16));
  EXPECT_EQ(ReasonOf(At(code, "").status()), "CODE_UNKNOWN");
}

}  // namespace
}  // namespace mimamori::visit
