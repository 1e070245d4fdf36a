// SPDX-License-Identifier: Apache-2.0
// The verification mail was opened in another browser than the one that checked in (privacy.md 7).
#include "tests/services/visit/service/visit_house.hpp"

namespace mimamori::visit {
namespace {

class HandOverTest : public VisitHouse {
 protected:
  HandOverTest() {
    CheckIn(waiting_, kTanaka);
    token_ = MailedToken();
  }
  Browser waiting_;  // checked in
  std::string token_;  // in the mail that somebody reads elsewhere
};

TEST_F(HandOverTest, ReachesTheWaitingBrowserOnceTheReaderPickedItsNumber) {
  const auto page = Verification(token_);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_TRUE(page->usable());
  EXPECT_FALSE(page->same_browser());
  ASSERT_EQ(page->choice().numbers_size(), 9);
  const int number = NumberShown(waiting_);
  EXPECT_EQ(std::count(page->choice().numbers().begin(), page->choice().numbers().end(), number), 1);
  EXPECT_EQ(ReasonOf(Collect(waiting_).status()), "NO_PROOF_WAITING") << "nothing before it was picked";

  const auto picked = Pick(token_, number);
  ASSERT_TRUE(picked.ok()) << picked.status();
  EXPECT_TRUE(picked->handed_over());
  EXPECT_FALSE(picked->same_browser());
  EXPECT_FALSE(picked->has_visitor_cookie()) << "the reader's browser gets nothing";
  EXPECT_EQ(picked->verified_stays(), 1);
  EXPECT_TRUE(CurrentStay(waiting_)->proof_waiting());
  EXPECT_EQ(CurrentStay(waiting_)->confirm_number(), "");

  const RequestId request = RequestId::Random();
  const auto collected = Collect(waiting_, request);
  ASSERT_TRUE(collected.ok()) << collected.status();
  EXPECT_TRUE(IsVerified(collected->visitor_cookie()));
  EXPECT_TRUE(Collect(waiting_, request).ok()) << "a retry gets the same answer";
  EXPECT_EQ(ReasonOf(Collect(waiting_).status()), "NO_PROOF_WAITING") << "once";
  EXPECT_FALSE(CurrentStay(waiting_)->proof_waiting());
}

TEST_F(HandOverTest, ReachesTheWaitingBrowserAtItsNextCheckIn) {
  ASSERT_TRUE(Pick(token_, NumberShown(waiting_)).ok());
  v1::CheckInRequest request = With(waiting_, ARequest("", kBar));
  const auto first = Ask(&Stub::CheckIn, request);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_TRUE(first->stay().verified());
  EXPECT_TRUE(IsVerified(first->visitor_cookie()));
  const auto retried = Ask(&Stub::CheckIn, request);
  ASSERT_TRUE(retried.ok()) << retried.status();
  EXPECT_TRUE(IsVerified(retried->visitor_cookie())) << "its answer was lost";
  const Browser copy = waiting_;  // the cookie of before, kept somewhere
  const auto again = Ask(&Stub::CheckIn, With(copy, ARequest("", kCafe)));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_FALSE(again->has_visitor_cookie()) << "once";
}

TEST_F(HandOverTest, TakesAtMostOneOfTwoCheckInsOfABatch) {
  ASSERT_TRUE(Pick(token_, NumberShown(waiting_)).ok());
  const auto write = [&](VenueId venue) {
    const platform::rpc::Call call{.caller = nullptr, .now = clock_.Now(), .deadline = Soon()};
    return desk_.Prepare(call, With(waiting_, ARequest("", venue))).value().write;
  };
  const auto kept = store_.KeepCheckIns(Soon(), clock_.Now(), {write(kCafe), write(kBar)}).value();
  EXPECT_EQ(kept[0]->proof_collected + kept[1]->proof_collected, 1);
}

TEST_F(HandOverTest, GivesABlindReaderOneTry) {
  const int number = NumberShown(waiting_);
  const auto page = Verification(token_);
  const int other = *std::find_if(page->choice().numbers().begin(), page->choice().numbers().end(),
                                  [&](int each) { return each != number; });
  const auto wrong = Pick(token_, other);
  EXPECT_EQ(ReasonOf(wrong.status()), "NUMBER_WRONG");
  EXPECT_EQ(FieldOf(wrong.status()), "number");
  EXPECT_FALSE(CurrentStay(waiting_)->verified()) << "a wrong pick confirms nothing";
  EXPECT_FALSE(Verification(token_)->has_choice());
  EXPECT_EQ(ReasonOf(Pick(token_, number).status()), "NUMBER_WRONG") << "not even the right one, afterwards";
  const auto plain = Confirm(token_, Browser());
  ASSERT_TRUE(plain.ok()) << plain.status();
  EXPECT_FALSE(plain->handed_over());
  EXPECT_TRUE(CurrentStay(waiting_)->verified());
  EXPECT_EQ(ReasonOf(Collect(waiting_).status()), "NO_PROOF_WAITING");
}

TEST_F(HandOverTest, LastsFifteenMinutes) {
  ASSERT_TRUE(Pick(token_, NumberShown(waiting_)).ok());
  clock_.Advance(absl::Minutes(15) - absl::Seconds(1));
  EXPECT_TRUE(CurrentStay(waiting_)->proof_waiting());
  clock_.Advance(absl::Seconds(1));
  EXPECT_FALSE(CurrentStay(waiting_)->proof_waiting());
  EXPECT_EQ(ReasonOf(Collect(waiting_).status()), "NO_PROOF_WAITING");
  const auto checked_in = Ask(&Stub::CheckIn, With(waiting_, ARequest("", kBar)));
  EXPECT_TRUE(checked_in->stay().verified()) << "of this day and browser";
  EXPECT_FALSE(checked_in->has_visitor_cookie());
}

TEST_F(HandOverTest, GoesToNoOtherBrowser) {
  ASSERT_TRUE(Pick(token_, NumberShown(waiting_)).ok());
  Browser other;
  CheckIn(other, kTanaka);  // somebody who types the same address
  EXPECT_EQ(ReasonOf(Collect(other).status()), "NO_PROOF_WAITING");
  EXPECT_FALSE(IsVerified(other.visitor_cookie));
  const Browser mixed{.visitor_cookie = other.visitor_cookie, .stay_cookie = waiting_.stay_cookie};
  EXPECT_EQ(ReasonOf(Collect(mixed).status()), "NO_PROOF_WAITING");
  EXPECT_EQ(CurrentStay(mixed)->confirm_number(), "");
  EXPECT_FALSE(CurrentStay(mixed)->proof_waiting());
  EXPECT_EQ(ReasonOf(Collect({}).status()), "NO_STAY");
  EXPECT_TRUE(Collect(waiting_).ok());
}

TEST_F(HandOverTest, AsksForNoNumberInTheBrowserThatCheckedIn) {
  const auto page = Verification(token_, waiting_);
  EXPECT_TRUE(page->same_browser());
  EXPECT_FALSE(page->has_choice());
  const auto confirmed = Pick(token_, 1, waiting_);
  ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  EXPECT_TRUE(IsVerified(confirmed->visitor_cookie()));
  EXPECT_FALSE(Verification(token_)->usable());
}

TEST_F(HandOverTest, KnowsOnlyMailedLinksAndChangesNothingByShowingThem) {
  EXPECT_EQ(ReasonOf(Verification("no such token").status()), "LINK_UNKNOWN");
  EXPECT_EQ(ReasonOf(Pick("no such token", NumberShown(waiting_)).status()), "LINK_UNKNOWN");
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(Verification(token_)->usable());
  clock_.Advance(absl::Hours(24));
  EXPECT_FALSE(Verification(token_)->usable());
  EXPECT_EQ(Count({"test.plain_tokens", "SELECT count(*) FROM verification_links WHERE octet_length(token_hash) = 32"}), 1);
}

class ProofTest : public VisitHouse {
 protected:
  // A check-in on a later day, at the same hour.
  absl::StatusOr<v1::CheckedIn> Later(const Browser& browser, int days) {
    clock_.Advance(days * absl::Hours(24));
    EXPECT_TRUE(RefreshDays(keys_, venues_, policies_, store_, clock_.Now()).ok());
    return Ask(&Stub::CheckIn, With(browser, ARequest("", kBar)));
  }
};

TEST_F(ProofTest, IsRenewedUnderAnotherIdWhileItIsUsed) {
  Browser browser = AVerifiedBrowser();
  const auto fresh = Later(browser, 6);
  EXPECT_FALSE(fresh->has_visitor_cookie());
  clock_.Advance(absl::Hours(24));
  ASSERT_TRUE(RefreshDays(keys_, venues_, policies_, store_, clock_.Now()).ok());
  const v1::CheckInRequest request = With(browser, ARequest("", kCafe));
  const auto renewed = Ask(&Stub::CheckIn, request);
  ASSERT_TRUE(renewed.ok()) << renewed.status();
  const auto before = *cookies_.ReadProof(browser.visitor_cookie, clock_.Now());
  const auto after = *cookies_.ReadProof(renewed->visitor_cookie(), clock_.Now());
  EXPECT_TRUE(after->verified);
  EXPECT_NE(after->proof_id, before->proof_id);
  EXPECT_EQ(after->confirmed_at, before->confirmed_at);
  EXPECT_GT(after->issued_at, before->issued_at);
  const int64_t stays = Stays();
  const auto retried = Ask(&Stub::CheckIn, request);
  ASSERT_TRUE(retried.ok()) << "a retry with the old cookie finds its stay: " << retried.status();
  EXPECT_EQ(Stays(), stays);
}

TEST_F(ProofTest, StillClosesTheStayThatItsFormerIdOpened) {
  Browser browser = AVerifiedBrowser();
  clock_.Advance(absl::Hours(24 * 7) - absl::Minutes(30));
  ASSERT_TRUE(RefreshDays(keys_, venues_, policies_, store_, clock_.Now()).ok());
  CheckIn(browser, "", kCafe);
  const Browser at_cafe = browser;
  clock_.Advance(absl::Minutes(30));
  EXPECT_TRUE(Ask(&Stub::CheckIn, With(browser, ARequest("", kBar)))->has_visitor_cookie());
  EXPECT_TRUE(CurrentStay(at_cafe)->has_leave_time());
}

TEST_F(ProofTest, ExpiresAfterNinetyUnusedDaysAndNamesItsCookieAlone) {
  const Browser browser = AVerifiedBrowser();
  EXPECT_TRUE(Later(browser, 90).ok());
  const auto expired = Later(browser, 1);
  EXPECT_EQ(expired.status().code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(ReasonOf(expired.status()), "PROOF_EXPIRED");
  EXPECT_EQ(FieldOf(expired.status()), "visitor_cookie") << "the gateway clears that cookie, and not the stay's";
  EXPECT_EQ(ReasonOf(Collect(browser).status()), "PROOF_EXPIRED");
}

TEST_F(ProofTest, IsNotRenewedForAnAddressThatWasConfirmedAYearAgo) {
  Browser browser = AVerifiedBrowser();
  for (int i = 0; i < 5; ++i) {
    const auto answer = Later(browser, 70);
    ASSERT_TRUE(answer.ok()) << answer.status();
    ASSERT_TRUE(answer->has_visitor_cookie()) << i;
    browser.Take(*answer);
  }
  EXPECT_FALSE(Later(browser, 15)->has_visitor_cookie()) << "day 365";
  EXPECT_EQ(ReasonOf(Later(browser, 76).status()), "PROOF_EXPIRED");
}

}  // namespace
}  // namespace mimamori::visit
