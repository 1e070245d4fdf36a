// SPDX-License-Identifier: Apache-2.0
#include "tests/services/visit/service/visit_house.hpp"

namespace mimamori::visit {
namespace {

class ConfirmAddressTest : public VisitHouse {};

TEST_F(ConfirmAddressTest, MakesTheCookieAProofInTheBrowserThatAsked) {
  Browser browser;
  CheckIn(browser, kTanaka);
  const auto confirmed = Confirm(MailedToken(), browser);
  ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  EXPECT_EQ(confirmed->verified_stays(), 1);
  EXPECT_TRUE(confirmed->same_browser());
  EXPECT_TRUE(cookies_.ReadProof(confirmed->visitor_cookie(), clock_.Now()).value()->verified);
  EXPECT_TRUE(CurrentStay(browser)->verified());
}

TEST_F(ConfirmAddressTest, ConfirmsTheStaysFromAnotherBrowserButGivesItNothing) {
  Browser browser;
  CheckIn(browser, kTanaka);
  const std::string token = MailedToken();
  Browser mail_reader;
  CheckIn(mail_reader, kTanaka, kBar);  // the same person, on another device
  const auto confirmed = Confirm(token, mail_reader);
  ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  EXPECT_EQ(confirmed->verified_stays(), 1);
  EXPECT_FALSE(confirmed->same_browser());
  EXPECT_FALSE(confirmed->has_visitor_cookie());
  EXPECT_TRUE(CurrentStay(browser)->verified());
  EXPECT_FALSE(CurrentStay(mail_reader)->verified()) << "nobody else's stays of the same address";
  EXPECT_TRUE(CheckIn(browser, "", kBar).stay().verified()) << "later stays of that browser and day count, too";
}

TEST_F(ConfirmAddressTest, NeverProvesAnAddressWithTheMailOfAnother) {
  // One request id, sent with two addresses on two service days.
  const v1::CheckInRequest own = ARequest("attacker@example.jp");
  v1::CheckInRequest forged = own;
  forged.set_email_address(kTanaka);
  *forged.mutable_arrive_time() = platform::rpc::ToTimestamp(clock_.Now() - absl::Hours(20));
  ASSERT_TRUE(Ask(&Stub::CheckIn, own).ok());
  const std::string token = MailedToken();
  Browser forger;
  const auto answer = Ask(&Stub::CheckIn, forged);
  ASSERT_TRUE(answer.ok()) << answer.status();
  forger.Take(*answer);
  const auto confirmed = Confirm(token, forger);
  ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  EXPECT_FALSE(confirmed->same_browser());
  EXPECT_FALSE(confirmed->has_visitor_cookie());
}

TEST_F(ConfirmAddressTest, AnswersARetryAlikeAndRefusesEverythingElse) {
  Browser browser;
  CheckIn(browser, kTanaka);
  const std::string token = MailedToken();
  const RequestId request = RequestId::Random();
  ASSERT_TRUE(Confirm(token, browser, request).ok());
  const auto again = Confirm(token, browser, request);
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE(again->same_browser());
  EXPECT_EQ(ReasonOf(Confirm(token, browser).status()), "LINK_USED");
  EXPECT_EQ(ReasonOf(Confirm("no such token", browser).status()), "LINK_UNKNOWN");
  identity_.set_down(true);
  EXPECT_EQ(Confirm(token, browser, request).status().code(), absl::StatusCode::kUnavailable);
}

class VerificationRelayTest : public VisitHouse {
 protected:
  void Wish(const std::string& address) {
    Browser browser;
    CheckIn(browser, address);
  }
  int64_t Waiting() {
    return Count({"test.waiting", "SELECT count(*) FROM verifications WHERE queued_at IS NULL AND failure IS NULL"});
  }
};

TEST_F(VerificationRelayTest, QueuesOneMailHoweverOftenItIsInterrupted) {
  Wish(kTanaka);
  identity_.set_down(true);
  EXPECT_TRUE(absl::IsUnavailable(relay_.Run(clock_.Now())));
  identity_.set_down(false);
  mail_.FailNext(absl::StatusCode::kUnavailable, "DOWN");
  EXPECT_TRUE(absl::IsUnavailable(relay_.Run(clock_.Now())));
  mail_.FailNext(absl::StatusCode::kUnavailable, "DOWN", true);
  EXPECT_TRUE(absl::IsUnavailable(relay_.Run(clock_.Now())));
  EXPECT_EQ(Waiting(), 1);
  EXPECT_TRUE(relay_.Run(clock_.Now()).ok());
  ASSERT_EQ(mail_.Messages().size(), 1u);
  EXPECT_EQ(mail_.Messages().begin()->second.times, 2) << "the same request id again";
  EXPECT_EQ(Waiting(), 0);
  EXPECT_TRUE(relay_.Run(clock_.Now()).ok());
  EXPECT_EQ(mail_.Messages().begin()->second.times, 2);
}

TEST_F(VerificationRelayTest, WipesTheContactOnceTheMailIsQueued) {
  Wish(kTanaka);
  ASSERT_TRUE(relay_.Run(clock_.Now()).ok());
  EXPECT_EQ(Count({"test.sealed", "SELECT count(*) FROM verifications WHERE sealed_contact IS NOT NULL"}), 0);
}

TEST_F(VerificationRelayTest, GivesUpOnlyWhatNoLaterTryCanMend) {
  const struct {
    const char* name;
    absl::StatusCode code;
    const char* reason;
    bool final;
  } cases[] = {
      {"a used-up quota", absl::StatusCode::kResourceExhausted, "MAIL_QUOTA_EXCEEDED", true},
      {"a refused parameter", absl::StatusCode::kInvalidArgument, "PARAMETER_UNKNOWN", true},
      {"a permit that is not believed", absl::StatusCode::kPermissionDenied, "TEMPLATE_NOT_FOR_CALLER", true},
      {"a full disk", absl::StatusCode::kResourceExhausted, "DATABASE_FULL", false},
      {"a fault of mail's", absl::StatusCode::kInternal, "", false},
      {"mail is away", absl::StatusCode::kUnavailable, "DOWN", false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    Wish(fmt::format("{}@example.jp", platform::FormatUuid(platform::RandomUuid())));
    mail_.FailNext(c.code, c.reason);
    EXPECT_EQ(relay_.Run(clock_.Now()).ok(), c.final);
    EXPECT_EQ(Waiting(), c.final ? 0 : 1);
    EXPECT_TRUE(relay_.Run(clock_.Now()).ok());
  }
  EXPECT_EQ(mail_.Messages().size(), 3u);
}

TEST_F(VerificationRelayTest, LetsNobodyWaitBehindAWishThatFails) {
  Wish("first@example.jp");
  clock_.Advance(absl::Seconds(1));
  Wish("second@example.jp");
  mail_.FailNext(absl::StatusCode::kInternal, "");
  EXPECT_FALSE(relay_.Run(clock_.Now()).ok());
  ASSERT_EQ(mail_.Messages().size(), 1u);
  EXPECT_EQ(vault_.AddressIn(mail_.Messages().begin()->second), "second@example.jp");
  EXPECT_EQ(Waiting(), 1);
}

}  // namespace
}  // namespace mimamori::visit
