// SPDX-License-Identifier: Apache-2.0
#include "services/mail/domain/delivery.hpp"

#include <gtest/gtest.h>

#include "services/mail/domain/pacer.hpp"
#include "services/mail/domain/quota.hpp"

namespace mimamori::mail {
namespace {

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 21, 10, 59, 59), absl::UTCTimeZone());
const RetryPolicy kRetries{absl::Seconds(30), absl::Hours(1), 0.2, 10};

TEST(JudgeReply, TellsTheMailFromTheServer) {
  const struct {
    const char* name;
    SmtpStage stage;
    int code;
    Verdict verdict;
  } cases[] = {
      {"accepted", SmtpStage::kMessage, 250, Verdict::kAccepted},
      {"forwarded", SmtpStage::kMessage, 251, Verdict::kAccepted},
      {"mailbox busy", SmtpStage::kMessage, 450, Verdict::kRetry},
      {"greylisted", SmtpStage::kMessage, 451, Verdict::kRetry},
      {"mailbox full", SmtpStage::kMessage, 452, Verdict::kRetry},
      {"no such mailbox", SmtpStage::kMessage, 550, Verdict::kRefused},
      {"content refused", SmtpStage::kMessage, 554, Verdict::kRefused},
      {"broke off in the middle", SmtpStage::kMessage, 0, Verdict::kRetry},
      {"not this domain now", SmtpStage::kMessage, 421, Verdict::kBusy},
      {"closing down", SmtpStage::kServer, 421, Verdict::kServerDown},
      {"wants a log-in", SmtpStage::kMessage, 530, Verdict::kServerDown},
      {"connection refused", SmtpStage::kServer, 0, Verdict::kServerDown},
      {"greets with a refusal", SmtpStage::kServer, 554, Verdict::kServerDown},
      {"refuses the log-in", SmtpStage::kServer, 535, Verdict::kServerDown},
  };
  for (const auto& c : cases) EXPECT_EQ(JudgeReply(c.stage, c.code), c.verdict) << c.name;
}

TEST(DelayAfter, DoublesUpToTheLongestWithJitter) {
  const struct {
    int made;
    double chance;
    absl::Duration delay;
  } cases[] = {
      {1, 0.5, absl::Seconds(30)},  {2, 0.5, absl::Seconds(60)}, {3, 0.5, absl::Seconds(120)},
      {8, 0.5, absl::Hours(1)},     {9, 0.5, absl::Hours(1)},    {1, 0.0, absl::Seconds(24)},
      {1, 0.75, absl::Seconds(33)}, {9, 0.0, absl::Minutes(48)},
  };
  for (const auto& c : cases) EXPECT_EQ(DelayAfter(c.made, kRetries, c.chance), c.delay) << c.made << " " << c.chance;
  EXPECT_EQ(DelayAfter(10, kRetries, 0.5), std::nullopt);
}

TEST(AfterAttempt, DecidesWhatBecomesOfAMessage) {
  const struct {
    const char* name;
    int made_before;
    Verdict verdict;
    MessageState state;
    int attempts;
    absl::Duration wait;
    const char* reason;
  } cases[] = {
      {"accepted", 0, Verdict::kAccepted, MessageState::kSent, 1, absl::ZeroDuration(), ""},
      {"refused", 2, Verdict::kRefused, MessageState::kFailed, 3, absl::ZeroDuration(), "REFUSED"},
      {"not now", 0, Verdict::kRetry, MessageState::kDeferred, 1, absl::Seconds(30), "NOT_NOW"},
      {"not now, again", 1, Verdict::kRetry, MessageState::kDeferred, 2, absl::Minutes(1), "NOT_NOW"},
      {"until it ends", 4, Verdict::kRetry, MessageState::kDeferred, 5, absl::Minutes(5), "NOT_NOW"},
      {"once too often", 9, Verdict::kRetry, MessageState::kFailed, 10, absl::ZeroDuration(), "GIVEN_UP"},
      {"its domain's wish", 3, Verdict::kBusy, MessageState::kDeferred, 3, absl::ZeroDuration(), ""},
      {"the server's fault, never tried", 0, Verdict::kServerDown, MessageState::kQueued, 0, absl::ZeroDuration(), ""},
      {"the server's fault, tried", 3, Verdict::kServerDown, MessageState::kDeferred, 3, absl::ZeroDuration(), ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const Outcome outcome = AfterAttempt({c.made_before, kNow + absl::Minutes(5)}, c.verdict, kNow, kRetries, 0.5);
    EXPECT_EQ(outcome.state, c.state);
    EXPECT_EQ(outcome.attempts, c.attempts);
    if (outcome.state != MessageState::kFailed) {
      EXPECT_EQ(outcome.next_time - kNow, c.wait);
    }
    EXPECT_EQ(outcome.reason, c.reason);
  }
}

TEST(AsksForAPause, IsWhatADomainSaysToAMail) {
  for (const int code : {421, 450}) {
    EXPECT_TRUE(AsksForAPause(SmtpStage::kMessage, code));
    EXPECT_FALSE(AsksForAPause(SmtpStage::kServer, code)) << "nothing about a domain";
  }
  for (const int code : {0, 250, 451, 452, 550}) EXPECT_FALSE(AsksForAPause(SmtpStage::kMessage, code)) << code;
}

TEST(CanBeRetried, HoldsForFailuresThatAnotherTryMayMend) {
  for (const char* reason : {"REFUSED", "GIVEN_UP", "PERMIT_REFUSED", "UNWRITABLE"}) {
    EXPECT_TRUE(CanBeRetried({MessageState::kFailed, 1, kNow, reason})) << reason;
    EXPECT_FALSE(CanBeRetried({MessageState::kDeferred, 1, kNow, reason}));
  }
  for (const char* reason : {"EXPIRED", "CONTACT_UNREADABLE"}) {
    EXPECT_FALSE(CanBeRetried({MessageState::kFailed, 1, kNow, reason})) << reason;
  }
}

TEST(ServerPause, GrowsToAMinute) {
  EXPECT_EQ(ServerPause(1, 0.5), absl::Seconds(1));
  EXPECT_EQ(ServerPause(3, 0.5), absl::Seconds(4));
  EXPECT_EQ(ServerPause(7, 0.5), absl::Minutes(1));
  EXPECT_EQ(ServerPause(1000, 0.5), absl::Minutes(1));
}

TEST(Pacer, LetsEverythingThroughWithoutAPace) {
  Pacer pacer;
  for (int i = 0; i < 10000; ++i) ASSERT_EQ(pacer.PlaceFor(kNow), kNow);
}

TEST(Pacer, KeepsTheRateOfMailsThatComeBack) {
  Pacer pacer;
  pacer.SetPace({.total_per_second = 5});
  std::vector<absl::Time> due(200, kNow);
  int sent = 0;
  int turned_away = 0;
  for (absl::Time now = kNow; now < kNow + absl::Seconds(20); now += absl::Milliseconds(100)) {
    for (absl::Time& each : due) {
      if (each > now) continue;
      const absl::Time place = pacer.PlaceFor(now);
      each = place > now ? place : absl::InfiniteFuture();
      place > now ? ++turned_away : ++sent;
    }
  }
  EXPECT_NEAR(sent, 105, 6);
  EXPECT_LT(turned_away, 600) << "each mail comes back a few times at most";
}

TEST(Quotas, CountEachWindowOnceInOneOrder) {
  const QuotaPolicy policy{.recipient_per_hour = 3, .recipient_per_day = 6, .domain_per_hour = 50,
                           .network_per_hour = 40, .total_per_hour = 90};
  const absl::Time hour = absl::FromCivil(absl::CivilHour(2026, 11, 21, 10), absl::UTCTimeZone());
  const absl::Time day = absl::FromCivil(absl::CivilDay(2026, 11, 21), absl::UTCTimeZone());
  const auto counts = CountsOf({{"b", "x", "n"}, {"a", "x", ""}, {"b", "x", "n"}, {"", "", ""}}, policy, kNow);
  EXPECT_EQ(counts, (std::vector<QuotaCount>{{QuotaKind::kRecipientHour, "a", hour, 1, 3},
                                             {QuotaKind::kRecipientHour, "b", hour, 2, 3},
                                             {QuotaKind::kRecipientDay, "a", day, 1, 6},
                                             {QuotaKind::kRecipientDay, "b", day, 2, 6},
                                             {QuotaKind::kDomainHour, "x", hour, 3, 50},
                                             {QuotaKind::kTotalHour, "", hour, 4, 90},
                                             {QuotaKind::kNetworkHour, "n", hour, 2, 40}}));
}

}  // namespace
}  // namespace mimamori::mail
