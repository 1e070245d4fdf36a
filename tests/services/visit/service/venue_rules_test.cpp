// SPDX-License-Identifier: Apache-2.0
// What venues want to happen after a check-in: that it ends by itself, and what they offer meanwhile.
#include "tests/services/visit/service/visit_house.hpp"

namespace mimamori::visit {
namespace {

using platform::rpc::ToTimestamp;

class VenueRulesTest : public VisitHouse {
 protected:
  static absl::Time TimeOf(const google::protobuf::Timestamp& time) { return absl::FromUnixSeconds(time.seconds()); }
  v1::Overlap OnlyOverlap() {
    const auto overlaps = FindOverlaps(callers_.Service("exposure"), AQuestion()).value();
    EXPECT_EQ(overlaps.size(), 1u);
    return overlaps.empty() ? v1::Overlap() : overlaps[0];
  }
};

TEST_F(VenueRulesTest, EndAStayByThemselves) {
  SetRule(kCafe, 30);
  Browser browser;
  const auto stay = CheckIn(browser, kTanaka).stay();
  EXPECT_FALSE(stay.has_leave_time());
  EXPECT_EQ(TimeOf(stay.automatic_leave_time()), kNow + absl::Minutes(30));
  clock_.Advance(absl::Minutes(29));
  EXPECT_FALSE(CurrentStay(browser)->has_leave_time());
  clock_.Advance(absl::Minutes(1));
  EXPECT_EQ(TimeOf(CurrentStay(browser)->leave_time()), kNow + absl::Minutes(30));
  EXPECT_FALSE(CurrentStay(browser)->has_automatic_leave_time());
  EXPECT_EQ(OnlyOverlap().minutes(), 30);
  EXPECT_EQ(OnlyOverlap().confidence(), v1::CONFIDENCE_AUTOMATIC);
}

TEST_F(VenueRulesTest, BeginAnewWithEachScanUntilTheStayIsOver) {
  SetRule(kCafe, 30);
  Browser browser = AVerifiedBrowser();
  clock_.Advance(absl::Minutes(20));
  EXPECT_EQ(TimeOf(CheckIn(browser).stay().automatic_leave_time()), kNow + absl::Minutes(50));
  EXPECT_EQ(Stays(), 1);
  clock_.Advance(absl::Minutes(30));
  EXPECT_EQ(TimeOf(CheckIn(browser).stay().arrive_time()), kNow + absl::Minutes(50));
  EXPECT_EQ(Stays(), 2) << "the rule had ended the first one";
}

TEST_F(VenueRulesTest, LeaveAnEarlierCheckOutAsItIs) {
  SetRule(kCafe, 30);
  Browser browser = AVerifiedBrowser();
  clock_.Advance(absl::Minutes(10));
  ASSERT_TRUE(CheckOut(browser, clock_.Now()).ok());
  clock_.Advance(absl::Hours(1));
  EXPECT_EQ(TimeOf(CurrentStay(browser)->leave_time()), kNow + absl::Minutes(10));
  EXPECT_EQ(OnlyOverlap().confidence(), v1::CONFIDENCE_CHECKED_OUT);
  Browser other = AVerifiedBrowser("sato@example.jp");
  clock_.Advance(absl::Hours(1));
  const auto late = CheckOut(other, clock_.Now());
  ASSERT_TRUE(late.ok()) << late.status();
  EXPECT_EQ(TimeOf(late->stay().leave_time()), kNow + absl::Minutes(100)) << "a correction only shortens";
}

TEST_F(VenueRulesTest, AreOverWhenTheBrowserChecksInElsewhere) {
  SetRule(kCafe, 30);
  Browser browser = AVerifiedBrowser();
  clock_.Advance(absl::Minutes(10));
  CheckIn(browser, "", kBar);
  EXPECT_EQ(OnlyOverlap().minutes(), 10);
  EXPECT_EQ(OnlyOverlap().confidence(), v1::CONFIDENCE_AUTOMATIC);
}

TEST_F(VenueRulesTest, EndStaysWithTheEventThatTheyBeganWithin) {
  EventTerms concert{.number = 4, .display_name = "音楽会", .start = kNow, .end = kNow + absl::Minutes(100),
                     .check_out_at_end = true};
  AddEvents(kCafe, {concert});
  clock_.Advance(absl::Minutes(10));
  Browser browser;
  const auto stay = CheckIn(browser, kTanaka).stay();
  EXPECT_EQ(stay.event_name(), "音楽会");
  EXPECT_EQ(TimeOf(stay.automatic_leave_time()), kNow + absl::Minutes(100));
  EXPECT_EQ(Count({"test.events", "SELECT count(*) FROM stays WHERE event = 4"}), 1);
  concert.display_name = "音楽会（終了）";
  AddEvents(kCafe, {concert});
  clock_.Advance(absl::Minutes(90));
  EXPECT_EQ(CurrentStay(browser)->event_name(), "音楽会（終了）");
  EXPECT_EQ(TimeOf(CurrentStay(browser)->leave_time()), kNow + absl::Minutes(100));
  Browser late;
  EXPECT_EQ(CheckIn(late, "sato@example.jp").stay().event_name(), "") << "it is over";
}

TEST_F(VenueRulesTest, ShowLinksWhileTheStayLasts) {
  SetRule(kCafe, 30, {{.kind = 1, .label = "お品書き", .url = "https://example.jp/menu"},
                      {.kind = 4, .label = "お会計", .url = "https://pay.example.jp/"}});
  Browser browser;
  const auto stay = CheckIn(browser, kTanaka).stay();
  ASSERT_EQ(stay.links_size(), 2);
  EXPECT_EQ(stay.links(0).kind(), venue::v1::VENUE_LINK_KIND_MENU);
  EXPECT_EQ(stay.links(0).label(), "お品書き");
  EXPECT_EQ(stay.links(1).url(), "https://pay.example.jp/");
  EXPECT_EQ(CurrentStay(browser)->links_size(), 2);
  MailedToken();
  for (const auto& [id, kept] : mail_.Messages()) {
    for (const auto& [name, value] : kept.message.parameters()) EXPECT_EQ(value.find("example.jp/menu"), std::string::npos);
  }
  AddVenue(kCafe, "喫茶みまもり", 1, true);
  SetRule(kCafe, 30, {{.kind = 1, .label = "お品書き", .url = "https://example.jp/menu"}});
  EXPECT_EQ(CurrentStay(browser)->links_size(), 0) << "the venue is gone";
  SetRule(kBar, 0, {{.kind = 1, .label = "menu", .url = "https://example.jp/bar"}});
  Browser guest;
  CheckIn(guest, "sato@example.jp", kBar);
  ASSERT_TRUE(CheckOut(guest, clock_.Now()).ok());
  EXPECT_EQ(CurrentStay(guest)->links_size(), 0) << "she left";
}

}  // namespace
}  // namespace mimamori::visit
