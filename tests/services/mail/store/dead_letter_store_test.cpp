// SPDX-License-Identifier: Apache-2.0
#include "services/mail/store/dead_letter_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "embedded/mail_migrations.hpp"
#include "services/mail/store/policy_book.hpp"
#include "services/mail/store/postgres_mail_store.hpp"
#include "services/platform/core/error.hpp"
#include "tests/support/dump.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::mail {
namespace {

using platform::ReasonOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using testing::UnorderedElementsAre;

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 21, 10, 0, 0), absl::UTCTimeZone());
const absl::CivilDay kDay(2026, 11, 21);
constexpr int64_t kWorker = 7;

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

Outcome Failed(std::string_view reason, int code = 0) { return {MessageState::kFailed, 1, kNow, reason, code}; }

class DeadLetterStoreTest : public testing::Test {
 protected:
  MessageId Enqueue(const std::string& group = "event", std::string_view name = "alert-caution") {
    Batch batch;
    batch.caller = "exposure";
    batch.group = group;
    for (const Template& mail : Templates()) {
      if (mail.name == name) batch.mail = &mail;
    }
    batch.permit = "the-permit";
    batch.permit_signature = "the-signature";
    batch.now = kNow;
    batch.expire_time = kNow + absl::Hours(24);
    batch.key_day = kDay;
    batch.mails.push_back({.id = MessageId::Random(), .request_id = platform::RequestId::Random(),
                           .sealed_contact = "sealed-contact-of-hanako", .parameters = "encrypted-parameters",
                           .quota = {}});
    return store_.Enqueue(Soon(), batch)->front();
  }
  // What is due ends like this.
  void End(const Outcome& outcome, const std::string& kind = "docomo", absl::Time now = kNow) {
    std::vector<Result> results;
    const auto all = *store_.Claim(Soon(), now, now + absl::Minutes(1), kWorker, 500);
    for (const Claimed& claimed : all) {
      results.push_back({claimed.number, outcome, kind});
    }
    const auto changed = store_.Settle(Soon(), now, kWorker, results);
    ASSERT_TRUE(changed.ok()) << changed.status();
    ASSERT_EQ(*changed, std::ssize(results));
  }
  std::vector<DeadLetter> List(const DeadLetterFilter& filter = {}, int64_t before = 0, absl::Time now = kNow) {
    const auto letters = letters_.List(Soon(), now, filter, before, 500);
    EXPECT_TRUE(letters.ok()) << letters.status();
    return letters.ok() ? *letters : std::vector<DeadLetter>();
  }
  absl::StatusOr<Retried> RetryAll(const DeadLetterFilter& filter, int limit = 100, absl::Time now = kNow) {
    return letters_.RetryAll(Soon(), now, filter, limit, {"the-administrator", "trace"});
  }
  absl::StatusOr<Retried> RetryOne(const MessageId& id, absl::Time now = kNow) {
    return letters_.RetryOne(Soon(), now, id, {"the-administrator", "trace"});
  }
  Progress ProgressOf(const std::string& group = "event") { return *store_.GetProgress(Soon(), "exposure", group); }
  bool InDump(const char* text) {
    return tests::DumpDatabase(database_.Conninfo()).find(text) != std::string::npos;
  }

  tests::ScratchDatabase database_{"mail", embedded::mail_migrations::Files()};
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 8};
  PostgresMailStore store_{pool_};
  DeadLetterStore letters_{pool_};
};

TEST_F(DeadLetterStoreTest, PreparesEveryStatement) {
  auto connection = *pool_.Borrow(Soon());
  for (const auto& statement : DeadLetterStore::Statements()) {
    const absl::Status prepared = connection->Prepare(statement);
    EXPECT_TRUE(prepared.ok()) << statement.name << prepared;
  }
}

TEST_F(DeadLetterStoreTest, TellsWhatFailedAndHow) {
  const MessageId id = Enqueue();
  End(Failed("REFUSED", 550));
  Enqueue();
  End({MessageState::kSent, 1, kNow, "", 250});
  const auto letters = List();
  ASSERT_THAT(letters, SizeIs(1));
  EXPECT_EQ(letters[0].id, id);
  EXPECT_EQ(letters[0].template_name, "alert-caution");
  EXPECT_EQ(letters[0].group, "event");
  EXPECT_EQ(letters[0].reason, "REFUSED");
  EXPECT_EQ(letters[0].smtp_code, 550);
  EXPECT_EQ(letters[0].attempts, 1);
  EXPECT_EQ(letters[0].create_time, kNow);
  EXPECT_EQ(letters[0].fail_time, kNow);
  EXPECT_EQ(letters[0].expire_time, kNow + absl::Hours(24));
  EXPECT_TRUE(letters[0].retryable);
}

TEST_F(DeadLetterStoreTest, ListsFromTheNewestAndByFilter) {
  Enqueue("one");
  End(Failed("REFUSED", 550));
  Enqueue("one");
  End(Failed("GIVEN_UP", 451));
  Enqueue("two");
  End(Failed("REFUSED", 554));
  const auto all = List();
  ASSERT_THAT(all, SizeIs(3));
  EXPECT_GT(all[0].number, all[1].number);
  EXPECT_THAT(List({}, all[1].number), SizeIs(1)) << "what comes after the page that ended there";
  struct Case {
    DeadLetterFilter filter;
    size_t letters;
  };
  const Case cases[] = {{{.group = "one"}, 2}, {{.reason = "REFUSED"}, 2}, {{.smtp_code = 554}, 1},
                        {{.group = "one", .reason = "REFUSED"}, 1}, {{.template_name = "verification"}, 0},
                        {{.template_name = "alert-caution"}, 3}};
  for (const Case& c : cases) {
    EXPECT_THAT(List(c.filter), SizeIs(c.letters)) << c.filter.group << c.filter.reason << c.filter.smtp_code;
  }
  EXPECT_THAT(*letters_.Count(Soon(), kNow, {.group = "one"}, 10),
              ElementsAre(DeadLetterCount{"alert-caution", "one", "GIVEN_UP", 451, 1, 1},
                          DeadLetterCount{"alert-caution", "one", "REFUSED", 550, 1, 1}));
}

TEST_F(DeadLetterStoreTest, SendsOneAgainOnce) {
  const MessageId id = Enqueue();
  End(Failed("GIVEN_UP", 451));
  EXPECT_EQ(ProgressOf(), (Progress{.failed = 1}));
  EXPECT_EQ(*RetryOne(id), (Retried{.retried = 1}));
  EXPECT_EQ(ProgressOf(), (Progress{.queued = 1}));
  EXPECT_EQ(*RetryOne(id), (Retried{.retried = 0})) << "it waits already";
  const auto claimed = *store_.Claim(Soon(), kNow, kNow + absl::Minutes(1), kWorker, 10);
  ASSERT_THAT(claimed, SizeIs(1));
  EXPECT_EQ(claimed[0].attempts, 0);
  EXPECT_EQ(claimed[0].sealed_contact, "sealed-contact-of-hanako");
  EXPECT_EQ(claimed[0].permit, "the-permit");
  EXPECT_EQ(claimed[0].parameters, "encrypted-parameters");
  ASSERT_EQ(*store_.Settle(Soon(), kNow, kWorker, {{claimed[0].number, {MessageState::kSent, 1, kNow, ""}, "au"}}), 1);
  EXPECT_EQ(*RetryOne(id), (Retried{.retried = 0})) << "it left";
  EXPECT_FALSE(InDump("sealed-contact"));
  EXPECT_EQ(ReasonOf(RetryOne(MessageId::Random()).status()), "DEAD_LETTER_UNKNOWN");
}

TEST_F(DeadLetterStoreTest, KeepsNothingOfWhatCannotBeSentAgain) {
  for (const char* reason : {"EXPIRED", "CONTACT_UNREADABLE"}) {
    SCOPED_TRACE(reason);
    const MessageId id = Enqueue();
    End(Failed(reason));
    EXPECT_FALSE(InDump("sealed-contact"));
    EXPECT_EQ(ReasonOf(RetryOne(id).status()), "LETTER_IS_EMPTY");
    EXPECT_FALSE(List()[0].retryable);
  }
}

TEST_F(DeadLetterStoreTest, EmptiesLettersWhenTheyExpire) {
  const MessageId id = Enqueue();
  End(Failed("REFUSED", 550));
  const absl::Time end = kNow + absl::Hours(24);
  ASSERT_TRUE(letters_.KeepHouse(Soon(), end - absl::Seconds(1), kDay).ok());
  EXPECT_TRUE(InDump("sealed-contact"));
  EXPECT_EQ(ReasonOf(RetryOne(id, end).status()), "LETTER_IS_EMPTY") << "too late, though not emptied yet";
  EXPECT_FALSE(List({}, 0, end)[0].retryable);
  ASSERT_TRUE(letters_.KeepHouse(Soon(), end, kDay).ok());
  for (const char* secret : {"sealed-contact", "the-permit", "the-signature", "encrypted-parameters"}) {
    EXPECT_FALSE(InDump(secret)) << secret;
  }
  EXPECT_THAT(List(), SizeIs(1)) << "that it failed is still told";
}

TEST_F(DeadLetterStoreTest, SendsNothingAgainOfAGroupThatWasTakenBack) {
  const MessageId id = Enqueue();
  End(Failed("REFUSED", 550));
  ASSERT_TRUE(store_.CancelGroup(Soon(), kNow, "exposure", "event", "").ok());
  EXPECT_FALSE(InDump("sealed-contact"));
  EXPECT_EQ(ReasonOf(RetryOne(id).status()), "LETTER_IS_EMPTY");
  EXPECT_EQ(*RetryAll({.group = "event"}), Retried{});
}

TEST_F(DeadLetterStoreTest, EmptiesWhatFailedAfterItsGroupWasTakenBack) {
  Enqueue();
  const auto claimed = *store_.Claim(Soon(), kNow, kNow + absl::Minutes(1), kWorker, 10);
  ASSERT_TRUE(store_.CancelGroup(Soon(), kNow, "exposure", "event", "").ok());
  ASSERT_EQ(*store_.Settle(Soon(), kNow, kWorker, {{claimed[0].number, Failed("REFUSED", 550), "au"}}), 1);
  EXPECT_EQ(*RetryAll({.group = "event"}), Retried{});
  ASSERT_TRUE(letters_.KeepHouse(Soon(), kNow, kDay).ok());
  EXPECT_FALSE(InDump("sealed-contact"));
}

TEST_F(DeadLetterStoreTest, SendsAgainWhatAFilterNamesSomeAtATime) {
  for (int i = 0; i < 5; ++i) Enqueue("one");
  End(Failed("GIVEN_UP", 451));
  Enqueue("two");
  End(Failed("REFUSED", 550));
  EXPECT_EQ(*RetryAll({.group = "one"}, 3), (Retried{.retried = 3, .more = true}));
  EXPECT_EQ(*RetryAll({.group = "one"}, 3), (Retried{.retried = 2, .more = false}));
  EXPECT_EQ(*RetryAll({.group = "one"}, 3), Retried{});
  EXPECT_EQ(ProgressOf("one"), (Progress{.queued = 5}));
  EXPECT_EQ(ProgressOf("two"), (Progress{.failed = 1}));
  const std::string dump = tests::DumpDatabase(database_.Conninfo());
  EXPECT_THAT(dump, HasSubstr("mail.RetryDeadLetters"));
  EXPECT_THAT(dump, HasSubstr("the-administrator"));
}

TEST_F(DeadLetterStoreTest, CountsWhatWasTried) {
  for (int i = 0; i < 3; ++i) Enqueue();
  End({MessageState::kSent, 1, kNow, "", 250}, "docomo");
  Enqueue();
  End({MessageState::kDeferred, 1, kNow, "NOT_NOW", 451}, "au");
  End(Failed("REFUSED", 550), "au");
  Enqueue();
  End({MessageState::kQueued, 0, kNow, ""}, "au");  // handed back: nothing was tried
  End({MessageState::kCancelled, 0, kNow, ""}, "au");
  EXPECT_THAT(*letters_.GetTallies(Soon(), kDay, kDay, ""),
              UnorderedElementsAre(Tally{kDay, "alert-caution", "docomo", 3, 0, 0},
                                   Tally{kDay, "alert-caution", "au", 0, 1, 1}));
  EXPECT_THAT(*letters_.GetTallies(Soon(), kDay, kDay, "verification"), SizeIs(0));
  EXPECT_THAT(*letters_.GetTallies(Soon(), kDay + 1, kDay + 2, ""), SizeIs(0));
  ASSERT_TRUE(letters_.KeepHouse(Soon(), kNow, kDay + 1).ok());
  EXPECT_THAT(*letters_.GetTallies(Soon(), kDay, kDay, ""), SizeIs(0));
}

TEST_F(DeadLetterStoreTest, CountsNothingTwiceThatAnotherWorkerTookOver) {
  Enqueue();
  const auto claimed = *store_.Claim(Soon(), kNow, kNow + absl::Minutes(1), kWorker, 10);
  const absl::Time later = kNow + absl::Minutes(2);
  ASSERT_THAT(*store_.Claim(Soon(), later, later + absl::Minutes(1), 8, 10), SizeIs(1));
  const Result sent{claimed[0].number, {MessageState::kSent, 1, kNow, ""}, "au"};
  EXPECT_EQ(*store_.Settle(Soon(), later, kWorker, {sent}), 0);
  EXPECT_EQ(*store_.Settle(Soon(), later, 8, {sent}), 1);
  EXPECT_THAT(*letters_.GetTallies(Soon(), kDay, kDay, ""), ElementsAre(Tally{kDay, "alert-caution", "au", 1, 0, 0}));
}

TEST_F(DeadLetterStoreTest, ReadsThePolicyThatWasShipped) {
  PolicyBook policies(pool_);
  const auto policy = policies.Statistics(Soon(), kNow);
  ASSERT_TRUE(policy.ok()) << policy.status();
  EXPECT_EQ(KindOf(policy->kinds, "docomo.ne.jp"), "docomo");
  EXPECT_EQ(policy->smallest_count, 10);
}

}  // namespace
}  // namespace mimamori::mail
