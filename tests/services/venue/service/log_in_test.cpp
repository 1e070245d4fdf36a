// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "tests/services/venue/service/venue_house.hpp"

namespace mimamori::venue {
namespace {

using testing::HasSubstr;
using testing::Not;

class LogInTest : public VenueHouse {
 protected:
  static v1::RequestLogInRequest ALogIn(const std::string& email = "owner.kato@example.jp") {
    v1::RequestLogInRequest request;
    request.set_request_id(platform::RequestId::Random().ToString());
    request.set_email_address(email);
    return request;
  }
  static v1::ConfirmLogInRequest UseOf(const std::string& token, const std::string& venue_id = "") {
    v1::ConfirmLogInRequest request;
    request.set_request_id(platform::RequestId::Random().ToString());
    request.set_token(token);
    request.set_venue_id(venue_id);
    return request;
  }
  // Asks for a link and has it mailed; its token.
  std::string MailedLogIn() {
    EXPECT_TRUE(Ask(kAnyone, &Stub::RequestLogIn, ALogIn()).ok());
    EXPECT_TRUE(relay_.Run(clock_.Now()).ok());
    return MailedToken();
  }
};

TEST_F(LogInTest, OpensASessionInAnotherBrowser) {
  const v1::Venue venue = AddVenue();
  const size_t before = mail_.Messages().size();
  const auto asked = Ask(kAnyone, &Stub::RequestLogIn, ALogIn(" Owner.Kato@EXAMPLE.jp "));
  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_EQ(asked->expire_time().seconds(), absl::ToUnixSeconds(kNow + kLogInLifetime));
  EXPECT_GE(wake_ups_, 1);
  ASSERT_TRUE(relay_.Run(clock_.Now()).ok());
  ASSERT_EQ(mail_.Messages().size(), before + 1);
  const auto mail = mail_.Messages().back();
  EXPECT_THAT(mail.parameters().at("link"), HasSubstr("http://127.0.0.1:8080/venues/log-in/"));
  EXPECT_EQ(mail.parameters().size(), 1u) << "nothing that a venue wrote";
  vault::v1::Contact contact;
  ASSERT_TRUE(contact.ParseFromString(std::string(vault_.Open(mail.sealed_contact()).text.Reveal())));
  EXPECT_EQ(platform::EmailAddress::Parse(contact.email_address())->Folded(), "owner.kato@example.jp");

  const auto use = UseOf(MailedToken());
  const auto opened = Ask(kAnyone, &Stub::ConfirmLogIn, use);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->venue().SerializeAsString(), venue.SerializeAsString());
  EXPECT_EQ(opened->operator_session_cookie(), "session of " + venue.id() + " for " + use.request_id());
  EXPECT_TRUE(opened->choices().empty());
  EXPECT_EQ(Ask(kAnyone, &Stub::ConfirmLogIn, use)->SerializeAsString(), opened->SerializeAsString()) << "a retry";
  EXPECT_EQ(ReasonOf(Ask(kAnyone, &Stub::ConfirmLogIn, UseOf(MailedToken())).status()), "LINK_USED");
}

TEST_F(LogInTest, AnswersAlikeForKnownAndUnknownAddressesAndMailsOnlyTheKnown) {
  AddVenue();
  const size_t before = mail_.Messages().size();
  const size_t links = identity_.Tokens().size();
  const auto unknown = ALogIn("owner.koto@example.jp");
  const auto first = Ask(kAnyone, &Stub::RequestLogIn, unknown);
  ASSERT_TRUE(first.ok()) << first.status();
  const auto known = ALogIn();
  const auto second = Ask(kAnyone, &Stub::RequestLogIn, known);
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
  ASSERT_TRUE(relay_.Run(clock_.Now()).ok());
  EXPECT_EQ(mail_.Messages().size(), before + 1);
  EXPECT_EQ(identity_.Tokens().size(), links + 1) << "nobody gets no link";
  clock_.Advance(absl::Minutes(30));
  EXPECT_EQ(Ask(kAnyone, &Stub::RequestLogIn, unknown)->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(Ask(kAnyone, &Stub::RequestLogIn, known)->SerializeAsString(), second->SerializeAsString());
  ASSERT_TRUE(relay_.Run(clock_.Now()).ok());
  EXPECT_EQ(mail_.Messages().size(), before + 1);
  auto reused = known;
  reused.set_email_address("another@example.jp");
  EXPECT_EQ(ReasonOf(Ask(kAnyone, &Stub::RequestLogIn, reused).status()), "REQUEST_ID_REUSED");
}

TEST_F(LogInTest, LetsAnOperatorOfSeveralVenuesChooseOne) {
  const v1::Venue second = AddVenue("店 2");
  const v1::Venue first = AddVenue("店 1");
  auto use = UseOf(MailedLogIn());
  const auto choice = Ask(kAnyone, &Stub::ConfirmLogIn, use);
  ASSERT_TRUE(choice.ok()) << choice.status();
  ASSERT_EQ(choice->choices_size(), 2);
  EXPECT_EQ(choice->choices(0).id(), first.id());
  EXPECT_EQ(choice->choices(0).code_url(), "") << "no codes before there is a session";
  EXPECT_FALSE(choice->has_operator_session_cookie()) << "the browser's own cookie stays";
  use.set_venue_id(second.id());
  EXPECT_EQ(Ask(kAnyone, &Stub::ConfirmLogIn, use)->venue().id(), second.id());
  use.set_venue_id(first.id());
  EXPECT_EQ(Ask(kAnyone, &Stub::ConfirmLogIn, use)->venue().id(), second.id()) << "a link opens one";
}

TEST_F(LogInTest, OpensNobodyElsesVenue) {
  auto theirs = ARequest("theirs");
  theirs.set_email_address("other@example.jp");
  ASSERT_TRUE(Ask(kAnyone, &Stub::RegisterVenue, theirs).ok());
  ASSERT_TRUE(relay_.Run(clock_.Now()).ok());
  const std::string registration = MailedToken();
  const auto other = Ask(kAnyone, &Stub::ConfirmVenue, Confirmation(registration));
  ASSERT_TRUE(other.ok()) << other.status();
  AddVenue("mine");
  const std::string token = MailedLogIn();
  EXPECT_EQ(ReasonOf(Ask(kAnyone, &Stub::ConfirmLogIn, UseOf(token, other->venue().id())).status()), "VENUE_UNKNOWN");
  EXPECT_EQ(ReasonOf(Ask(kAnyone, &Stub::ConfirmLogIn, UseOf(registration)).status()), "LINK_UNKNOWN")
      << "a registration's link logs nobody in";
  EXPECT_EQ(ReasonOf(Ask(kAnyone, &Stub::ConfirmVenue, Confirmation(MailedLogIn())).status()), "LINK_UNKNOWN")
      << "a log-in's link registers nothing";
}

TEST_F(LogInTest, OpensNoDeletedVenue) {
  const v1::Venue venue = AddVenue();
  const std::string token = MailedLogIn();
  v1::DeleteOwnVenueRequest deletion;
  deletion.set_revision(venue.revision());
  ASSERT_TRUE(Ask(Operator(venue.id()), &Stub::DeleteOwnVenue, deletion).ok());
  EXPECT_EQ(ReasonOf(Ask(kAnyone, &Stub::ConfirmLogIn, UseOf(token)).status()), "VENUE_UNKNOWN");
}

TEST_F(LogInTest, SaysWhatIsWrongWithARequest) {
  const struct {
    void (*change)(v1::RequestLogInRequest&);
    const char* reason;
    const char* field;
  } cases[] = {
      {[](v1::RequestLogInRequest& r) { r.set_request_id("1"); }, "MALFORMED_ID", "request_id"},
      {[](v1::RequestLogInRequest& r) { r.clear_email_address(); }, "MISSING_FIELD", "email_address"},
      {[](v1::RequestLogInRequest& r) { r.set_email_address("nobody"); }, "MALFORMED_EMAIL_ADDRESS", "email_address"},
      {[](v1::RequestLogInRequest& r) { r.set_language("de"); }, "UNKNOWN_LANGUAGE", "language"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.field);
    auto request = ALogIn();
    c.change(request);
    const auto answer = Ask(kAnyone, &Stub::RequestLogIn, request);
    EXPECT_EQ(ReasonOf(answer.status()), c.reason);
    EXPECT_EQ(FieldOf(answer.status()), c.field);
  }
  EXPECT_EQ(FieldOf(Ask(kAnyone, &Stub::ConfirmLogIn, UseOf("x", "no venue")).status()), "venue_id");
}

TEST_F(LogInTest, SlowsOneNetworkDown) {
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(Ask(kAnyone, &Stub::RequestLogIn, ALogIn()).ok());
  EXPECT_EQ(ReasonOf(Ask(kAnyone, &Stub::RequestLogIn, ALogIn()).status()), "TOO_MANY_REQUESTS");
  EXPECT_TRUE(Ask(kAnyone, &Stub::RequestLogIn, ALogIn(), "198.51.100.0/24").ok());
}

TEST_F(LogInTest, IsForNobodyWithASessionOrAService) {
  for (const Person& other : {kVisit, Person{.issuer = "exposure", .service = true}}) {
    EXPECT_EQ(ReasonOf(Ask(other, &Stub::RequestLogIn, ALogIn()).status()), "ACCESS_DENIED");
    EXPECT_EQ(ReasonOf(Ask(other, &Stub::ConfirmLogIn, UseOf("x")).status()), "ACCESS_DENIED");
  }
}

TEST_F(LogInTest, LeavesNoAddressAndNoTokenInTheDatabase) {
  AddVenue();
  ASSERT_TRUE(Ask(kAnyone, &Stub::RequestLogIn, ALogIn("stranger@elsewhere.example")).ok());
  const std::string token = MailedLogIn();
  const std::string dump = tests::DumpDatabase(database_.Conninfo());
  EXPECT_THAT(dump, HasSubstr("log_ins")) << "the dump is one";
  for (const std::string& secret : {std::string("kato"), std::string("stranger"), std::string("elsewhere"), token}) {
    EXPECT_THAT(dump, Not(HasSubstr(secret)));
  }
}

}  // namespace
}  // namespace mimamori::venue
