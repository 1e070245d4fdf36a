// SPDX-License-Identifier: Apache-2.0
#include "tests/services/venue/service/venue_house.hpp"

namespace mimamori::venue {
namespace {

class LinkRelayTest : public VenueHouse {
 protected:
  void Register() { ASSERT_TRUE(Ask(kAnyone, &Stub::RegisterVenue, ARequest()).ok()); }
  // The one mail that left holds a link that works.
  void ExpectOneMailThatWorks() {
    ASSERT_EQ(mail_.Messages().size(), 1u);
    const auto confirmed = Ask(kAnyone, &Stub::ConfirmVenue, Confirmation(MailedToken()));
    EXPECT_TRUE(confirmed.ok()) << confirmed.status();
  }
  absl::Time Later(absl::Duration by) {
    clock_.Advance(by);
    return clock_.Now();
  }
};

TEST_F(LinkRelayTest, MailsOnceHoweverOftenItRuns) {
  Register();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(relay_.Run(Later(absl::Hours(1))).ok());
  EXPECT_EQ(mail_.calls, 1);
  ExpectOneMailThatWorks();
}

TEST_F(LinkRelayTest, TriesAgainWhenIdentityWasAway) {
  Register();
  identity_.set_down(true);
  EXPECT_FALSE(relay_.Run(clock_.Now()).ok());
  identity_.set_down(false);
  EXPECT_TRUE(relay_.Run(Later(absl::Seconds(4))).ok());
  EXPECT_EQ(mail_.calls, 0) << "not so soon";
  EXPECT_TRUE(relay_.Run(Later(absl::Seconds(1))).ok());
  ExpectOneMailThatWorks();
}

// Died between the link and the mail.
TEST_F(LinkRelayTest, TriesAgainWhenMailWasAway) {
  Register();
  mail_.set_down(true);
  EXPECT_FALSE(relay_.Run(clock_.Now()).ok());
  EXPECT_EQ(identity_.Tokens().size(), 1u);
  mail_.set_down(false);
  EXPECT_TRUE(relay_.Run(Later(absl::Minutes(1))).ok());
  ExpectOneMailThatWorks();
}

// Died after mail had taken the message and before that was known here: its link must still work, and none follows it.
TEST_F(LinkRelayTest, NeverMailsTwiceAndNeverSpoilsTheLinkThatWasMailed) {
  Register();
  mail_.mood = FakeMail::Mood::kLosesTheAnswer;
  EXPECT_FALSE(relay_.Run(clock_.Now()).ok());
  const std::string mailed = MailedToken();
  mail_.mood = FakeMail::Mood::kWell;
  EXPECT_TRUE(relay_.Run(Later(absl::Minutes(1))).ok());
  EXPECT_EQ(mail_.calls, 2);
  EXPECT_EQ(MailedToken(), mailed);
  ExpectOneMailThatWorks();
}

// Killed with mails in its hands: they are due again when the claim is over.
TEST_F(LinkRelayTest, TakesOverWhatADeadRelayHadClaimed) {
  Register();
  ASSERT_EQ(store_.ClaimMails(absl::Now() + absl::Seconds(5), kNow, kNow + absl::Minutes(10), 10)->size(), 1u);
  EXPECT_TRUE(relay_.Run(Later(absl::Minutes(9))).ok());
  EXPECT_EQ(mail_.calls, 0);
  EXPECT_TRUE(relay_.Run(Later(absl::Minutes(1))).ok());
  ExpectOneMailThatWorks();
}

TEST_F(LinkRelayTest, GivesUpOnceAQuotaIsUsedUp) {
  Register();
  mail_.mood = FakeMail::Mood::kQuotaExceeded;
  EXPECT_TRUE(relay_.Run(clock_.Now()).ok());
  mail_.mood = FakeMail::Mood::kWell;
  EXPECT_TRUE(relay_.Run(Later(absl::Hours(24))).ok());
  EXPECT_EQ(mail_.calls, 1);
}

TEST_F(LinkRelayTest, SendsNothingThatIsTooLate) {
  Register();
  EXPECT_TRUE(relay_.Run(Later(kRegistrationLifetime)).ok());
  EXPECT_EQ(mail_.calls, 0);
}

TEST_F(LinkRelayTest, IsNotHeldUpByOneThatFails) {
  for (int i = 0; i < 3; ++i) Register();
  mail_.mood = FakeMail::Mood::kLosesTheAnswer;
  EXPECT_FALSE(relay_.Run(clock_.Now()).ok());
  EXPECT_EQ(mail_.calls, 3);
}

}  // namespace
}  // namespace mimamori::venue
