// SPDX-License-Identifier: Apache-2.0
// Handing one's own stays to the health centre that asks.
#include "tests/services/visit/service/visit_house.hpp"

namespace mimamori::visit {
namespace {

using platform::rpc::ToTimestamp;
using Rights = v1::RecordService::Stub;

class OwnStaysTest : public VisitHouse {
 protected:
  OwnStaysTest() {
    registry_.consent.set_area_code("271004");
    *registry_.consent.mutable_start_time() = ToTimestamp(kNow - absl::Hours(48));
    *registry_.consent.mutable_end_time() = ToTimestamp(kNow + absl::Hours(48));
    *registry_.consent.mutable_expire_time() = ToTimestamp(kNow + absl::Hours(48));
  }
  // The cookie of a record that is open.
  std::string Opened(const std::string& address = kTanaka) {
    v1::MailRecordLinkRequest mail;
    mail.set_request_id(RequestId::Random().ToString());
    mail.set_email_address(address);
    const auto before = mail_.Messages();
    EXPECT_TRUE(Ask(&Rights::MailRecordLink, mail).ok());
    v1::OpenRecordRequest request;
    request.set_request_id(RequestId::Random().ToString());
    for (const auto& [id, kept] : mail_.Messages()) {
      if (before.contains(id)) continue;
      const std::string link = kept.message.parameters().at("link");
      request.set_token(link.substr(link.rfind('/') + 1));
    }
    const auto opened = Ask(&Rights::OpenRecord, request);
    EXPECT_TRUE(opened.ok()) << opened.status();
    return opened.ok() ? opened->record_cookie() : "";
  }
  absl::StatusOr<v1::OpenedRecord> Enter(const std::string& cookie, const std::string& code = "k7qp2 m9xd4",
                                         const std::string& network = "192.0.2.0/24") {
    v1::OpenConsentRequest request;
    request.set_code(code);
    request.set_record_cookie(cookie);
    return Ask(&Rights::OpenConsent, request, network);
  }
  std::string Entered(const std::string& address = kTanaka) {
    const auto entered = Enter(Opened(address));
    EXPECT_TRUE(entered.ok()) << entered.status();
    return entered.ok() ? entered->record_cookie() : "";
  }
  v1::Record Get(const std::string& cookie) {
    v1::GetRecordRequest request;
    request.set_record_cookie(cookie);
    const auto record = Ask(&Rights::GetRecord, request);
    EXPECT_TRUE(record.ok()) << record.status();
    return record.value_or(v1::Record());
  }
  v1::GiveStaysRequest AGift(const std::string& cookie, const std::vector<std::string>& stays) {
    v1::GiveStaysRequest request;
    request.set_request_id(RequestId::Random().ToString());
    for (const std::string& stay : stays) request.add_stays(stay);
    request.set_consent(true);
    request.set_record_cookie(cookie);
    return request;
  }
  absl::StatusOr<v1::AskedStays> Give(const v1::GiveStaysRequest& request) { return Ask(&Rights::GiveStays, request); }
  absl::StatusOr<v1::AskedStays> TakeBack(const std::string& cookie) {
    v1::TakeBackStaysRequest request;
    request.set_record_cookie(cookie);
    return Ask(&Rights::TakeBackStays, request);
  }
};

TEST_F(OwnStaysTest, ShowsWhoAsksAndWhatMayBeGivenOnceTheCodeIsEntered) {
  Browser browser = AVerifiedBrowser();
  clock_.Advance(absl::Minutes(20));
  CheckIn(browser, "", kBar);  // ends the first
  Browser typed;
  CheckIn(typed, kTanaka);  // somebody, in her name
  const std::string cookie = Opened();
  EXPECT_FALSE(Get(cookie).has_asked());
  const auto entered = Enter(cookie);
  ASSERT_TRUE(entered.ok()) << entered.status();
  const v1::Record record = Get(entered->record_cookie());
  ASSERT_TRUE(record.has_asked());
  EXPECT_EQ(record.asked().area_code(), "271004");
  EXPECT_EQ(record.asked().authority(), "大阪市");
  EXPECT_EQ(record.asked().end_time().seconds(), absl::ToUnixSeconds(kNow + absl::Hours(48)));
  EXPECT_EQ(record.stays_size(), 3);
  ASSERT_EQ(record.asked().givable_size(), 1) << "not the one that goes on, nor what somebody typed";
  EXPECT_EQ(record.asked().givable(0).venue_name(), "喫茶みまもり");
  EXPECT_TRUE(registry_.given.empty()) << "entering a code gives nothing";
  EXPECT_FALSE(Get(cookie).has_asked()) << "another tab, without the code";
}

TEST_F(OwnStaysTest, GivesTheTickedStaysAndNothingElse) {
  Browser browser = AVerifiedBrowser();
  clock_.Advance(absl::Minutes(20));
  CheckIn(browser, "", kBar);
  clock_.Advance(absl::Hours(3));
  const std::string cookie = Entered();
  const v1::AskedStays asked = Get(cookie).asked();
  ASSERT_EQ(asked.givable_size(), 2);
  const v1::GiveStaysRequest request = AGift(cookie, {asked.givable(1).stay(), asked.givable(1).stay()});
  const auto given = Give(request);
  ASSERT_TRUE(given.ok()) << given.status();
  EXPECT_EQ(given->given(), 1) << "ticked twice is once";
  ASSERT_EQ(registry_.given.size(), 1u);
  EXPECT_EQ(registry_.given[0].venue_id(), kCafe.ToString());
  EXPECT_EQ(registry_.given[0].start_time().seconds(), absl::ToUnixSeconds(kNow));
  EXPECT_EQ(registry_.given[0].end_time().seconds(), absl::ToUnixSeconds(kNow + absl::Minutes(20)));
  EXPECT_TRUE(Give(request).ok()) << "a retry";
  EXPECT_EQ(ReasonOf(Give(AGift(cookie, {asked.givable(0).stay()})).status()), "CONSENT_GIVEN");
  EXPECT_TRUE(Get(cookie).asked().has_give_time());
  EXPECT_EQ(Get(cookie).asked().givable_size(), 0);
  EXPECT_EQ(Get(cookie).stays_size(), 2) << "she keeps her own";
}

TEST_F(OwnStaysTest, TakesBackWhatSheGaveAlsoFromAnotherBrowser) {
  Browser browser = AVerifiedBrowser();
  clock_.Advance(absl::Hours(3));
  const std::string cookie = Entered();
  EXPECT_EQ(ReasonOf(TakeBack(cookie).status()), "CONSENT_UNKNOWN") << "nothing was given";
  ASSERT_TRUE(Give(AGift(cookie, {Get(cookie).asked().givable(0).stay()})).ok());
  EXPECT_EQ(ReasonOf(Enter(Opened("other@example.jp")).status()), "CONSENT_UNKNOWN")
      << "whoever overhears the code sees nothing";
  const auto taken = TakeBack(Entered("TANAKA.hanako@example.jp"));
  ASSERT_TRUE(taken.ok()) << taken.status();
  EXPECT_TRUE(taken->has_withdraw_time());
  EXPECT_TRUE(registry_.given.empty());
}

TEST_F(OwnStaysTest, RefusesWhatIsNotHersOrNotAskedFor) {
  Browser browser = AVerifiedBrowser();
  Browser other = AVerifiedBrowser("other@example.jp");
  clock_.Advance(absl::Hours(3));
  const std::string cookie = Entered();
  const std::string hers = Get(cookie).asked().givable(0).stay();
  const std::string others = Get(Opened("other@example.jp")).stays(0).stay();
  EXPECT_EQ(ReasonOf(Give(AGift(cookie, {hers, others})).status()), "NO_STAY");
  EXPECT_EQ(ReasonOf(Give(AGift(cookie, {"x"})).status()), "MALFORMED_ID");
  EXPECT_EQ(FieldOf(Give(AGift(cookie, {})).status()), "stays");
  v1::GiveStaysRequest silent = AGift(cookie, {hers});
  silent.set_consent(false);
  EXPECT_EQ(ReasonOf(Give(silent).status()), "MISSING_FIELD");
  EXPECT_EQ(FieldOf(Give(silent).status()), "consent");
  v1::GiveStaysRequest nameless = AGift(cookie, {hers});
  nameless.clear_request_id();
  EXPECT_EQ(FieldOf(Give(nameless).status()), "request_id");
  EXPECT_EQ(ReasonOf(Give(AGift(Opened(), {hers})).status()), "NO_CODE_ENTERED");
  EXPECT_EQ(ReasonOf(TakeBack(Opened()).status()), "NO_CODE_ENTERED");
  EXPECT_EQ(ReasonOf(Give(AGift("", {hers})).status()), "RECORD_CLOSED");
  EXPECT_EQ(ReasonOf(TakeBack("").status()), "RECORD_CLOSED");
  EXPECT_EQ(ReasonOf(Enter("").status()), "RECORD_CLOSED");
  *registry_.consent.mutable_end_time() = ToTimestamp(kNow);
  EXPECT_EQ(ReasonOf(Give(AGift(cookie, {hers})).status()), "NO_STAY") << "not at the time in question";
  EXPECT_TRUE(registry_.given.empty());
}

TEST_F(OwnStaysTest, ReadsCodesAsPeopleTypeThemAndNotTooMany) {
  const std::string cookie = Opened();
  for (const char* code : {"K7QP2-M9XD4", "Ｋ７ＱＰ２－Ｍ９ＸＤ４", " k7qp2m9xd4 "}) EXPECT_TRUE(Enter(cookie, code).ok()) << code;
  for (const char* code : {"", "0000000000", "K7QP2-M9XD", "hello"}) {
    EXPECT_EQ(ReasonOf(Enter(cookie, code).status()), "CONSENT_UNKNOWN") << code;
  }
  int tried = 0;
  while (tried < 100 && ReasonOf(Enter(cookie, "0000000000", "198.51.100.0/24").status()) == "CONSENT_UNKNOWN") ++tried;
  EXPECT_EQ(tried, 20);
  EXPECT_EQ(ReasonOf(Enter(cookie, "K7QP2-M9XD4", "198.51.100.0/24").status()), "TOO_MANY_REQUESTS");
}

TEST_F(OwnStaysTest, ShowsTheRecordWhileTheRegistryIsAway) {
  Browser browser = AVerifiedBrowser();
  const std::string cookie = Entered();
  registry_.set_down(true);
  const v1::Record record = Get(cookie);
  EXPECT_EQ(record.stays_size(), 1);
  EXPECT_FALSE(record.has_asked());
  EXPECT_TRUE(absl::IsUnavailable(Enter(cookie).status()));
}

}  // namespace
}  // namespace mimamori::visit
