// SPDX-License-Identifier: Apache-2.0
#include "services/mail/store/bounce_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "embedded/mail_migrations.hpp"
#include "services/mail/store/dead_letter_store.hpp"
#include "services/mail/store/policy_book.hpp"
#include "services/mail/store/postgres_mail_store.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/crypto/aead.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::mail {
namespace {

using platform::ReasonOf;
using testing::ElementsAre;
using testing::SizeIs;

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 21, 10, 0, 0), absl::UTCTimeZone());
const absl::CivilDay kDay(2026, 11, 21);
const absl::Duration kDays = absl::Hours(24);

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

class BounceStoreTest : public testing::Test {
 protected:
  // A mail that worker 7 holds; its number. request_ is its.
  int64_t Leaving() {
    request_ = platform::RequestId::Random();
    Batch batch;
    batch.caller = "exposure";
    batch.group = "event";
    for (const Template& mail : Templates()) {
      if (mail.name == "alert-caution") batch.mail = &mail;
    }
    batch.permit = batch.permit_signature = "permit";
    batch.now = kNow;
    batch.expire_time = kNow + kDays;
    batch.key_day = kDay;
    batch.mails.push_back({.id = MessageId::Random(), .request_id = request_, .sealed_contact = "sealed",
                           .parameters = "encrypted", .quota = {}});
    EXPECT_TRUE(store_.Enqueue(Soon(), batch).ok());
    return store_.Claim(Soon(), kNow, kNow + absl::Minutes(1), 7, 1)->at(0).number;
  }
  // A mail that ended so; its number.
  int64_t AMail(MessageState state = MessageState::kSent, const std::string& kind = "docomo") {
    const int64_t number = Leaving();
    EXPECT_EQ(*store_.Settle(Soon(), kNow, 7, {{number, {state, 1, kNow, "", 250}, kind}}), 1);
    return number;
  }
  bool Record(int64_t number, char mailbox = 'h', bool against = true, absl::Time now = kNow) {
    const auto recorded = bounces_.Record(Soon(), now, policy_, {number, std::string(16, mailbox)}, against, 550);
    EXPECT_TRUE(recorded.ok()) << recorded.status();
    return recorded.ok() && *recorded;
  }
  bool Suppressed(char mailbox = 'h', absl::Time now = kNow) {
    return bounces_.AreSuppressed(Soon(), now, {std::string(16, 'x'), std::string(16, mailbox)})->at(1);
  }

  tests::ScratchDatabase database_{"mail", embedded::mail_migrations::Files()};
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 4};
  PostgresMailStore store_{pool_};
  DeadLetterStore letters_{pool_};
  BounceStore bounces_{pool_};
  platform::RequestId request_;
  const BouncePolicy policy_{.statuses = {"5.1.1"}, .reports = 2, .within = 10 * kDays, .suppressed = 30 * kDays};
};

TEST_F(BounceStoreTest, PreparesEveryStatement) {
  auto connection = *pool_.Borrow(Soon());
  for (const auto& statement : BounceStore::Statements()) EXPECT_TRUE(connection->Prepare(statement).ok()) << statement.name;
}

TEST_F(BounceStoreTest, FailsAMailThatWasSentOnce) {
  const int64_t number = AMail();
  EXPECT_TRUE(Record(number));
  EXPECT_FALSE(Record(number)) << "said again";
  EXPECT_EQ(*store_.GetProgress(Soon(), "exposure", "event"), (Progress{.failed = 1}));
  const auto letters = *letters_.List(Soon(), kNow, {.reason = "BOUNCED"}, 0, 10);
  ASSERT_THAT(letters, SizeIs(1));
  EXPECT_EQ(letters[0].smtp_code, 550);
  EXPECT_FALSE(letters[0].retryable);
  EXPECT_THAT(*letters_.GetTallies(Soon(), kDay, kDay, ""),
              ElementsAre(Tally{.day = kDay, .template_name = "alert-caution", .domain_kind = "docomo", .sent = 1, .bounced = 1}));
  EXPECT_FALSE(Suppressed()) << "two mails speak louder than one that is told twice";
}

TEST_F(BounceStoreTest, ChangesNothingThatWasNotSent) {
  EXPECT_FALSE(Record(AMail(MessageState::kCancelled)));
  EXPECT_FALSE(Record(AMail(MessageState::kDeferred)));
  EXPECT_FALSE(Record(999));
  EXPECT_EQ(*store_.GetProgress(Soon(), "exposure", "event"), (Progress{.deferred = 1, .cancelled = 1}));
  EXPECT_FALSE(Suppressed());
}

TEST_F(BounceStoreTest, PutsOffAReportThatIsFasterThanTheSender) {
  const int64_t number = Leaving();
  const auto early = bounces_.Record(Soon(), kNow, policy_, {number, std::string(16, 'h')}, true, 550);
  EXPECT_EQ(early.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(early.status()), "MAIL_STILL_LEAVING");
  EXPECT_EQ(*store_.Settle(Soon(), kNow, 7, {{number, {MessageState::kSent, 1, kNow, "", 250}, "docomo"}}), 1);
  EXPECT_TRUE(Record(number));
}

// Who must hear of it when an alert was wrong (FindFates): nobody whose alert came back.
TEST_F(BounceStoreTest, HasNotToldWhoseMailCameBack) {
  const int64_t number = AMail();
  const auto fate = [this] { return store_.FindFates(Soon(), "exposure", {request_})->front(); };
  EXPECT_EQ(fate(), Fate::kLeft);
  EXPECT_TRUE(Record(number));
  EXPECT_EQ(fate(), Fate::kStayed);
}

TEST_F(BounceStoreTest, DoubtsAMailThatCameBackWhenAnEarlierAttemptMayHaveArrived) {
  const int64_t number = Leaving();
  EXPECT_EQ(*store_.Settle(Soon(), kNow, 7, {{number, {MessageState::kDeferred, 1, kNow, "NOT_NOW", 0}, "other"}}), 1);
  ASSERT_THAT(*store_.Claim(Soon(), kNow, kNow + absl::Minutes(1), 7, 1), SizeIs(1));
  EXPECT_EQ(*store_.Settle(Soon(), kNow, 7, {{number, {MessageState::kSent, 2, kNow, "", 250}, "other"}}), 1);
  EXPECT_TRUE(Record(number));
  EXPECT_THAT(*store_.FindFates(Soon(), "exposure", {request_}), ElementsAre(Fate::kLeft)) << "the connection broke before";
}

TEST_F(BounceStoreTest, SuppressesAMailboxThatSeveralMailsCameBackFrom) {
  EXPECT_TRUE(Record(AMail()));
  EXPECT_TRUE(Record(AMail(), 'j'));
  EXPECT_TRUE(Record(AMail(), 'h', false));
  EXPECT_FALSE(Suppressed()) << "a full mailbox is no report";
  EXPECT_TRUE(Record(AMail(), 'h', true, kNow + 5 * kDays));
  EXPECT_TRUE(Suppressed());
  EXPECT_FALSE(Suppressed('j'));
  EXPECT_TRUE(Suppressed('h', kNow + 34 * kDays));
  EXPECT_FALSE(Suppressed('h', kNow + 36 * kDays)) << "for thirty days";
}

TEST_F(BounceStoreTest, BeginsToCountAgainAfterALongTime) {
  EXPECT_TRUE(Record(AMail()));
  EXPECT_TRUE(Record(AMail(), 'h', true, kNow + 11 * kDays));
  EXPECT_FALSE(Suppressed('h', kNow + 11 * kDays));
  EXPECT_TRUE(Record(AMail(), 'h', true, kNow + 12 * kDays));
  EXPECT_TRUE(Suppressed('h', kNow + 12 * kDays));
}

TEST_F(BounceStoreTest, ForgetsWhatIsOver) {
  EXPECT_TRUE(Record(AMail(), 'a'));
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(Record(AMail(), 'b'));
  const auto left = [this] {
    return pool_.Run(Soon(), {"test_left", "SELECT count(*) FROM mail_suppressions"})->Int8(0, 0);
  };
  ASSERT_TRUE(bounces_.Forget(Soon(), kNow + 9 * kDays, policy_.within).ok());
  EXPECT_EQ(left(), 2);
  ASSERT_TRUE(bounces_.Forget(Soon(), kNow + 11 * kDays, policy_.within).ok());
  EXPECT_EQ(left(), 1);
  ASSERT_TRUE(bounces_.Forget(Soon(), kNow + 31 * kDays, policy_.within).ok());
  EXPECT_EQ(left(), 0);
}

TEST_F(BounceStoreTest, ReadsThePolicyThatWasShipped) {
  PolicyBook policies(pool_);
  const auto policy = policies.Bounces(Soon(), kNow);
  ASSERT_TRUE(policy.ok()) << policy.status();
  EXPECT_TRUE(SpeaksAgainstMailbox(*policy, "5.1.1"));
  EXPECT_FALSE(SpeaksAgainstMailbox(*policy, "5.7.1"));
  EXPECT_EQ(policy->reports, 3);
}

TEST(BounceTokens, SayWhichMailAndWhoseToWhoeverHasTheKey) {
  const platform::Secret key = platform::crypto::RandomKey();
  const BounceTokens tokens(key);
  std::set<std::string> all;
  for (const int64_t number : {int64_t{0}, int64_t{1}, int64_t{1} << 40, INT64_MAX}) {
    for (const char who : {'h', 'j'}) {
      const BouncedMail mail{number, std::string(16, who)};
      const std::string token = tokens.Write(mail);
      EXPECT_EQ(token.size(), BounceTokens::kLength);
      EXPECT_EQ(token, tokens.Write(mail)) << "a sender that is tried again is the same";
      EXPECT_TRUE(std::all_of(token.begin(), token.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); }));
      EXPECT_EQ(*tokens.Read(token), mail);
      std::string capital = token;
      for (char& c : capital) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      EXPECT_EQ(*tokens.Read(capital), mail);
      all.insert(token);
    }
  }
  EXPECT_EQ(all.size(), 8u);
}

TEST(BounceTokens, AreKnownByNobodyElse) {
  const platform::Secret key = platform::crypto::RandomKey(), other_key = platform::crypto::RandomKey();
  const BounceTokens tokens(key), others(other_key);
  const BouncedMail mail{7, std::string(16, 'h')};
  const std::string token = tokens.Write(mail);
  EXPECT_EQ(ReasonOf(others.Read(token).status()), "TOKEN_UNKNOWN");
  for (size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == '0' ? '1' : '0';
    EXPECT_EQ(ReasonOf(tokens.Read(changed).status()), "TOKEN_UNKNOWN") << i;
  }
  for (const std::string& wrong : {std::string(), token.substr(1), token + "0", "-" + token, std::string(55, '0'), std::string(55, 'u')}) {
    EXPECT_EQ(ReasonOf(tokens.Read(wrong).status()), "TOKEN_UNKNOWN") << wrong;
  }
}

}  // namespace
}  // namespace mimamori::mail
