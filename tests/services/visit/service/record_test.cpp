// SPDX-License-Identifier: Apache-2.0
// A visitor's rights: what is kept about her, who asked about it, and that it goes when she says so.
#include "tests/services/visit/service/visit_house.hpp"

namespace mimamori::visit {
namespace {

using platform::rpc::ToTimestamp;
using Rights = v1::RecordService::Stub;

class RecordTest : public VisitHouse {
 protected:
  absl::StatusOr<v1::RecordLinkMailed> MailLink(const std::string& address,
                                                const RequestId& id = RequestId::Random(),
                                                const std::string& network = "192.0.2.0/24") {
    v1::MailRecordLinkRequest request;
    request.set_request_id(id.ToString());
    request.set_email_address(address);
    return Ask(&Rights::MailRecordLink, request, network);
  }
  // The token of a mail to this address that was not asked for yet; empty: none.
  std::string TokenFor(const std::string& address) {
    std::string token;
    for (const auto& [id, kept] : mail_.Messages()) {
      if (kept.envelope.template_() != "record-link" || vault_.AddressIn(kept) != address) continue;
      const std::string link = kept.message.parameters().at("link");
      if (seen_.insert(id).second) token = link.substr(link.rfind('/') + 1);
    }
    return token;
  }
  absl::StatusOr<v1::OpenedRecord> Open(const std::string& token, const RequestId& id = RequestId::Random()) {
    v1::OpenRecordRequest request;
    request.set_request_id(id.ToString());
    request.set_token(token);
    return Ask(&Rights::OpenRecord, request);
  }
  // The cookie of a record that is open.
  std::string Opened(const std::string& address = kTanaka) {
    EXPECT_TRUE(MailLink(address).ok());
    const auto opened = Open(TokenFor(address));
    EXPECT_TRUE(opened.ok()) << opened.status();
    return opened.ok() ? opened->record_cookie() : "";
  }
  absl::StatusOr<v1::Record> Get(const std::string& cookie, const std::string& page_token = "") {
    v1::GetRecordRequest request;
    request.set_record_cookie(cookie);
    request.set_page_token(page_token);
    return Ask(&Rights::GetRecord, request);
  }
  absl::StatusOr<v1::RecordedStay> Shorten(const std::string& cookie, const std::string& stay, const std::string& clock) {
    v1::ShortenStayRequest request;
    request.set_record_cookie(cookie);
    request.set_stay(stay);
    request.set_leave_clock(clock);
    return Ask(&Rights::ShortenStay, request);
  }
  absl::StatusOr<v1::DeletedStay> Delete(const std::string& cookie, const std::string& stay) {
    v1::DeleteStayRequest request;
    request.set_record_cookie(cookie);
    request.set_stay(stay);
    return Ask(&Rights::DeleteStay, request);
  }
  absl::StatusOr<v1::MailStop> Stop(const std::string& cookie, bool stopped) {
    v1::SetMailStopRequest request;
    request.set_record_cookie(cookie);
    request.set_stopped(stopped);
    return Ask(&Rights::SetMailStop, request);
  }
  std::set<std::string> seen_;
  void NextDay() {
    clock_.Advance(absl::Hours(24));
    ASSERT_TRUE(RefreshDays(keys_, venues_, policies_, store_, clock_.Now()).ok());
  }
  void AskAbout(VenueId venue, const std::string& event, const std::string& purpose) {
    auto question = AQuestion(venue);
    question.set_event_id(event);
    question.set_purpose(purpose);
    question.set_area_code("271004");
    ASSERT_TRUE(FindOverlaps(callers_.Service("exposure"), question).ok());
  }
};

TEST_F(RecordTest, ShowsHerStaysOfAllDaysAndNobodyElses) {
  Browser browser = AVerifiedBrowser();
  for (int day = 0; day < 5; ++day) NextDay();  // the first day's key is out of visit's hands
  CheckIn(browser, "", kBar);
  Browser other;
  CheckIn(other, "other@example.jp", kBar);
  Browser typed;
  CheckIn(typed, "tanaka.hanako@EXAMPLE.jp", kCafe);  // somebody, in her name

  const auto record = Get(Opened());
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_EQ(record->masked_email_address(), "T•••@example.jp");
  EXPECT_EQ(record->retention_days(), 28);
  EXPECT_EQ(record->next_page_token(), "");
  ASSERT_EQ(record->stays_size(), 3);
  EXPECT_EQ(record->stays(2).venue_name(), "喫茶みまもり");
  EXPECT_EQ(record->stays(2).arrive_time().seconds(), absl::ToUnixSeconds(kNow));
  EXPECT_TRUE(record->stays(2).verified());
  EXPECT_FALSE(record->stays(2).assumed()) << "ended by the next check-in";
  EXPECT_TRUE(record->stays(0).assumed());
  EXPECT_FALSE(record->stays(0).verified());
  EXPECT_EQ(Get(Opened("nobody@example.jp"))->stays_size(), 0);
}

TEST_F(RecordTest, MailsTheSameForEveryAddressAndOnceForARetry) {
  Browser browser;
  CheckIn(browser, kTanaka);
  const RequestId id = RequestId::Random();
  ASSERT_TRUE(MailLink(kTanaka, id).ok());
  ASSERT_TRUE(MailLink(kTanaka, id).ok());
  ASSERT_TRUE(MailLink("nobody@example.jp", id).ok());
  EXPECT_EQ(mail_.Messages().size(), 2u);
  EXPECT_FALSE(TokenFor("nobody@example.jp").empty());
  const auto quota_keys = [&] {
    std::set<std::string> keys;
    for (const auto& [message, kept] : mail_.Messages()) keys.insert(kept.message.quota_key());
    return keys;
  }();
  EXPECT_EQ(quota_keys, (std::set{cookies_.quotas().OfAddress(platform::EmailAddress::Parse(kTanaka).value()),
                                  cookies_.quotas().OfAddress(platform::EmailAddress::Parse("nobody@example.jp").value())}));
  for (const auto& [message, kept] : mail_.Messages()) {
    EXPECT_EQ(kept.message.network_quota_key(),
              cookies_.quotas().OfNetwork("192.0.2.0/24", clock_.Now())) << "counted where no cache can forget it";
  }
  mail_.FailNext(absl::StatusCode::kResourceExhausted, "MAIL_QUOTA_EXCEEDED");
  EXPECT_TRUE(MailLink(kTanaka).ok()) << "nobody learns that her quota is used up";
  mail_.FailNext(absl::StatusCode::kUnavailable, "DOWN");
  EXPECT_TRUE(absl::IsUnavailable(MailLink(kTanaka).status()));
}

TEST_F(RecordTest, RefusesWhatIsNoRequest) {
  v1::MailRecordLinkRequest request;
  request.set_email_address(kTanaka);
  EXPECT_EQ(FieldOf(Ask(&Rights::MailRecordLink, request).status()), "request_id");
  request.set_request_id(RequestId::Random().ToString());
  request.set_language("tlh");
  EXPECT_EQ(ReasonOf(Ask(&Rights::MailRecordLink, request).status()), "UNKNOWN_LANGUAGE");
  EXPECT_EQ(ReasonOf(MailLink("nobody").status()), "MALFORMED_EMAIL_ADDRESS");
  int taken = 0;
  while (taken < 100 && MailLink("crowd@example.jp", RequestId::Random(), "198.51.100.0/24").ok()) ++taken;
  EXPECT_EQ(taken, 20) << "of policy visit.records";
  EXPECT_TRUE(MailLink(kTanaka).ok()) << "another network";
}

TEST_F(RecordTest, OpensOnceAndOnlyWithTheMailedLink) {
  ASSERT_TRUE(MailLink(kTanaka).ok());
  const std::string token = TokenFor(kTanaka);
  const RequestId id = RequestId::Random();
  const auto opened = Open(token, id);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_TRUE(Open(token, id).ok()) << "a retry";
  EXPECT_EQ(ReasonOf(Open(token).status()), "LINK_USED");
  EXPECT_EQ(ReasonOf(Open("no such token").status()), "LINK_UNKNOWN");
  EXPECT_EQ(ReasonOf(Open(opened->record_cookie()).status()), "LINK_UNKNOWN") << "a cookie is no link";
  EXPECT_EQ(ReasonOf(Get(token).status()), "RECORD_CLOSED") << "a link is no cookie";
  EXPECT_EQ(FieldOf(Get("").status()), "record_cookie");
  clock_.Advance(absl::Minutes(30));
  EXPECT_EQ(ReasonOf(Get(opened->record_cookie()).status()), "RECORD_CLOSED");
  EXPECT_EQ(Get(opened->record_cookie()).status().code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(ReasonOf(Get(Open(token, id)->record_cookie()).status()), "RECORD_CLOSED") << "a retry opens it no longer";
  ASSERT_TRUE(MailLink("late@example.jp").ok());
  const std::string late = TokenFor("late@example.jp");
  clock_.Advance(absl::Hours(1));
  EXPECT_EQ(ReasonOf(Open(late).status()), "LINK_EXPIRED");
}

TEST_F(RecordTest, ShortensAndDeletesHerOwnStaysAlone) {
  Browser browser = AVerifiedBrowser();
  Browser other = AVerifiedBrowser("other@example.jp");
  clock_.Advance(absl::Minutes(60));
  const std::string cookie = Opened();
  const std::string stay = Get(cookie)->stays(0).stay();
  const std::string others = Get(Opened("other@example.jp"))->stays(0).stay();

  const auto shorter = Shorten(cookie, stay, "14:30");
  ASSERT_TRUE(shorter.ok()) << shorter.status();
  EXPECT_EQ(shorter->leave_time().seconds(), absl::ToUnixSeconds(kNow + absl::Minutes(30)));
  EXPECT_FALSE(shorter->assumed());
  EXPECT_EQ(ReasonOf(Shorten(cookie, stay, "14:35").status()), "DEPARTURE_NOT_EARLIER");
  EXPECT_EQ(ReasonOf(Shorten(cookie, stay, "2 pm").status()), "MALFORMED_TIME");
  EXPECT_EQ(ReasonOf(Shorten(cookie, "x", "14:30").status()), "MALFORMED_ID");
  EXPECT_EQ(ReasonOf(Shorten(cookie, others, "14:30").status()), "NO_STAY");
  EXPECT_EQ(ReasonOf(Shorten(cookie, "2020-01-01.1", "14:30").status()), "NO_STAY");
  EXPECT_EQ(ReasonOf(Shorten("", stay, "14:30").status()), "RECORD_CLOSED");

  EXPECT_TRUE(Delete(cookie, others).ok()) << "as any that is not there";
  EXPECT_EQ(Stays(), 2);
  EXPECT_TRUE(Delete(cookie, stay).ok());
  EXPECT_TRUE(Delete(cookie, stay).ok()) << "again";
  EXPECT_EQ(Stays(), 1);
  EXPECT_EQ(Get(cookie)->stays_size(), 0);
  EXPECT_EQ(ReasonOf(Delete("", others).status()), "RECORD_CLOSED");
  EXPECT_EQ(Count({"test.changes", "SELECT count(*) FROM audit_entries WHERE actor = 'visitor'"}), 2);
  EXPECT_EQ(Count({"test.traces", "SELECT count(*) FROM audit_entries WHERE actor = 'visitor' AND trace_id <> ''"}), 0)
      << "the vault's entry of the same call names her link";
}

TEST_F(RecordTest, ComesInPagesThatNobodyElseCanTurn) {
  Browser browser = AVerifiedBrowser();
  for (int i = 0; i < 60; ++i) {
    clock_.Advance(absl::Minutes(1));
    CheckIn(browser, "", i % 2 == 0 ? kBar : kCafe);
  }
  const std::string cookie = Opened();
  const auto first = Get(cookie);
  ASSERT_EQ(first->stays_size(), 50);
  const auto second = Get(cookie, first->next_page_token());
  ASSERT_EQ(second->stays_size(), 11);
  EXPECT_EQ(second->next_page_token(), "");
  EXPECT_LT(second->stays(0).arrive_time().seconds(), first->stays(49).arrive_time().seconds());
  EXPECT_EQ(ReasonOf(Get(cookie, "x").status()), "MALFORMED_PAGE_TOKEN");
  EXPECT_EQ(ReasonOf(Get(Opened("other@example.jp"), first->next_page_token()).status()), "MALFORMED_PAGE_TOKEN");
}

TEST_F(RecordTest, TellsWhichAuthorityAskedOnceItDecided) {
  Browser browser = AVerifiedBrowser();
  const std::string event = RequestId::Random().ToString();
  AskAbout(kCafe, event, "preview");
  AskAbout(kBar, RequestId::Random().ToString(), "dispatch");
  EXPECT_EQ(Get(Opened())->questions_size(), 0);
  clock_.Advance(absl::Hours(1));
  AskAbout(kCafe, event, "dispatch");
  const auto record = Get(Opened());
  ASSERT_TRUE(record.ok()) << record.status();
  ASSERT_EQ(record->questions_size(), 1);
  const auto& question = record->questions(0);
  EXPECT_EQ(question.venue_name(), "喫茶みまもり");
  EXPECT_EQ(question.area_code(), "271004");
  EXPECT_EQ(question.authority(), "大阪市");
  EXPECT_EQ(question.times(), 2);
  EXPECT_TRUE(question.for_warning());
  EXPECT_EQ(question.first_ask_time().seconds(), absl::ToUnixSeconds(kNow));
  EXPECT_EQ(question.last_ask_time().seconds(), absl::ToUnixSeconds(kNow + absl::Hours(1)));
  EXPECT_EQ(record->DebugString().find("officer-1"), std::string::npos) << "never who of it";
  EXPECT_EQ(Get(Opened("nobody@example.jp"))->questions_size(), 0);
}

TEST_F(RecordTest, TakesTheQuestionOfAnApprovalForDecided) {
  Browser browser = AVerifiedBrowser();
  const std::string event = RequestId::Random().ToString();
  AskAbout(kCafe, event, "preview");
  EXPECT_EQ(Get(Opened())->questions_size(), 0);
  AskAbout(kCafe, event, "approve");
  const auto record = Get(Opened());
  ASSERT_EQ(record->questions_size(), 1);
  EXPECT_TRUE(record->questions(0).for_warning());
  EXPECT_EQ(record->questions(0).times(), 2);
}

TEST_F(RecordTest, StopsAllMailAndLetsItGoAgain) {
  const std::string cookie = Opened();
  EXPECT_FALSE(Get(cookie)->mail_stopped());
  EXPECT_TRUE(Stop(cookie, true)->stopped());
  EXPECT_TRUE(Get(cookie)->mail_stopped());
  EXPECT_FALSE(Get(Opened("other@example.jp"))->mail_stopped());
  EXPECT_FALSE(Stop(cookie, false)->stopped());
  EXPECT_FALSE(Get(cookie)->mail_stopped());
  EXPECT_EQ(ReasonOf(Stop("", true).status()), "RECORD_CLOSED");
}

TEST_F(RecordTest, KeepsNeitherAddressNorWhoLooked) {
  Browser browser = AVerifiedBrowser();
  ASSERT_TRUE(MailLink(kTanaka).ok());
  const std::string token = TokenFor(kTanaka);
  ASSERT_FALSE(token.empty());
  ASSERT_TRUE(Get(Open(token)->record_cookie()).ok());
  const std::string dump = tests::DumpDatabase(database_.Conninfo());
  EXPECT_EQ(dump.find("anaka"), std::string::npos);
  EXPECT_EQ(dump.find(token), std::string::npos);
  const auto closed = Ask(&Rights::CloseRecord, v1::CloseRecordRequest());
  ASSERT_TRUE(closed.ok());
  EXPECT_EQ(closed->record_cookie(), "");
}

TEST_F(RecordTest, FindsDaysOfThePastByAnIndexThatNoCheckInPaysFor) {
  Browser browser = AVerifiedBrowser();
  ASSERT_TRUE(DropExpiredDays(store_, clock_.Now()).ok());
  const platform::postgres::Statement indexes{"test.indexes",
      "SELECT count(*) FROM pg_indexes WHERE indexname LIKE 'stays_%_pseudonym'"};
  EXPECT_EQ(Count(indexes), 0);
  for (int day = 0; day < 3; ++day) NextDay();
  ASSERT_TRUE(DropExpiredDays(store_, clock_.Now()).ok());
  EXPECT_GE(Count(indexes), 1);
  ASSERT_TRUE(DropExpiredDays(store_, clock_.Now()).ok()) << "again";
  EXPECT_EQ(Get(Opened())->stays_size(), 1);
}

}  // namespace
}  // namespace mimamori::visit
