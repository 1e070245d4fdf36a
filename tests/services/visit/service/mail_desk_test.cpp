// SPDX-License-Identifier: Apache-2.0
// Check-ins by mail: a stay for whoever wrote, once a mail; an answer for whom their domain vouches only.
#include "services/visit/service/mail_desk.hpp"

#include "tests/services/visit/service/visit_house.hpp"

namespace mimamori::visit {
namespace {

using MailStub = v1::InboundMailService::Stub;

class MailDeskTest : public VisitHouse {
 protected:
  v1::CheckInByMailRequest AMail(const std::string& id = "<1@example.jp>", bool verified = true) const {
    v1::CheckInByMailRequest request;
    request.set_message_id(id);
    request.set_code(CodeOf(kCafe));
    request.set_email_address(kTanaka);
    request.set_verified(verified);
    *request.mutable_receive_time() = platform::rpc::ToTimestamp(kNow - absl::Seconds(30));
    return request;
  }
  absl::StatusOr<v1::CheckedInByMail> Deliver(const v1::CheckInByMailRequest& request) {
    return tests::CallWith(callers_.Service("inbound_mail"), *mail_stub_, &MailStub::CheckInByMail, request);
  }
  int64_t CountWhere(const std::string& condition) {
    // A statement is known by its name.
    const std::string name = "test.stays_where_" + std::to_string(++questions_);
    const std::string sql = "SELECT count(*) FROM stays WHERE " + condition;
    return Count({name.c_str(), sql.c_str()});
  }

  int questions_ = 0;
  // The receipts that were queued.
  std::vector<tests::FakeMail::Kept> Receipts() {
    std::vector<tests::FakeMail::Kept> receipts;
    for (const auto& [id, kept] : mail_.Messages()) {
      if (kept.envelope.template_() == "receipt") receipts.push_back(kept);
    }
    return receipts;
  }

  MailDesk desk_of_mails_{tools_,
                          {.desk = desk_, .store = store_, .commits = commits_, .receipts = receipts_, .redis = redis_},
                          {"venue", venue_server_.Channel(), signer_}};
  InboundMailService mail_service_{desk_of_mails_, runner_};
  tests::InProcess mail_check_in_server_{mail_service_};
  const std::unique_ptr<MailStub> mail_stub_ = v1::InboundMailService::NewStub(mail_check_in_server_.Channel());
};

TEST_F(MailDeskTest, OpensAStayForWhoeverWrote) {
  ASSERT_TRUE(Deliver(AMail()).ok()) << Deliver(AMail()).status();
  EXPECT_EQ(CountWhere("verified AND arrived_at = '2026-11-21 13:59:00+09' AND service_day = '2026-11-21'"), 1);
  EXPECT_EQ(Stays(), 1);
  EXPECT_EQ(Wishes(), 0);
  const auto overlaps = FindOverlaps(callers_.Service("exposure"), AQuestion());
  ASSERT_TRUE(overlaps.ok()) << overlaps.status();
  ASSERT_EQ(overlaps->size(), 1u);
  EXPECT_TRUE(overlaps->front().verified());
  // The same person as one who types her address.
  Browser browser;
  CheckIn(browser, kTanaka);
  EXPECT_EQ(Stays(), 2);
  EXPECT_EQ(Count({"test.people", "SELECT count(DISTINCT pseudonym) FROM stays"}), 1);
}

TEST_F(MailDeskTest, AnswersWhomItsDomainVouchesForOnceWithAReceipt) {
  ASSERT_TRUE(Deliver(AMail()).ok());
  ASSERT_TRUE(Deliver(AMail()).ok()) << "delivered again";
  ASSERT_EQ(Receipts().size(), 1u);
  const tests::FakeMail::Kept receipt = Receipts().front();
  EXPECT_EQ(vault_.AddressIn(receipt), kTanaka);
  EXPECT_EQ(receipt.message.parameters().at("venue_name"), "喫茶みまもり");
  EXPECT_EQ(receipt.message.parameters().at("stay_start"), "13:59");
  const std::string link = receipt.message.parameters().at("link");
  v1::LeaveByReceiptRequest leave;
  leave.set_token(link.substr(link.rfind('/') + 1));
  clock_.Advance(absl::Minutes(30));
  ASSERT_TRUE(Ask(&v1::ReceiptService::Stub::LeaveByReceipt, leave).ok());
  EXPECT_EQ(CountWhere("matched_until = '2026-11-21 14:30:00+09'"), 1) << "she left by a tap";
}

TEST_F(MailDeskTest, KeepsTheStayWhileReceiptsWait) {
  mail_.set_down(true);
  EXPECT_EQ(Deliver(AMail()).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Stays(), 1) << "the mail system brings the mail again";
  mail_.set_down(false);
  EXPECT_TRUE(Deliver(AMail()).ok());
  EXPECT_EQ(Stays(), 1);
  EXPECT_EQ(Receipts().size(), 1u);
}

TEST_F(MailDeskTest, KeepsWhatNobodyVouchesForApart) {
  const auto kept = Deliver(AMail("<1@example.jp>", false));
  ASSERT_TRUE(kept.ok()) << kept.status();
  EXPECT_FALSE(kept->verified());
  EXPECT_EQ(CountWhere("NOT verified"), 1);
  EXPECT_EQ(Wishes(), 0);
  EXPECT_TRUE(mail_.Messages().empty()) << "never answered";
}

TEST_F(MailDeskTest, SetsABurstThatNobodyVouchesForApart) {
  const int most = policies_.Stays().bursts.unconfirmed_per_minute;
  for (int i = 0; i <= most; ++i) {
    v1::CheckInByMailRequest mail = AMail("<" + std::to_string(i) + "@example.jp>", false);
    mail.set_email_address("guest@" + std::to_string(i) + ".example");
    ASSERT_TRUE(Deliver(mail).ok()) << i;
  }
  ASSERT_TRUE(Deliver(AMail()).ok());
  EXPECT_EQ(CountWhere("marks & 8 > 0"), 1) << "the one too many";
  EXPECT_EQ(CountWhere("marks & 8 > 0 AND verified"), 0);
}

TEST_F(MailDeskTest, KnowsAMailThatComesAgain) {
  ASSERT_TRUE(Deliver(AMail()).ok());
  clock_.Advance(absl::Minutes(20));
  v1::CheckInByMailRequest again = AMail();
  *again.mutable_receive_time() = platform::rpc::ToTimestamp(clock_.Now());
  EXPECT_TRUE(Deliver(again).ok());
  EXPECT_EQ(Stays(), 1);
  EXPECT_TRUE(Deliver(AMail("<2@example.jp>")).ok());
  v1::CheckInByMailRequest elsewhere = AMail(), other = AMail();
  elsewhere.set_code(CodeOf(kBar));
  other.set_email_address("sato@example.jp");
  EXPECT_TRUE(Deliver(elsewhere).ok());
  EXPECT_TRUE(Deliver(other).ok());
  EXPECT_EQ(Stays(), 4) << "another mail, another place, another person";
}

TEST_F(MailDeskTest, TakesTypedCodesAndCodesInSmallLetters) {
  venue::v1::Place place;
  place.set_code(CodeOf(kBar));
  venue_.typed["K7QP2M9XD4"] = place;
  v1::CheckInByMailRequest typed = AMail();
  typed.set_code("K7QP2M9XD4");
  EXPECT_TRUE(Deliver(typed).ok()) << Deliver(typed).status();
  EXPECT_EQ(CountWhere("venue_id = 8"), 1);
  v1::CheckInByMailRequest small = AMail();
  std::string lower = CodeOf(kCafe);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  small.set_code(lower);
  EXPECT_TRUE(Deliver(small).ok());
  EXPECT_TRUE(Deliver(AMail()).ok());
  EXPECT_EQ(CountWhere("venue_id = 7"), 1) << "the same code, however it is written";
  venue_.set_down(true);
  EXPECT_EQ(Deliver(typed).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_TRUE(Deliver(AMail("<3@example.jp>")).ok()) << "scanned codes are read here";
}

TEST_F(MailDeskTest, SaysWhatIsWrong) {
  const auto expect = [&](const char* reason, const char* field, auto change) {
    v1::CheckInByMailRequest request = AMail();
    change(request);
    const auto answer = Deliver(request);
    EXPECT_EQ(ReasonOf(answer.status()), reason);
    EXPECT_EQ(FieldOf(answer.status()), field) << reason;
  };
  expect("MISSING_FIELD", "message_id", [](auto& request) { request.clear_message_id(); });
  expect("TEXT_TOO_LONG", "message_id", [](auto& request) { request.set_message_id(std::string(999, 'x')); });
  expect("MALFORMED_EMAIL_ADDRESS", "email_address", [](auto& request) { request.set_email_address("nobody"); });
  expect("UNKNOWN_LANGUAGE", "language", [](auto& request) { request.set_language("xx"); });
  expect("CODE_UNKNOWN", "", [](auto& request) { request.set_code(std::string(28, '0')); });
  expect("CODE_REVOKED", "", [&](auto& request) { request.set_code(CodeOf(kCafe, 2)); });
  const auto received = [](absl::Duration before) {
    return [before](v1::CheckInByMailRequest& request) {
      *request.mutable_receive_time() = platform::rpc::ToTimestamp(kNow - before);
    };
  };
  expect("ARRIVAL_TOO_OLD", "receive_time", received(absl::Hours(48)));
  expect("ARRIVAL_IN_FUTURE", "receive_time", received(-absl::Hours(1)));
  EXPECT_EQ(Stays(), 0);
}

TEST_F(MailDeskTest, IsForOurMailDoorAlone) {
  for (const std::string& token : {callers_.Anyone(), callers_.Service("gateway_public"), callers_.Service("exposure"),
                                   callers_.Officer("officer-1", {"271004"}), std::string()}) {
    const auto answer = tests::CallWith(token, *mail_stub_, &MailStub::CheckInByMail, AMail());
    EXPECT_EQ(answer.status().code(),
              token.empty() ? absl::StatusCode::kUnauthenticated : absl::StatusCode::kPermissionDenied);
  }
  EXPECT_EQ(Stays(), 0);
}

TEST_F(MailDeskTest, SlowsOneSenderAndWhatADomainDoesNotVouchFor) {
  for (int i = 0; i < 30; ++i) ASSERT_TRUE(Deliver(AMail("<" + std::to_string(i) + "@example.jp>")).ok()) << i;
  EXPECT_EQ(ReasonOf(Deliver(AMail("<30@example.jp>")).status()), "TOO_MANY_REQUESTS");
  v1::CheckInByMailRequest other = AMail("<31@example.jp>");
  other.set_email_address("sato@example.jp");
  EXPECT_TRUE(Deliver(other).ok());
  for (int i = 0; i < 60; ++i) {
    v1::CheckInByMailRequest forged = AMail("<f" + std::to_string(i) + "@example.jp>", false);
    forged.set_email_address("guest" + std::to_string(i) + "@example.jp");
    ASSERT_TRUE(Deliver(forged).ok()) << i;
  }
  v1::CheckInByMailRequest forged = AMail("<f60@example.jp>", false);
  forged.set_email_address("guest60@example.jp");
  EXPECT_EQ(ReasonOf(Deliver(forged).status()), "TOO_MANY_REQUESTS");
  forged.set_email_address("guest60@example.net");
  EXPECT_TRUE(Deliver(forged).ok()) << "another domain";
}

}  // namespace
}  // namespace mimamori::visit
