// SPDX-License-Identifier: Apache-2.0
// A receipt by mail: on request, to a confirmed address, and a link that ends one stay and nothing else.
#include "tests/services/visit/service/visit_house.hpp"

namespace mimamori::visit {
namespace {

using Receipts = v1::ReceiptService::Stub;

class ReceiptTest : public VisitHouse {
 protected:
  absl::StatusOr<v1::ReceiptMailed> Mail(const Browser& browser) {
    v1::MailReceiptRequest request;
    request.set_visitor_cookie(browser.visitor_cookie);
    request.set_stay_cookie(browser.stay_cookie);
    return Ask(&Receipts::MailReceipt, request);
  }
  std::vector<tests::FakeMail::Kept> Mailed() const {
    std::vector<tests::FakeMail::Kept> receipts;
    for (const auto& [id, kept] : mail_.Messages()) {
      if (kept.envelope.template_() == "receipt") receipts.push_back(kept);
    }
    return receipts;
  }
  std::string Token(const Browser& browser) {
    EXPECT_TRUE(Mail(browser).ok()) << Mail(browser).status();
    const auto mailed = Mailed();
    if (mailed.size() != 1) return ADD_FAILURE() << mailed.size() << " receipts", "";
    const std::string link = mailed.front().message.parameters().at("link");
    return link.substr(link.rfind('/') + 1);
  }
  absl::StatusOr<v1::Receipt> Get(const std::string& token) {
    v1::GetReceiptRequest request;
    request.set_token(token);
    return Ask(&Receipts::GetReceipt, request);
  }
  absl::StatusOr<v1::Receipt> Leave(const std::string& token, const std::string& clock = "") {
    v1::LeaveByReceiptRequest request;
    request.set_token(token);
    request.set_leave_clock(clock);
    return Ask(&Receipts::LeaveByReceipt, request);
  }
  static int64_t Minutes(const v1::Receipt& receipt) {
    return (receipt.leave_time().seconds() - receipt.arrive_time().seconds()) / 60;
  }
};

TEST_F(ReceiptTest, GoesOnceToTheConfirmedAddressOfThisBrowser) {
  const Browser browser = AVerifiedBrowser();
  const auto mailed = Mail(browser);
  ASSERT_TRUE(mailed.ok()) << mailed.status();
  EXPECT_EQ(mailed->masked_email_address(), "T•••@example.jp");
  EXPECT_TRUE(Mail(browser).ok()) << "again";
  ASSERT_EQ(Mailed().size(), 1u);
  const tests::FakeMail::Kept receipt = Mailed().front();
  EXPECT_EQ(vault_.AddressIn(receipt), kTanaka);
  EXPECT_EQ(receipt.message.parameters().at("venue_name"), "喫茶みまもり");
  EXPECT_EQ(receipt.message.parameters().at("date"), kToday);
  EXPECT_EQ(receipt.message.parameters().at("stay_start"), "14:00");
  EXPECT_TRUE(receipt.message.parameters().at("link").starts_with("http://127.0.0.1:8080/leave/"));
}

TEST_F(ReceiptTest, IsRefusedWithoutAStayOrAConfirmedAddress) {
  const Browser browser = AVerifiedBrowser();
  Browser typed;
  CheckIn(typed, "other@example.jp");
  EXPECT_EQ(ReasonOf(Mail(typed).status()), "ADDRESS_NOT_CONFIRMED");
  EXPECT_EQ(ReasonOf(Mail({.visitor_cookie = "", .stay_cookie = typed.stay_cookie}).status()), "ADDRESS_NOT_CONFIRMED");
  EXPECT_EQ(ReasonOf(Mail({}).status()), "NO_STAY");
  EXPECT_EQ(ReasonOf(Mail({.visitor_cookie = browser.visitor_cookie, .stay_cookie = "x"}).status()), "NO_STAY");
  clock_.Advance(absl::Hours(49));
  EXPECT_EQ(ReasonOf(Mail(browser).status()), "NO_STAY") << "too long ago";
  EXPECT_TRUE(Mailed().empty());
}

TEST_F(ReceiptTest, EndsAStayBeforeTheVenuesRuleDoes) {
  SetRule(kCafe, 60);
  const std::string token = Token(AVerifiedBrowser());
  clock_.Advance(absl::Minutes(20));
  EXPECT_FALSE(Get(token)->has_leave_time());
  EXPECT_EQ(Minutes(*Leave(token)), 20);
  clock_.Advance(absl::Minutes(60));
  EXPECT_EQ(Minutes(*Leave(token)), 20) << "once";
}

TEST_F(ReceiptTest, LeavesAStayThatTheVenuesRuleHasEnded) {
  SetRule(kCafe, 60);
  const std::string token = Token(AVerifiedBrowser());
  clock_.Advance(absl::Minutes(70));
  EXPECT_EQ(Minutes(*Get(token)), 60);
  EXPECT_EQ(Minutes(*Leave(token)), 60);
}

TEST_F(ReceiptTest, EndsItsStayFromAnyBrowserAndNeverMakesItLonger) {
  const std::string token = Token(AVerifiedBrowser());
  clock_.Advance(absl::Minutes(100));  // the assumed end is over
  ASSERT_TRUE(Get(token).ok()) << Get(token).status();
  EXPECT_FALSE(Get(token)->has_leave_time()) << "looking changes nothing";
  EXPECT_EQ(Minutes(*Leave(token)), 100);
  clock_.Advance(absl::Minutes(30));
  EXPECT_EQ(Minutes(*Leave(token)), 100) << "a second tap";
  EXPECT_EQ(ReasonOf(Leave(token, "15:41").status()), "DEPARTURE_NOT_EARLIER");
  EXPECT_EQ(Minutes(*Leave(token, "14:40")), 40);
  EXPECT_EQ(Minutes(*Get(token)), 40);
  EXPECT_EQ(ReasonOf(Leave(token, "14:50").status()), "DEPARTURE_NOT_EARLIER");
  EXPECT_EQ(ReasonOf(Leave(token, "23:00").status()), "DEPARTURE_IN_FUTURE");
  EXPECT_EQ(ReasonOf(Leave(token, "three").status()), "MALFORMED_TIME");
}

TEST_F(ReceiptTest, SaysWhenSheReallyLeftWhileTheStayIsOpen) {
  const std::string token = Token(AVerifiedBrowser());
  clock_.Advance(absl::Hours(5));
  EXPECT_EQ(Minutes(*Leave(token, "16:00")), 120) << "longer than was assumed";
  EXPECT_EQ(ReasonOf(Leave(token, "16:10").status()), "DEPARTURE_NOT_EARLIER");
}

TEST_F(ReceiptTest, LeavesAStayThatAnotherScanEndedAsItIs) {
  Browser browser = AVerifiedBrowser();
  const std::string token = Token(browser);
  clock_.Advance(absl::Minutes(50));
  CheckIn(browser, "", kBar);
  clock_.Advance(absl::Minutes(50));
  EXPECT_EQ(Minutes(*Leave(token)), 50);
  EXPECT_EQ(Count({"test.automatic", "SELECT count(*) FROM stays WHERE ending = 2"}), 1);
  EXPECT_FALSE(CurrentStay(browser)->has_leave_time()) << "the other stay goes on";
}

TEST_F(ReceiptTest, TakesNoOtherTokenAndNoneThatIsTooOld) {
  const Browser browser = AVerifiedBrowser();
  const std::string token = Token(browser);
  EXPECT_EQ(ReasonOf(Get("x").status()), "LINK_UNKNOWN");
  EXPECT_EQ(ReasonOf(Leave(browser.stay_cookie).status()), "LINK_UNKNOWN") << "a cookie is no link";
  EXPECT_EQ(ReasonOf(CheckOut({.visitor_cookie = "", .stay_cookie = token}, kNow).status()), "NO_STAY")
      << "a link is no cookie";
  clock_.Advance(absl::Hours(49));
  EXPECT_EQ(ReasonOf(Leave(token).status()), "LINK_EXPIRED");
  EXPECT_EQ(ReasonOf(Get(token).status()), "LINK_EXPIRED");
}

}  // namespace
}  // namespace mimamori::visit
