// SPDX-License-Identifier: Apache-2.0
#include "services/mail/store/postgres_mail_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "embedded/mail_migrations.hpp"
#include "embedded/mail_templates.hpp"
#include "services/mail/store/policy_book.hpp"
#include "services/mail/store/stop_list.hpp"
#include "services/platform/core/error.hpp"
#include "tests/support/dump.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::mail {
namespace {

using platform::ReasonOf;
using platform::RequestId;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 21, 10, 0, 0), absl::UTCTimeZone());
constexpr int64_t kWorker = 7;
constexpr char kEvent[] = "0f0e0d0c-0000-4000-8000-000000000001";

const Template& Named(std::string_view name) {
  for (const Template& mail : Templates()) {
    if (mail.name == name) return mail;
  }
  std::abort();
}

NewMail AMail() {
  return {.id = MessageId::Random(), .request_id = RequestId::Random(), .sealed_contact = "sealed-contact-of-hanako",
          .parameters = "encrypted-parameters", .quota = {}};
}

Batch ABatch(int count, std::string group = kEvent) {
  Batch batch;
  batch.caller = "exposure";
  batch.group = std::move(group);
  batch.mail = &Named("alert-cluster");
  batch.permit = "the-permit";
  batch.permit_signature = "the-signature";
  batch.now = kNow;
  batch.expire_time = kNow + absl::Hours(24);
  batch.key_day = absl::CivilDay(2026, 11, 21);
  for (int i = 0; i < count; ++i) batch.mails.push_back(AMail());
  return batch;
}

Batch AVerification(QuotaKeys keys, QuotaPolicy policy) {
  Batch batch = ABatch(1, "");
  batch.caller = "visit";
  batch.mail = &Named("verification");
  batch.quotas = policy;
  batch.mails.front().quota = std::move(keys);
  return batch;
}

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

class PostgresMailStoreTest : public testing::Test {
 protected:
  void Enqueue(const Batch& batch) {
    const auto ids = store_.Enqueue(Soon(), batch);
    ASSERT_TRUE(ids.ok()) << ids.status();
  }
  std::vector<Claimed> Claim(absl::Time now = kNow, int limit = 500, int64_t worker = kWorker) {
    const auto claimed = store_.Claim(Soon(), now, now + absl::Minutes(1), worker, limit);
    EXPECT_TRUE(claimed.ok()) << claimed.status();
    return claimed.ok() ? *claimed : std::vector<Claimed>();
  }
  int64_t Settle(const std::vector<Result>& results, absl::Time now = kNow, int64_t worker = kWorker) {
    const auto changed = store_.Settle(Soon(), now, worker, results);
    EXPECT_TRUE(changed.ok()) << changed.status();
    return changed.value_or(-1);
  }
  Progress ProgressOf(const std::string& group = kEvent) { return *store_.GetProgress(Soon(), "exposure", group); }
  Progress Cancel(const std::string& group = kEvent) {
    return *store_.CancelGroup(Soon(), kNow, "exposure", group, "trace");
  }
  bool InDump(const char* text) {
    return tests::DumpDatabase(database_.Conninfo()).find(text) != std::string::npos;
  }
  // What the rows say, whatever the counters do.
  Progress Counted() {
    Progress counted;
    const platform::postgres::Statement all{"test_count", "SELECT state, count(*) FROM outbox GROUP BY state"};
    const auto rows = *pool_.Run(Soon(), all);
    for (int row = 0; row < rows.size(); ++row) {
      int64_t* const counts[] = {&counted.queued, &counted.sent, &counted.deferred, &counted.failed,
                                 &counted.cancelled};
      *counts[rows.Int2(row, 0) - 1] = rows.Int8(row, 1);
    }
    return counted;
  }

  tests::ScratchDatabase database_{"mail", embedded::mail_migrations::Files()};
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 8};
  PostgresMailStore store_{pool_};
};

Outcome Sent() { return {MessageState::kSent, 1, kNow, ""}; }
Outcome Deferred(absl::Duration wait) { return {MessageState::kDeferred, 1, kNow + wait, "NOT_NOW"}; }

TEST_F(PostgresMailStoreTest, PreparesEveryStatement) {
  auto connection = *pool_.Borrow(Soon());
  for (const auto& statement : PostgresMailStore::Statements()) {
    EXPECT_TRUE(connection->Prepare(statement).ok()) << statement.name;
  }
  for (const auto& statement : StopList::Statements()) {
    EXPECT_TRUE(connection->Prepare(statement).ok()) << statement.name;
  }
}

TEST_F(PostgresMailStoreTest, GivesBackWhatItTook) {
  Batch batch = ABatch(1);
  batch.area_code = "131016";
  Enqueue(batch);
  const auto claimed = Claim();
  ASSERT_THAT(claimed, SizeIs(1));
  EXPECT_EQ(claimed[0].area_code, "131016");
  EXPECT_EQ(claimed[0].id, batch.mails[0].id);
  EXPECT_EQ(claimed[0].template_name, "alert-cluster");
  EXPECT_EQ(claimed[0].attempts, 0);
  EXPECT_EQ(claimed[0].expire_time, batch.expire_time);
  EXPECT_FALSE(claimed[0].cancelled);
  EXPECT_EQ(claimed[0].sealed_contact, "sealed-contact-of-hanako");
  EXPECT_EQ(claimed[0].permit, "the-permit");
  EXPECT_EQ(claimed[0].permit_signature, "the-signature");
  EXPECT_EQ(claimed[0].parameters, "encrypted-parameters");
  EXPECT_EQ(claimed[0].key_day, batch.key_day);
}

TEST_F(PostgresMailStoreTest, AnswersARetryWithTheMessagesThatExist) {
  Batch first = ABatch(3);
  Enqueue(first);
  Batch again = first;
  for (NewMail& mail : again.mails) mail.id = MessageId::Random();
  again.mails.insert(again.mails.begin() + 1, AMail());
  const auto ids = store_.Enqueue(Soon(), again);
  ASSERT_TRUE(ids.ok()) << ids.status();
  EXPECT_THAT(*ids, ElementsAre(first.mails[0].id, again.mails[1].id, first.mails[1].id, first.mails[2].id));
  EXPECT_EQ(ProgressOf(), (Progress{.queued = 4}));
}

TEST_F(PostgresMailStoreTest, TakesARequestIdTwiceInOneBatchAsOneMessage) {
  Batch batch = ABatch(2);
  batch.mails[1].request_id = batch.mails[0].request_id;
  const auto ids = store_.Enqueue(Soon(), batch);
  ASSERT_TRUE(ids.ok()) << ids.status();
  EXPECT_EQ((*ids)[0], (*ids)[1]);
  EXPECT_EQ(ProgressOf(), (Progress{.queued = 1}));
}

TEST_F(PostgresMailStoreTest, TakesTheSameRequestIdFromAnotherCaller) {
  Batch mine = ABatch(1);
  Enqueue(mine);
  Batch theirs = mine;
  theirs.caller = "visit";
  theirs.mails[0].id = MessageId::Random();
  EXPECT_EQ((*store_.Enqueue(Soon(), theirs))[0], theirs.mails[0].id);
}

TEST_F(PostgresMailStoreTest, ClaimsAwaitedMailsFirst) {
  Batch earlier = ABatch(5);
  earlier.now -= absl::Minutes(1);
  Enqueue(earlier);
  Enqueue(AVerification({}, {.total_per_hour = 10}));
  const auto claimed = Claim(kNow, 1);
  ASSERT_THAT(claimed, SizeIs(1));
  EXPECT_EQ(claimed[0].template_name, "verification");
}

TEST_F(PostgresMailStoreTest, ClaimsNothingTwiceUntilTheLeaseEnds) {
  Enqueue(ABatch(3));
  EXPECT_THAT(Claim(kNow, 2), SizeIs(2));
  EXPECT_THAT(Claim(kNow, 500, 8), SizeIs(1));
  EXPECT_THAT(Claim(kNow + absl::Seconds(59), 500, 8), SizeIs(0));
  EXPECT_THAT(Claim(kNow + absl::Minutes(1), 500, 8), SizeIs(3));
}

TEST_F(PostgresMailStoreTest, SettlesOnlyWhatTheWorkerHolds) {
  Enqueue(ABatch(1));
  const auto claimed = Claim();
  EXPECT_EQ(Settle({{claimed[0].number, Sent()}}, kNow, 8), 0);
  EXPECT_EQ(Settle({{claimed[0].number, Sent()}}), 1);
  EXPECT_EQ(Settle({{claimed[0].number, Deferred(absl::Minutes(1))}}), 0) << "settled for good";
  EXPECT_EQ(ProgressOf(), (Progress{.sent = 1}));
}

TEST_F(PostgresMailStoreTest, BringsADeferredMessageBackInItsTime) {
  Enqueue(ABatch(1));
  Settle({{Claim()[0].number, Deferred(absl::Minutes(5))}});
  EXPECT_EQ(ProgressOf(), (Progress{.deferred = 1}));
  EXPECT_THAT(Claim(kNow + absl::Minutes(4)), SizeIs(0));
  const auto again = Claim(kNow + absl::Minutes(5));
  ASSERT_THAT(again, SizeIs(1));
  EXPECT_EQ(again[0].attempts, 1);
}

// What failed may still be sent again by hand: DeadLetterStoreTest.
TEST_F(PostgresMailStoreTest, ForgetsWhomAndWhatWhenAMessageHasLeftOrWasTakenBack) {
  Enqueue(ABatch(3));
  const auto claimed = Claim();
  EXPECT_TRUE(InDump("sealed-contact-of-hanako"));
  Settle({{claimed[0].number, Sent()},
          {claimed[1].number, {MessageState::kCancelled, 0, kNow, ""}},
          {claimed[2].number, Sent()}});
  for (const char* gone : {"sealed-contact-of-hanako", "the-permit", "the-signature", "encrypted-parameters"}) {
    EXPECT_FALSE(InDump(gone)) << gone;
  }
  EXPECT_EQ(ProgressOf(), (Progress{.sent = 2, .cancelled = 1}));
}

TEST_F(PostgresMailStoreTest, CountsAsTheRowsDo) {
  Enqueue(ABatch(20));
  auto claimed = Claim(kNow, 15);
  std::vector<Result> results;
  const MessageState states[] = {MessageState::kSent, MessageState::kFailed, MessageState::kDeferred};
  for (size_t i = 0; i < 12; ++i) results.push_back({claimed[i].number, {states[i % 3], 1, kNow, ""}});
  Settle(results);
  EXPECT_EQ(ProgressOf(), Counted());
  EXPECT_EQ(ProgressOf(), (Progress{.queued = 8, .sent = 4, .deferred = 4, .failed = 4}));
  Cancel();
  EXPECT_EQ(ProgressOf(), Counted());
  EXPECT_EQ(*store_.CountUnsettled(Soon()), (Progress{.queued = 3})) << "claimed ones only";
}

TEST_F(PostgresMailStoreTest, KnowsNothingOfOtherGroups) {
  EXPECT_EQ(ProgressOf("nothing-here"), Progress{});
  Enqueue(ABatch(2, "one"));
  Enqueue(ABatch(3, "two"));
  EXPECT_EQ(ProgressOf("one"), (Progress{.queued = 2}));
  EXPECT_EQ(*store_.GetProgress(Soon(), "visit", "one"), Progress{}) << "another caller's group of that name";
}

TEST_F(PostgresMailStoreTest, NeverSendsWhatWasTakenBack) {
  Enqueue(ABatch(5));
  const auto leaving = Claim(kNow, 2);
  EXPECT_EQ(Cancel(), (Progress{.queued = 2, .cancelled = 3}));
  EXPECT_EQ(Cancel(), (Progress{.queued = 2, .cancelled = 3})) << "idempotent";
  EXPECT_THAT(Claim(), SizeIs(0));
  // One has left already; the other one comes back for another try, and gets none.
  Settle({{leaving[0].number, Sent()}, {leaving[1].number, Deferred(absl::Hours(1))}});
  const auto back = Claim();
  ASSERT_THAT(back, SizeIs(1));
  EXPECT_TRUE(back[0].cancelled);
}

TEST_F(PostgresMailStoreTest, KnowsWhatLeftAndWhatMayHave) {
  const Batch batch = ABatch(7);
  Enqueue(batch);
  std::vector<RequestId> requests;
  for (const NewMail& mail : batch.mails) requests.push_back(mail.request_id);
  requests.push_back(RequestId::Random());
  const auto fates = [&] { return store_.FindFates(Soon(), "exposure", requests).value(); };
  EXPECT_THAT(fates(), ElementsAre(Fate::kOpen, Fate::kOpen, Fate::kOpen, Fate::kOpen, Fate::kOpen, Fate::kOpen,
                                   Fate::kOpen, Fate::kUnknown));
  const auto claimed = Claim();
  const auto number = [&](size_t mail) {
    return std::find_if(claimed.begin(), claimed.end(), [&](const Claimed& one) { return one.id == batch.mails[mail].id; })
        ->number;
  };
  Outcome broken = Deferred(absl::Hours(1));
  Outcome refused{MessageState::kFailed, 1, kNow, "REFUSED"};
  Outcome later = Deferred(absl::Hours(1));
  refused.smtp_code = 550;
  later.smtp_code = 451;
  Outcome given_up{MessageState::kFailed, 1, kNow, "GIVEN_UP"};
  const Outcome not_tried{MessageState::kQueued, 0, kNow, ""};
  Settle({{number(0), Sent()}, {number(1), refused}, {number(2), broken}, {number(3), later}, {number(4), given_up},
          {number(6), not_tried}});
  Cancel();
  EXPECT_THAT(fates(), ElementsAre(Fate::kLeft, Fate::kStayed, Fate::kLeft, Fate::kStayed, Fate::kLeft, Fate::kOpen,
                                   Fate::kStayed, Fate::kUnknown))
      << "the sixth is being handed over";
  // Its worker falls; whoever finds it cancels it, and yet it may have left.
  const auto found = Claim(kNow + absl::Minutes(2), 1, 8);
  ASSERT_THAT(found, SizeIs(1));
  Settle({{found[0].number, {MessageState::kCancelled, 0, kNow, ""}}}, kNow + absl::Minutes(2), 8);
  EXPECT_EQ(fates()[5], Fate::kLeft);
  EXPECT_THAT(store_.FindFates(Soon(), "visit", requests).value(), testing::Each(Fate::kUnknown)) << "another's";
}

TEST_F(PostgresMailStoreTest, DoubtsWhatAFallenWorkerHeldWhenItIsTakenBack) {
  const Batch batch = ABatch(1);
  Enqueue(batch);
  Claim();
  ASSERT_TRUE(store_.CancelGroup(Soon(), kNow + absl::Minutes(2), "exposure", kEvent, "trace").ok());
  EXPECT_THAT(store_.FindFates(Soon(), "exposure", {batch.mails[0].request_id}).value(), ElementsAre(Fate::kLeft));
}

TEST_F(PostgresMailStoreTest, CancelsWhatComesIntoAGroupThatWasTakenBack) {
  Cancel();
  Batch late = ABatch(2);
  Enqueue(late);
  EXPECT_EQ(ProgressOf(), (Progress{.cancelled = 2}));
  EXPECT_EQ((*store_.Enqueue(Soon(), late))[0], late.mails[0].id);
  EXPECT_THAT(Claim(), SizeIs(0));
}

TEST_F(PostgresMailStoreTest, AuditsGroupsAndNothingElse) {
  Enqueue(ABatch(3));
  Enqueue(AVerification({}, {.total_per_hour = 10}));
  Cancel();
  const platform::postgres::Statement entries{
      "test_audit", "SELECT action || ' ' || object_id || ' ' || payload::text FROM audit_entries ORDER BY sequence"};
  const auto rows = *pool_.Run(Soon(), entries);
  ASSERT_EQ(rows.size(), 2);
  EXPECT_THAT(std::string(rows.Text(0, 0)), HasSubstr("mail.Enqueue 0f0e0d0c-0000-4000-8000-000000000001 {"));
  EXPECT_THAT(std::string(rows.Text(0, 0)), HasSubstr("\"messages\": 3"));
  EXPECT_THAT(std::string(rows.Text(1, 0)), HasSubstr("mail.CancelGroup"));
}

TEST_F(PostgresMailStoreTest, HoldsStrangersToTheirQuotas) {
  const QuotaPolicy policy{.recipient_per_hour = 2, .recipient_per_day = 3, .domain_per_hour = 5,
                           .network_per_hour = 100, .total_per_hour = 7};
  const auto ask = [&](const char* recipient, const char* domain, absl::Duration later) {
    Batch batch = AVerification({recipient, domain, ""}, policy);
    batch.now += later;
    return ReasonOf(store_.Enqueue(Soon(), batch).status());
  };
  EXPECT_EQ(ask("hanako", "jp", {}), "");
  EXPECT_EQ(ask("hanako", "jp", {}), "");
  EXPECT_EQ(ask("hanako", "jp", {}), "MAIL_QUOTA_EXCEEDED") << "recipient, hour";
  EXPECT_EQ(ask("hanako", "jp", absl::Hours(1)), "");
  EXPECT_EQ(ask("hanako", "jp", absl::Hours(2)), "MAIL_QUOTA_EXCEEDED") << "recipient, day";
  EXPECT_EQ(ask("hanako", "jp", absl::Hours(24)), "");
  for (const char* name : {"a", "b", "c"}) EXPECT_EQ(ask(name, "jp", {}), "") << name;
  EXPECT_EQ(ask("d", "jp", {}), "MAIL_QUOTA_EXCEEDED") << "domain";
  EXPECT_EQ(ask("e", "com", {}), "");
  EXPECT_EQ(ask("", "", {}), "");
  EXPECT_EQ(ask("", "", {}), "MAIL_QUOTA_EXCEEDED") << "all";
  EXPECT_EQ(Counted(), (Progress{.queued = 9})) << "what was refused was not kept";
}

TEST_F(PostgresMailStoreTest, HoldsANetworkToItsQuotaWhomeverItsMailsGoTo) {
  const QuotaPolicy policy{.recipient_per_hour = 10, .recipient_per_day = 10, .domain_per_hour = 10,
                           .network_per_hour = 3, .total_per_hour = 100};
  const auto ask = [&](const std::string& recipient, const char* network) {
    return ReasonOf(store_.Enqueue(Soon(), AVerification({recipient, recipient, network}, policy)).status());
  };
  for (const char* name : {"a", "b", "c"}) EXPECT_EQ(ask(name, "home"), "") << name;
  EXPECT_EQ(ask("d", "home"), "MAIL_QUOTA_EXCEEDED");
  EXPECT_EQ(ask("d", "café"), "") << "another network";
  EXPECT_EQ(ask("d", ""), "") << "no network is known";
}

TEST_F(PostgresMailStoreTest, CountsARetryAgainstNoQuota) {
  const Batch batch = AVerification({"hanako", "jp", "home"}, {.recipient_per_hour = 1, .recipient_per_day = 1,
                                                               .domain_per_hour = 1, .network_per_hour = 1,
                                                               .total_per_hour = 1});
  Enqueue(batch);
  Enqueue(batch);
}

TEST_F(PostgresMailStoreTest, LetsWorkersShareTheOutboxWithoutSharingAMessage) {
  for (int i = 0; i < 4; ++i) Enqueue(ABatch(250, fmt::format("event-{}", i % 2)));
  std::vector<std::vector<int64_t>> taken(4);
  std::vector<std::thread> workers;
  for (size_t w = 0; w < taken.size(); ++w) {
    workers.emplace_back([&, w] {
      while (true) {
        const auto claimed = store_.Claim(Soon(), kNow, kNow + absl::Minutes(1), static_cast<int64_t>(w), 40);
        if (!claimed.ok() || claimed->empty()) return;
        std::vector<Result> results;
        for (const Claimed& message : *claimed) {
          taken[w].push_back(message.number);
          results.push_back({message.number, Sent()});
        }
        if (*store_.Settle(Soon(), kNow, static_cast<int64_t>(w), results) != std::ssize(results)) return;
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  std::set<int64_t> all;
  size_t sum = 0;
  for (const auto& numbers : taken) {
    all.insert(numbers.begin(), numbers.end());
    sum += numbers.size();
  }
  EXPECT_EQ(sum, 1000u);
  EXPECT_EQ(all.size(), 1000u);
  EXPECT_EQ(ProgressOf("event-0"), (Progress{.sent = 500}));
  EXPECT_EQ(ProgressOf("event-1"), (Progress{.sent = 500}));
}

TEST_F(PostgresMailStoreTest, RemovesWhatWasSettledLongAgo) {
  Enqueue(ABatch(3, "old"));
  auto claimed = Claim();
  Settle({{claimed[0].number, Sent()}, {claimed[1].number, Sent()}});
  Enqueue(AVerification({"mac-of-taro", "jp", ""}, {10, 10, 10, 10, 10}));
  const absl::Time later = kNow + absl::Hours(1);
  EXPECT_EQ(*store_.DropOld(Soon(), kNow, kNow, 100), 0) << "not yet";
  EXPECT_TRUE(InDump("mac-of-taro"));
  EXPECT_EQ(*store_.DropOld(Soon(), later, later, 1), 1) << "a few at a time";
  EXPECT_EQ(*store_.DropOld(Soon(), later, later, 100), 1);
  EXPECT_EQ(Counted(), (Progress{.queued = 2})) << "what may still leave stays";
  EXPECT_EQ(ProgressOf("old").sent, 2) << "a group stays as long as it has a message";
  Settle({{claimed[2].number, Sent()}});
  EXPECT_EQ(*store_.DropOld(Soon(), later, later, 100), 1);
  EXPECT_EQ(ProgressOf("old"), Progress{});
  EXPECT_FALSE(InDump("mac-of-taro"));
}

TEST_F(PostgresMailStoreTest, ReadsTheShippedPolicies) {
  PolicyBook policies(pool_);
  const TextBook shipped = *ReadTextBook(embedded::mail_templates::Files());
  const auto texts = policies.Texts(Soon(), kNow, shipped.words, {"https://mimamori.example", ""});
  ASSERT_TRUE(texts.ok()) << texts.status();
  EXPECT_EQ((*texts)->by_template.size(), Templates().size()) << "a policy for the texts of each template";
  EXPECT_EQ(policies.Texts(Soon(), kNow, shipped.words, {"https://mimamori.example", ""})->get(), texts->get())
      << "read once";
  EXPECT_EQ(policies.Quotas(Soon(), kNow)->recipient_per_hour, 5);
  EXPECT_EQ(policies.Retries(Soon(), kNow)->first_delay, absl::Seconds(30));
  EXPECT_EQ(policies.MailPace(Soon(), kNow)->total_per_second, 0);
  EXPECT_EQ(policies.DomainPaces(Soon(), kNow)->usual, DomainPace());
  EXPECT_EQ(policies.DomainPaces(Soon(), kNow)->longest_pause, absl::Minutes(15));
  EXPECT_EQ(*policies.SettledRetention(Soon(), kNow), absl::Hours(14 * 24));
  EXPECT_EQ(ReasonOf(policies.Quotas(Soon(), absl::FromUnixSeconds(0)).status()), "POLICY_MISSING") << "fails closed";
}

}  // namespace
}  // namespace mimamori::mail
