// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "services/platform/core/error.hpp"
#include "tests/services/venue/store/venue_store_fixture.hpp"
#include "tests/support/dump.hpp"

namespace mimamori::venue {
namespace {

using platform::ReasonOf;
using platform::RequestId;
using testing::HasSubstr;
using testing::Not;

class LogInStoreTest : public VenueStoreTest {
 protected:
  static PendingLogIn ALogIn(char operator_key = 'o') {
    return {.id = LogInId::Random(),
            .caller = "",
            .request = RequestId::Random(),
            .fingerprint = std::string(16, 'f'),
            .operator_key = std::string(16, operator_key),
            .sealed_contact = "SEALED-LOG-IN",
            .created_at = kNow,
            .expires_at = kNow + kLogInLifetime,
            .mail_request = RequestId::Random(),
            .quota_key = std::string(16, 'q'),
            .domain_quota_key = std::string(16, 'd'),
            .network_quota_key = std::string(16, 'n')};
  }
  static LogInChoice ChoiceOf(const PendingLogIn& log_in) {
    return {.log_in = log_in.id, .request = RequestId::Random(), .venue = std::nullopt, .now = kNow + absl::Minutes(5), .trace_id = ""};
  }
};

TEST_F(LogInStoreTest, AnswersARetryWithTheFirstLinksEnd) {
  PendingLogIn log_in = ALogIn();
  EXPECT_EQ(*store_.AddLogIn(Soon(), log_in), kNow + kLogInLifetime);
  const RequestId request = log_in.request;
  for (const char known : {'o', 'x'}) {
    log_in = ALogIn(known);
    log_in.request = request;
    log_in.expires_at += absl::Minutes(9);
    EXPECT_EQ(*store_.AddLogIn(Soon(), log_in), kNow + kLogInLifetime);
  }
  log_in.fingerprint = std::string(16, 'g');
  EXPECT_EQ(ReasonOf(store_.AddLogIn(Soon(), log_in).status()), "REQUEST_ID_REUSED");
  EXPECT_EQ(store_.ClaimLogInMails(Soon(), kNow, kNow, 10)->size(), 1u);
}

TEST_F(LogInStoreTest, TellsTheRelayWhomAVenueKnows) {
  const Venue venue = AddVenue(SomeDetails());
  const PendingLogIn known = ALogIn('o');
  const PendingLogIn unknown = ALogIn('x');
  ASSERT_TRUE(store_.AddLogIn(Soon(), known).ok());
  ASSERT_TRUE(store_.AddLogIn(Soon(), unknown).ok());
  const auto mails = store_.ClaimLogInMails(Soon(), kNow, kNow + absl::Minutes(1), 10);
  ASSERT_TRUE(mails.ok()) << mails.status();
  ASSERT_EQ(mails->size(), 2u);
  for (const DueLogInMail& mail : *mails) {
    EXPECT_EQ(mail.known, mail.log_in == known.id);
    EXPECT_EQ(mail.sealed_contact, "SEALED-LOG-IN");
    EXPECT_EQ(mail.attempts, 0);
  }
  EXPECT_TRUE(store_.ClaimLogInMails(Soon(), kNow, kNow, 10)->empty()) << "claimed";
  ASSERT_TRUE(store_.Delete(Soon(), {.venue = venue.id, .revision = 1, .actor = "", .now = kNow, .trace_id = ""}).ok());
  const auto later = store_.ClaimLogInMails(Soon(), kNow + absl::Minutes(1), kNow, 10);
  ASSERT_EQ(later->size(), 2u);
  for (const DueLogInMail& mail : *later) {
    EXPECT_FALSE(mail.known) << "a deleted venue knows nobody";
    EXPECT_EQ(mail.attempts, 1);
  }
}

TEST_F(LogInStoreTest, ForgetsTheContactWithTheMailAndTheRestLater) {
  const PendingLogIn log_in = ALogIn();
  ASSERT_TRUE(store_.AddLogIn(Soon(), log_in).ok());
  ASSERT_TRUE(store_.PostponeLogInMail(Soon(), log_in.id, kNow + absl::Minutes(9)).ok());
  EXPECT_TRUE(store_.ClaimLogInMails(Soon(), kNow + absl::Minutes(8), kNow, 10)->empty());
  EXPECT_THAT(tests::DumpDatabase(database_.Conninfo()), HasSubstr("SEALED-LOG-IN"));
  ASSERT_TRUE(store_.FinishLogInMail(Soon(), log_in.id).ok());
  EXPECT_TRUE(store_.ClaimLogInMails(Soon(), kNow + absl::Hours(1), kNow, 10)->empty());
  EXPECT_THAT(tests::DumpDatabase(database_.Conninfo()), Not(HasSubstr("SEALED-LOG-IN")));
  EXPECT_EQ(*store_.ForgetLogIns(Soon(), log_in.expires_at), 0);
  EXPECT_EQ(*store_.ForgetLogIns(Soon(), log_in.expires_at + absl::Seconds(1)), 1);
}

TEST_F(LogInStoreTest, TakesTheOnlyVenueOnce) {
  const Venue venue = AddVenue(SomeDetails());
  const PendingLogIn log_in = ALogIn();
  ASSERT_TRUE(store_.AddLogIn(Soon(), log_in).ok());
  const LogInChoice choice = ChoiceOf(log_in);
  EXPECT_THAT(*store_.TakeVenue(Soon(), choice), testing::ElementsAre(venue));
  AddVenue(SomeDetails("a second one"));
  LogInChoice again = choice;
  again.now += absl::Hours(5);
  EXPECT_THAT(*store_.TakeVenue(Soon(), again), testing::ElementsAre(venue)) << "the same again, whatever came since";
  EXPECT_EQ(ReasonOf(store_.TakeVenue(Soon(), ChoiceOf(log_in)).status()), "LINK_USED");
  const auto audit = pool_.Run(Soon(), {"test_audit", "SELECT object_id FROM audit_entries WHERE action = 'venue.ConfirmLogIn'"});
  ASSERT_EQ(audit->size(), 1);
  EXPECT_EQ(audit->Text(0, 0), venue.id.ToString());
}

TEST_F(LogInStoreTest, LeavesTheChoiceBetweenSeveral) {
  AddVenue(SomeDetails("b"));
  const Venue first = AddVenue(SomeDetails("a"));
  const PendingLogIn log_in = ALogIn();
  ASSERT_TRUE(store_.AddLogIn(Soon(), log_in).ok());
  LogInChoice choice = ChoiceOf(log_in);
  ASSERT_EQ(store_.TakeVenue(Soon(), choice)->size(), 2u);
  EXPECT_EQ(store_.TakeVenue(Soon(), choice)->front(), first);
  choice.venue = first.id;
  EXPECT_THAT(*store_.TakeVenue(Soon(), choice), testing::ElementsAre(first));
  EXPECT_THAT(*store_.TakeVenue(Soon(), choice), testing::ElementsAre(first));
}

TEST_F(LogInStoreTest, GivesNobodyAnothersVenue) {
  const Venue theirs = AddVenue(SomeDetails());
  const PendingLogIn stranger = ALogIn('x');
  ASSERT_TRUE(store_.AddLogIn(Soon(), stranger).ok());
  LogInChoice choice = ChoiceOf(stranger);
  EXPECT_EQ(ReasonOf(store_.TakeVenue(Soon(), choice).status()), "VENUE_UNKNOWN");
  choice.venue = theirs.id;
  EXPECT_EQ(ReasonOf(store_.TakeVenue(Soon(), choice).status()), "VENUE_UNKNOWN");
  choice.now = stranger.expires_at;
  EXPECT_EQ(ReasonOf(store_.TakeVenue(Soon(), choice).status()), "LINK_EXPIRED");
  choice.log_in = LogInId::Random();
  EXPECT_EQ(ReasonOf(store_.TakeVenue(Soon(), choice).status()), "LINK_UNKNOWN");
}

}  // namespace
}  // namespace mimamori::venue
