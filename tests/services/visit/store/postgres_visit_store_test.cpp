// SPDX-License-Identifier: Apache-2.0
#include "services/visit/store/postgres_visit_store.hpp"

#include <gtest/gtest.h>

#include "embedded/visit_migrations.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/postgres/policies.hpp"
#include "tests/support/dump.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::visit {
namespace {

const absl::Time kNoon = absl::FromUnixSeconds(1795230000);
const absl::CivilDay kDay(2026, 11, 21);
absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

class PostgresVisitStoreTest : public testing::Test {
 protected:
  CheckInWrite Write(char person, int64_t venue = 7, absl::Time arrived = kNoon) {
    CheckInWrite write;
    write.request = RequestId::Random();
    write.stay = {.key = {.service_day = kDay, .stay_id = store_.NextStayId().value()}, .venue = VenueId(venue),
                  .space = 0, .arrived_at = arrived, .matched_until = arrived + absl::Minutes(90),
                  .ending = Ending::kOpen, .pseudonym = {std::string(16, person)},
                  .browser = {std::string(15, 'B') + person}, .sealed_contact = std::string("sealed ") + person,
                  .verified = true, .marks = kNoMark, .people = 3};
    return write;
  }
  static EarlierStay Earlier(const Stay& stay, bool same_place, absl::Time until) {
    return {.key = stay.key, .browser = stay.browser, .same_place = same_place, .until = until};
  }
  std::vector<absl::StatusOr<CheckInKept>> Keep(const std::vector<CheckInWrite>& writes) {
    auto results = store_.KeepCheckIns(Soon(), kNoon, writes);
    EXPECT_TRUE(results.ok()) << results.status();
    return results.ok() ? *std::move(results) : std::vector<absl::StatusOr<CheckInKept>>();
  }
  CheckInKept KeepOne(const CheckInWrite& write) { return Keep({write}).at(0).value(); }
  std::vector<Stay> Overlapping(int64_t venue, absl::Time from, absl::Time to) {
    std::vector<Stay> stays;
    const OverlapQuestion question{.venue = VenueId(venue), .start = from, .end = to};
    EXPECT_TRUE(store_.EachOverlap(Soon(), question, absl::Minutes(1425), {"event", "officer", "preview", "", "exposure"},
                                   kNoon, [&](const Stay& stay) {
                                     stays.push_back(stay);
                                     return true;
                                   }).ok());
    return stays;
  }

  // Proposed by one person and, when `approve`, approved by another, whatever the body says.
  void DecidePolicy(const std::string& name, const std::string& body, absl::Time from, bool approve) {
    using namespace platform::postgres;
    const AuditEntry audit{.time = kNoon, .actor = "a", .action = "test", .object_type = "policy", .object_id = name,
                           .area = "", .reason = "", .payload = "", .trace_id = ""};
    const auto policy = ProposePolicy(pool_, Soon(), kNoon,
                                      {.name = name, .body = body, .valid_from = from, .proposed_by = "a",
                                       .request_id = platform::RequestId::Random()}, audit);
    ASSERT_TRUE(policy.ok()) << policy.status();
    if (!approve) return;
    const PolicyApproval approval{.name = name, .version = policy->version, .approved_by = "b",
                                  .check = [](const std::string&) { return absl::OkStatus(); }};
    ASSERT_TRUE(ApprovePolicy(pool_, Soon(), kNoon, approval, audit).ok());
  }

  tests::ScratchDatabase database_{"visit", embedded::visit_migrations::Files()};
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 4};
  PostgresVisitStore store_{pool_};
};

TEST_F(PostgresVisitStoreTest, PreparesEveryStatement) {
  auto connection = pool_.Borrow(Soon());
  ASSERT_TRUE(connection.ok()) << connection.status();
  for (const auto& statement : PostgresVisitStore::Statements()) {
    EXPECT_TRUE((*connection)->Prepare(statement).ok()) << statement.name << ": " << (*connection)->Prepare(statement);
  }
}

TEST_F(PostgresVisitStoreTest, KeepsABatchAndFindsEachStayAgain) {
  std::vector<CheckInWrite> writes{Write('a'), Write('b'), Write('c', 8)};
  writes[1].stay.event = 5;
  writes[1].stay.space = 9;
  writes[2].stay.ending = Ending::kTimed;
  const auto kept = Keep(writes);
  ASSERT_EQ(kept.size(), 3u);
  for (size_t i = 0; i < writes.size(); ++i) {
    const Stay& stay = writes[i].stay;
    EXPECT_EQ(kept[i]->stay, stay);
    EXPECT_EQ(store_.Find(Soon(), stay.key, stay.browser).value(), stay);
  }
}

TEST_F(PostgresVisitStoreTest, ExtendsAStayThatARuleEndsOnlyUntilItIsOver) {
  CheckInWrite first = Write('a');
  first.stay.ending = Ending::kTimed;
  EXPECT_EQ(KeepOne(first).stay, first.stay);
  const auto again_at = [&](absl::Time scanned) {
    CheckInWrite write = Write('a', 7, scanned);
    write.stay.ending = Ending::kTimed;
    write.earlier = Earlier(first.stay, true, scanned + absl::Minutes(90));
    return KeepOne(write);
  };
  const CheckInKept extended = again_at(kNoon + absl::Minutes(89));
  EXPECT_TRUE(extended.extended);
  EXPECT_EQ(extended.stay.matched_until, kNoon + absl::Minutes(179));
  EXPECT_EQ(extended.stay.ending, Ending::kTimed);
  const CheckInKept anew = again_at(kNoon + absl::Minutes(179));
  EXPECT_FALSE(anew.extended);
  EXPECT_NE(anew.stay.key, first.stay.key);
  CheckInWrite elsewhere = Write('a', 8, kNoon + absl::Minutes(200));
  elsewhere.earlier = Earlier(anew.stay, false, kNoon + absl::Minutes(200));
  KeepOne(elsewhere);
  const Stay closed = store_.Find(Soon(), anew.stay.key, anew.stay.browser).value();
  EXPECT_EQ(closed.ending, Ending::kAutomatic);
  EXPECT_EQ(closed.matched_until, kNoon + absl::Minutes(200));
}

TEST_F(PostgresVisitStoreTest, NeverGivesANumberTwice) {
  PostgresVisitStore replica(pool_);
  const int64_t mine = store_.NextStayId().value();
  const int64_t theirs = replica.NextStayId().value();
  EXPECT_GE(std::abs(mine - theirs), 9999);
  EXPECT_EQ(store_.NextStayId().value(), mine + 1);
}

TEST_F(PostgresVisitStoreTest, AnswersARetryWithTheFirstStay) {
  const CheckInWrite first = Write('a');
  CheckInWrite again = Write('a', 7, kNoon + absl::Minutes(3));
  again.request = first.request;
  KeepOne(first);
  EXPECT_EQ(KeepOne(again).stay, first.stay);
  EXPECT_EQ(Overlapping(7, kNoon, kNoon + absl::Hours(1)).size(), 1u);
}

TEST_F(PostgresVisitStoreTest, AnswersARetryWithinOneBatch) {
  const CheckInWrite first = Write('a');
  CheckInWrite again = Write('a');
  again.request = first.request;
  const auto kept = Keep({first, again});
  EXPECT_EQ(kept.at(0)->stay.key, kept.at(1)->stay.key);
}

TEST_F(PostgresVisitStoreTest, RefusesARequestIdUsedByAnotherOrElsewhere) {
  const CheckInWrite first = Write('a');
  KeepOne(first);
  CheckInWrite elsewhere = Write('a', 8);
  CheckInWrite stranger = Write('z');
  elsewhere.request = stranger.request = first.request;
  const auto kept = Keep({elsewhere, Write('b'), stranger});
  EXPECT_EQ(platform::ReasonOf(kept[0].status()), "REQUEST_ID_REUSED");
  EXPECT_TRUE(kept[1].ok()) << "the others of the batch are kept";
  EXPECT_EQ(platform::ReasonOf(kept[2].status()), "REQUEST_ID_REUSED");
}

TEST_F(PostgresVisitStoreTest, ExtendsTheOpenStayAtTheSamePlace) {
  const Stay first = KeepOne(Write('a')).stay;
  CheckInWrite again = Write('a', 7, kNoon + absl::Minutes(60));
  again.earlier = Earlier(first, true, kNoon + absl::Minutes(150));
  const CheckInKept kept = KeepOne(again);
  EXPECT_TRUE(kept.extended);
  EXPECT_EQ(kept.stay.key, first.key);
  EXPECT_EQ(kept.stay.matched_until, kNoon + absl::Minutes(150));
  EXPECT_EQ(Overlapping(7, kNoon, kNoon + absl::Hours(4)).size(), 1u);
}

TEST_F(PostgresVisitStoreTest, OpensANewStayWhereTheOldOneWasCheckedOut) {
  const Stay first = KeepOne(Write('a')).stay;
  ASSERT_TRUE(store_.CheckOut(Soon(), first.key, first.browser, [](const Stay&) { return kNoon + absl::Minutes(5); }).ok());
  CheckInWrite again = Write('a', 7, kNoon + absl::Minutes(60));
  again.earlier = Earlier(first, true, kNoon + absl::Minutes(150));
  EXPECT_FALSE(KeepOne(again).extended);
  EXPECT_EQ(Overlapping(7, kNoon, kNoon + absl::Hours(4)).size(), 2u);
}

TEST_F(PostgresVisitStoreTest, ClosesTheStayElsewhereButNeverLengthensIt) {
  const Stay early = KeepOne(Write('a')).stay;
  const Stay late = KeepOne(Write('b')).stay;
  CheckInWrite soon = Write('a', 8, kNoon + absl::Minutes(20));
  soon.earlier = Earlier(early, false, kNoon + absl::Minutes(20));
  CheckInWrite hours_later = Write('b', 8, kNoon + absl::Hours(5));
  hours_later.earlier = Earlier(late, false, kNoon + absl::Hours(5));
  Keep({soon, hours_later});
  const Stay closed = store_.Find(Soon(), early.key, early.browser).value();
  EXPECT_EQ(closed.matched_until, kNoon + absl::Minutes(20));
  EXPECT_EQ(closed.ending, Ending::kAutomatic);
  EXPECT_EQ(store_.Find(Soon(), late.key, late.browser)->matched_until, kNoon + absl::Minutes(90));
}

TEST_F(PostgresVisitStoreTest, NeverTouchesAnotherBrowsersStay) {
  const Stay victim = KeepOne(Write('a')).stay;
  CheckInWrite forged = Write('x', 8, kNoon + absl::Minutes(5));
  forged.earlier = Earlier(victim, false, kNoon + absl::Minutes(5));
  forged.earlier->browser = forged.stay.browser;
  KeepOne(forged);
  EXPECT_EQ(store_.Find(Soon(), victim.key, victim.browser).value(), victim);
  EXPECT_EQ(platform::ReasonOf(store_.Find(Soon(), victim.key, forged.stay.browser).status()), "NO_STAY");
  EXPECT_EQ(platform::ReasonOf(store_.CheckOut(Soon(), victim.key, forged.stay.browser,
                                               [](const Stay&) { return kNoon; }).status()), "NO_STAY");
}

CheckInWrite Unverified(CheckInWrite write) {
  write.stay.verified = false;
  write.verification = VerificationWish{.id = platform::RandomUuid(), .quota_key = "q", .domain_quota_key = "d",
                                         .network_quota_key = std::string(16, 'n')};
  return write;
}

TEST_F(PostgresVisitStoreTest, WishesForOneMailABrowserAndDay) {
  EXPECT_TRUE(KeepOne(Unverified(Write('a'))).mail_pending);
  KeepOne(Unverified(Write('a', 8)));
  KeepOne(Unverified(Write('b')));
  KeepOne(Write('c'));
  const auto pending = store_.PendingVerifications(Soon(), 10).value();
  ASSERT_EQ(pending.size(), 2u);
  ASSERT_TRUE(store_.SettleVerification(Soon(), pending[0], kNoon, "").ok());
  ASSERT_TRUE(store_.SettleVerification(Soon(), pending[1], kNoon, "MAIL_QUOTA_EXCEEDED").ok());
  EXPECT_TRUE(store_.PendingVerifications(Soon(), 10)->empty());
}

TEST_F(PostgresVisitStoreTest, WishesForNoSecondMailWhenAStayOfTheDayBeforeGoesOn) {
  CheckInWrite night = Unverified(Write('a'));
  night.stay.key.service_day = kDay - 1;
  const Stay first = KeepOne(night).stay;
  CheckInWrite again = Unverified(Write('a', 7, kNoon + absl::Minutes(60)));
  again.earlier = Earlier(first, true, kNoon + absl::Minutes(150));
  EXPECT_TRUE(KeepOne(again).extended);
  EXPECT_EQ(store_.PendingVerifications(Soon(), 10)->size(), 1u);
}

TEST_F(PostgresVisitStoreTest, ConfirmsTheStaysOfOneBrowserNowAndLater) {
  const Stay mine = KeepOne(Unverified(Write('a'))).stay;
  const Stay other = KeepOne(Unverified(Write('b'))).stay;
  EXPECT_EQ(store_.ConfirmBrowser(Soon(), kDay, mine.browser, kNoon, false).value(), 1);
  EXPECT_EQ(store_.ConfirmBrowser(Soon(), kDay, mine.browser, kNoon, false).value(), 0) << "again changes nothing";
  EXPECT_TRUE(store_.Find(Soon(), mine.key, mine.browser)->verified);
  EXPECT_FALSE(store_.Find(Soon(), other.key, other.browser)->verified);
  const CheckInKept later = KeepOne(Unverified(Write('a', 8)));
  EXPECT_TRUE(later.stay.verified);
  EXPECT_FALSE(later.mail_pending);
}

TEST_F(PostgresVisitStoreTest, FindsOverlapsByHalfOpenIntervalsInOneVenue) {
  KeepOne(Write('a'));                                  // 0–90
  KeepOne(Write('b', 7, kNoon + absl::Minutes(60)));    // 60–150
  KeepOne(Write('c', 8));
  KeepOne(Write('d', 7, kNoon - absl::Hours(30)));
  EXPECT_EQ(Overlapping(7, kNoon + absl::Minutes(60), kNoon + absl::Minutes(90)).size(), 2u);
  EXPECT_EQ(Overlapping(7, kNoon + absl::Minutes(90), kNoon + absl::Minutes(120)).size(), 1u);
  EXPECT_EQ(Overlapping(7, kNoon - absl::Minutes(60), kNoon).size(), 0u);
}

TEST_F(PostgresVisitStoreTest, CommitsTheAuditBeforeItAnswers) {
  Overlapping(7, kNoon, kNoon + absl::Hours(1));
  EXPECT_NE(tests::DumpDatabase(database_.Conninfo()).find("visit.FindOverlaps"), std::string::npos);
}

TEST_F(PostgresVisitStoreTest, DropsWholeDaysPastRetention) {
  CheckInWrite old = Unverified(Write('a'));
  old.stay.key.service_day = kDay - 29;
  KeepOne(old);
  const Stay young = KeepOne(Write('b')).stay;
  EXPECT_EQ(store_.DropDaysBefore(Soon(), kDay - 28, kNoon).value(), 1);
  EXPECT_EQ(store_.DropDaysBefore(Soon(), kDay - 28, kNoon).value(), 0);
  EXPECT_EQ(platform::ReasonOf(store_.Find(Soon(), old.stay.key, old.stay.browser).status()), "NO_STAY");
  EXPECT_TRUE(store_.Find(Soon(), young.key, young.browser).ok());
  EXPECT_TRUE(store_.PendingVerifications(Soon(), 10)->empty());
  EXPECT_EQ(tests::DumpDatabase(database_.Conninfo()).find("sealed a"), std::string::npos);
}

TEST_F(PostgresVisitStoreTest, ReadsTheShippedPolicies) {
  const StayPolicy policy = store_.StayPolicyAt(Soon(), kNoon).value();
  EXPECT_EQ(policy.longest_stay, absl::Minutes(1425));
  EXPECT_EQ(policy.service_day_starts_hour, 5);
  EXPECT_EQ(policy.hours_tolerance.early, absl::Minutes(30));
  EXPECT_EQ(policy.hours_tolerance.late, absl::Minutes(30));
  EXPECT_EQ(policy.bursts.unconfirmed_per_minute, 30);
  EXPECT_EQ(policy.kiosk.skew_minutes, 1);
  EXPECT_EQ(policy.kiosk.accepted_minutes, 15);
  EXPECT_EQ(store_.RetentionPolicyAt(Soon(), kNoon)->days, 28);
}

TEST_F(PostgresVisitStoreTest, ReadsTheToleranceInForceAndNoMalformedOne) {
  const auto from = [&](const char* body, absl::Time at) {
    DecidePolicy("visit.opening_hours", body, at, true);
  };
  from(R"({"early_minutes": 0, "late_minutes": 240})", kNoon + absl::Hours(1));
  from(R"({"early_minutes": 241, "late_minutes": 0})", kNoon + absl::Hours(2));
  from(R"({"early_minutes": 10})", kNoon + absl::Hours(3));
  EXPECT_EQ(store_.StayPolicyAt(Soon(), kNoon)->hours_tolerance.late, absl::Minutes(30));
  const HoursTolerance later = store_.StayPolicyAt(Soon(), kNoon + absl::Hours(1))->hours_tolerance;
  EXPECT_EQ(later.early, absl::ZeroDuration());
  EXPECT_EQ(later.late, absl::Minutes(240));
  for (const int hours : {2, 3}) {
    EXPECT_EQ(platform::ReasonOf(store_.StayPolicyAt(Soon(), kNoon + absl::Hours(hours)).status()), "POLICY_MALFORMED");
  }
}

TEST_F(PostgresVisitStoreTest, ReadsNoKioskPolicyThatContradictsItself) {
  DecidePolicy("visit.kiosk", R"({"skew_minutes": 0, "accepted_minutes": 0})", kNoon + absl::Hours(1), true);
  DecidePolicy("visit.kiosk", R"({"skew_minutes": 2, "accepted_minutes": 1})", kNoon + absl::Hours(2), true);
  EXPECT_EQ(store_.StayPolicyAt(Soon(), kNoon + absl::Hours(1))->kiosk.accepted_minutes, 0);
  EXPECT_EQ(platform::ReasonOf(store_.StayPolicyAt(Soon(), kNoon + absl::Hours(2)).status()), "POLICY_MALFORMED");
}

// A policy that shortens the longest stay must not hide the stays that were made before it.
TEST_F(PostgresVisitStoreTest, RemembersTheLongestStayThatWasEverAllowed) {
  const auto propose = [&](int minutes, absl::Time from, bool approve) {
    const std::string body = R"({"longest_stay_minutes": )" + std::to_string(minutes) +
                             R"(, "offline_minutes": 1440, "clock_skew_seconds": 120, "service_day_starts_hour": 5})";
    DecidePolicy("visit.stays", body, from, approve);
  };
  propose(600, kNoon + absl::Hours(1), true);
  propose(2000, kNoon + absl::Hours(9), true);
  propose(2880, kNoon + absl::Hours(1), false);
  EXPECT_EQ(store_.StayPolicyAt(Soon(), kNoon)->longest_kept, absl::Minutes(1425));
  const StayPolicy shorter = store_.StayPolicyAt(Soon(), kNoon + absl::Hours(2)).value();
  EXPECT_EQ(shorter.longest_stay, absl::Minutes(600));
  EXPECT_EQ(shorter.longest_kept, absl::Minutes(1425));
}

TEST_F(PostgresVisitStoreTest, TellsNobodyWhoWasThereUnlessItIsKeptWhoAsked) {
  KeepOne(Write('a'));
  ASSERT_EQ(Overlapping(7, kNoon, kNoon + absl::Hours(1)).size(), 1u);
  auto owner = *platform::postgres::Connection::Open(database_.OwnerConninfo());
  ASSERT_TRUE(owner->Script("REVOKE INSERT ON audit_entries FROM visit").ok());
  int told = 0;
  EXPECT_FALSE(store_.EachOverlap(Soon(), {.venue = VenueId(7), .start = kNoon, .end = kNoon + absl::Hours(1)},
                                  absl::Minutes(1425), {"event", "officer", "preview", "", "exposure"}, kNoon,
                                  [&](const Stay&) { return ++told > 0; }).ok());
  EXPECT_EQ(told, 0);
}

TEST_F(PostgresVisitStoreTest, LetsTheServiceRoleDropNothingByItself) {
  auto connection = pool_.Borrow(Soon());
  ASSERT_TRUE(connection.ok());
  EXPECT_FALSE((*connection)->Script("DROP TABLE stays").ok());
  EXPECT_FALSE((*connection)->Script("TRUNCATE audit_entries").ok());
}

}  // namespace
}  // namespace mimamori::visit
