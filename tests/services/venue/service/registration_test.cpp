// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "tests/services/venue/service/venue_house.hpp"

namespace mimamori::venue {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using RegistrationTest = VenueHouse;

TEST_F(RegistrationTest, LeadsFromAFormThroughAMailToAVenueWithASession) {
  const auto registered = Ask(kAnyone, &Stub::RegisterVenue, ARequest());
  ASSERT_TRUE(registered.ok()) << registered.status();
  EXPECT_EQ(registered->masked_email_address(), "o•••@example.jp");
  EXPECT_EQ(registered->expire_time().seconds(), absl::ToUnixSeconds(kNow + absl::Hours(7 * 24)));
  EXPECT_EQ(wake_ups_, 1);
  EXPECT_TRUE(store_.List(absl::Now() + absl::Seconds(5), {.everywhere = true, .areas = {}}, {})->empty())
      << "a venue exists once its link was used";

  ASSERT_TRUE(relay_.Run(kNow).ok());
  ASSERT_EQ(mail_.Messages().size(), 1u);
  EXPECT_EQ(mail_.Messages()[0].parameters().at("link"), "http://127.0.0.1:8080/venues/confirm/" + MailedToken());

  const auto request = Confirmation(MailedToken());
  const auto confirmed = Ask(kAnyone, &Stub::ConfirmVenue, request);
  ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  const v1::Venue& venue = confirmed->venue();
  EXPECT_EQ(venue.display_name(), "喫茶 こもれび");
  EXPECT_EQ(venue.typical_stay_minutes(), 90) << "the policy's value for the kind";
  EXPECT_EQ(venue.time_zone(), "Asia/Tokyo");
  EXPECT_EQ(venue.code_epoch(), 1);
  EXPECT_THAT(confirmed->operator_session_cookie(), HasSubstr(venue.id()));

  const auto again = Ask(kAnyone, &Stub::ConfirmVenue, request);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->SerializeAsString(), confirmed->SerializeAsString());
  EXPECT_EQ(ReasonOf(Ask(kAnyone, &Stub::ConfirmVenue, Confirmation(MailedToken())).status()), "LINK_USED");
  EXPECT_EQ(Resolve(CodeIn(venue))->venue().id(), venue.id());
}

TEST_F(RegistrationTest, SealsTheAddressForTheVaultAlone) {
  auto request = ARequest();
  request.set_language("en");
  ASSERT_TRUE(Ask(kAnyone, &Stub::RegisterVenue, request).ok());
  ASSERT_TRUE(relay_.Run(kNow).ok());
  const auto message = mail_.Messages().at(0);
  const auto opened = vault_.Open(message.sealed_contact());
  vault::v1::Contact contact;
  ASSERT_TRUE(contact.ParseFromString(std::string(opened.text.Reveal())));
  EXPECT_EQ(contact.email_address(), "owner.kato@example.jp");
  EXPECT_EQ(contact.language(), "en");
  EXPECT_EQ(opened.context.ring, "operator");
  EXPECT_EQ(opened.context.period, "2026-11");
  EXPECT_TRUE(RegistrationId::Parse(opened.context.subject).ok());
  EXPECT_EQ(message.quota_key().size(), 16u);
  EXPECT_EQ(message.domain_quota_key().size(), 16u);
  EXPECT_EQ(message.network_quota_key().size(), 16u);
}

TEST_F(RegistrationTest, LeavesNoAddressAndNoTokenInTheDatabase) {
  ASSERT_TRUE(Ask(kAnyone, &Stub::RegisterVenue, ARequest("喫茶 目印")).ok());
  const std::string pending = tests::DumpDatabase(database_.Conninfo());
  ASSERT_TRUE(relay_.Run(kNow).ok());
  const std::string mailed = tests::DumpDatabase(database_.Conninfo());
  ASSERT_TRUE(Ask(kAnyone, &Stub::ConfirmVenue, Confirmation(MailedToken())).ok());
  const std::string confirmed = tests::DumpDatabase(database_.Conninfo());
  for (const std::string& dump : {pending, mailed, confirmed}) {
    EXPECT_THAT(dump, HasSubstr("喫茶 目印")) << "the dump is one";
    EXPECT_THAT(dump, Not(HasSubstr("kato")));
    EXPECT_THAT(dump, Not(HasSubstr("example.jp")));
    EXPECT_THAT(dump, Not(HasSubstr(MailedToken())));
    EXPECT_THAT(dump, Not(HasSubstr("venues/confirm")));
  }
}

TEST_F(RegistrationTest, TellsTheHoursToEverybodyWhoMayKnowTheVenue) {
  auto request = ARequest();
  request.mutable_opening_hours()->add_every_day("11:00〜14:00、17:00〜2:00");
  request.mutable_opening_hours()->add_monday("定休日");
  request.mutable_opening_hours()->add_saturday("");
  ASSERT_TRUE(Ask(kAnyone, &Stub::RegisterVenue, request).ok());
  ASSERT_TRUE(relay_.Run(clock_.Now()).ok());
  const auto confirmed = Ask(kAnyone, &Stub::ConfirmVenue, Confirmation(MailedToken()));
  ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  const std::string id = confirmed->venue().id();
  v1::GetVenueRequest get;
  get.set_venue_id(id);
  const auto context = ContextOf(kVisit);
  const auto stream = stub_->StreamChanges(context.get(), {});
  v1::VenueChange change;
  ASSERT_TRUE(stream->Read(&change));
  context->TryCancel();
  stream->Finish();
  for (const v1::Venue& venue : {confirmed->venue(), Ask(Operator(id), &Stub::GetOwnVenue, {}).value(),
                                 Ask(Officer({"271004"}), &Stub::GetVenue, get).value(), change.venue()}) {
    const v1::OpeningHours& hours = venue.opening_hours();
    EXPECT_THAT(hours.sunday(), ElementsAre("11:00-14:00", "17:00-26:00"));
    EXPECT_THAT(hours.saturday(), ElementsAre("11:00-14:00", "17:00-26:00"));
    EXPECT_THAT(hours.tuesday(), ElementsAre("11:00-14:00", "17:00-26:00"));
    EXPECT_THAT(hours.monday(), IsEmpty());
    EXPECT_THAT(hours.every_day(), IsEmpty());
  }
  EXPECT_FALSE(AddVenue("hours not told").has_opening_hours());
}

TEST_F(RegistrationTest, AnswersAlikeForKnownAndUnknownAddresses) {
  AddVenue();
  auto known = ARequest("another shop");
  auto unknown = ARequest("another shop");
  unknown.set_email_address("o.nobody@example.jp");
  const auto first = Ask(kAnyone, &Stub::RegisterVenue, known);
  const auto second = Ask(kAnyone, &Stub::RegisterVenue, unknown);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
}

TEST_F(RegistrationTest, AnswersARetryAndRefusesAnotherUnderItsName) {
  const auto request = ARequest();
  const auto first = Ask(kAnyone, &Stub::RegisterVenue, request);
  clock_.Advance(absl::Minutes(5));
  const auto again = Ask(kAnyone, &Stub::RegisterVenue, request);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  auto other = request;
  other.set_email_address("somebody.else@example.jp");
  const absl::Status refused = Ask(kAnyone, &Stub::RegisterVenue, other).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ReasonOf(refused), "REQUEST_ID_REUSED");
  ASSERT_TRUE(relay_.Run(clock_.Now()).ok());
  EXPECT_EQ(mail_.Messages().size(), 1u);
}

TEST_F(RegistrationTest, RefusesWhatItCantUseAndStoresNothing) {
  auto nameless = ARequest();
  nameless.set_display_name("");
  auto elsewhere = ARequest("x", "131016");
  auto endless = ARequest();
  endless.mutable_opening_hours()->add_friday("18:00-23:00");
  endless.mutable_opening_hours()->add_friday("22:00-31:00");
  auto malformed = ARequest();
  malformed.set_request_id("1");
  const struct {
    const char* name;
    v1::RegisterVenueRequest request;
    const char* field;
    const char* reason;
  } cases[] = {
      {"no name", nameless, "display_name", "MISSING_FIELD"},
      {"an area that isn't served", elsewhere, "area_code", "AREA_NOT_SERVED"},
      {"hours that never end", endless, "opening_hours.friday[1]", "BAD_OPENING_HOURS"},
      {"no request id", malformed, "request_id", "MALFORMED_ID"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const absl::Status status = Ask(kAnyone, &Stub::RegisterVenue, c.request).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(FieldOf(status), c.field);
    EXPECT_EQ(ReasonOf(status), c.reason);
  }
  ASSERT_TRUE(relay_.Run(kNow).ok());
  EXPECT_TRUE(mail_.Messages().empty());
}

TEST_F(RegistrationTest, AsksForAreasSeldomAndRemembersThemWhileIdentityIsAway) {
  identity_.set_down(true);
  EXPECT_EQ(Ask(kAnyone, &Stub::RegisterVenue, ARequest()).status().code(), absl::StatusCode::kUnavailable);
  identity_.set_down(false);
  ASSERT_TRUE(Ask(kAnyone, &Stub::RegisterVenue, ARequest("a", "271403")).ok()) << "on the second page";
  const int asked = identity_.area_questions;
  ASSERT_TRUE(Ask(kAnyone, &Stub::RegisterVenue, ARequest("b")).ok());
  EXPECT_EQ(identity_.area_questions, asked);
  EXPECT_EQ(vault_.key_questions, 1);
  identity_.set_down(true);
  clock_.Advance(absl::Hours(1));
  EXPECT_TRUE(Ask(kAnyone, &Stub::RegisterVenue, ARequest("c")).ok());
  identity_.set_down(false);
  identity_.areas.push_back("131016");
  clock_.Advance(absl::Seconds(11));
  EXPECT_TRUE(Ask(kAnyone, &Stub::RegisterVenue, ARequest("d", "131016")).ok()) << "a new area counts at once";
}

TEST_F(RegistrationTest, KeepsNothingWhileTheVaultIsAway) {
  vault_.set_down(true);
  EXPECT_EQ(Ask(kAnyone, &Stub::RegisterVenue, ARequest()).status().code(), absl::StatusCode::kUnavailable);
  vault_.set_down(false);
  ASSERT_TRUE(relay_.Run(kNow).ok());
  EXPECT_EQ(mail_.calls, 0);
}

TEST_F(RegistrationTest, LimitsOneNetworkAndNoOther) {
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(Ask(kAnyone, &Stub::RegisterVenue, ARequest()).ok()) << i;
  const absl::Status status = Ask(kAnyone, &Stub::RegisterVenue, ARequest()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(status), "TOO_MANY_REQUESTS");
  EXPECT_TRUE(Ask(kAnyone, &Stub::RegisterVenue, ARequest(), "198.51.100.0/24").ok());
  clock_.Advance(absl::Hours(1));
  EXPECT_TRUE(Ask(kAnyone, &Stub::RegisterVenue, ARequest()).ok());
}

TEST_F(RegistrationTest, GoesOnWithoutRedis) {
  redis_server_.Stop();
  for (int i = 0; i < 25; ++i) ASSERT_TRUE(Ask(kAnyone, &Stub::RegisterVenue, ARequest()).ok()) << i;
}

TEST_F(RegistrationTest, ConfirmsNothingUnknownOrLate) {
  EXPECT_EQ(ReasonOf(Ask(kAnyone, &Stub::ConfirmVenue, Confirmation("link-token-00000000099")).status()),
            "LINK_UNKNOWN");
  ASSERT_TRUE(Ask(kAnyone, &Stub::RegisterVenue, ARequest()).ok());
  ASSERT_TRUE(relay_.Run(kNow).ok());
  clock_.Advance(kRegistrationLifetime);
  EXPECT_EQ(ReasonOf(Ask(kAnyone, &Stub::ConfirmVenue, Confirmation(MailedToken())).status()), "LINK_EXPIRED");
}

}  // namespace
}  // namespace mimamori::venue
