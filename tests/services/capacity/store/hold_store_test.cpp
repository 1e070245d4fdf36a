// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/store/hold_store.hpp"

#include "services/platform/postgres/change_log.hpp"
#include "tests/services/capacity/store/hold_store_fixture.hpp"

namespace mimamori::capacity {
namespace {

using platform::FieldOf;
using platform::ReasonOf;

TEST_F(HoldStoreTest, PreparesEveryStatement) {
  auto session = pool_.Borrow(Soon());
  ASSERT_TRUE(session.ok());
  for (const auto& statements : {HoldStore::Statements(), StayStore::Statements(), BedStore::Statements()}) {
    for (const auto& statement : statements) {
      const absl::Status prepared = (*session)->Prepare(statement);
      EXPECT_TRUE(prepared.ok()) << statement.name << ": " << prepared;
    }
  }
}

TEST_F(HoldStoreTest, GivesAsManyBedsAsAreFreeInTheOrderOfThoseWhoAsk) {
  std::vector<NewHold> asked;
  for (int i = 0; i < 5; ++i) asked.push_back(Asks());
  const auto results = holds_.Create(Soon(), kNow, asked, rules_);
  ASSERT_TRUE(results.ok()) << results.status();
  for (size_t i = 0; i < 5; ++i) {
    SCOPED_TRACE(i);
    EXPECT_EQ(ReasonOf((*results)[i].status()), i < 3 ? "" : "NO_BED_FREE");
  }
  EXPECT_EQ(ReasonOf(Take(Asks()).status()), "NO_BED_FREE");
  EXPECT_EQ(Count("SELECT count(*) FROM holds"), 3);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'capacity.CreateHold' AND area = '271004'"), 3);
  EXPECT_EQ((*results)[0]->hold.ends, kNow + absl::Hours(4));
}

TEST_F(HoldStoreTest, GivesOneHolderOneBedAtATime) {
  const HolderId holder = HolderId::Random();
  const FacilityId other = AFacility("130001", 5);
  const auto first = Take(Asks(holder));
  ASSERT_TRUE(first.ok()) << first.status();
  NewHold elsewhere = Asks(holder);
  elsewhere.facility = other;
  EXPECT_EQ(ReasonOf(Take(elsewhere).status()), "HOLDER_HAS_HOLD");
  EXPECT_EQ(FieldOf(Take(Asks(holder)).status()), "holder_id");

  const auto both = holds_.Create(Soon(), kNow, {Asks(HolderId()), Asks(HolderId())}, rules_);
  ASSERT_TRUE(both.ok());
  EXPECT_TRUE((*both)[0].ok());
  EXPECT_EQ(ReasonOf((*both)[1].status()), "HOLDER_HAS_HOLD") << "also within one batch";

  ASSERT_TRUE(LetGo(*first).ok());
  EXPECT_TRUE(Take(elsewhere).ok());
}

TEST_F(HoldStoreTest, AnswersARetryWithTheHoldAndGivesNoSecondBed) {
  const NewHold asked = Asks();
  const auto first = Take(asked);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(Take(asked, kNow + absl::Minutes(1)).value(), *first);
  const auto twice = holds_.Create(Soon(), kNow, {asked, asked}, rules_);
  EXPECT_EQ((*twice)[0].value(), *first);
  EXPECT_EQ((*twice)[1].value(), *first);

  const NewHold fresh = Asks();
  const auto twins = holds_.Create(Soon(), kNow, {fresh, fresh}, rules_);
  EXPECT_EQ((*twins)[0].value(), (*twins)[1].value());
  EXPECT_EQ(Count("SELECT count(*) FROM holds"), 2);
  const NewHold one = Asks();
  NewHold other = one;
  other.holder = HolderId::Random();
  const auto unlike = holds_.Create(Soon(), kNow, {one, other}, rules_);
  ASSERT_TRUE((*unlike)[0].ok());
  EXPECT_EQ(ReasonOf((*unlike)[1].status()), "REQUEST_ID_REUSED");
  ASSERT_TRUE(LetGo(*(*unlike)[0]).ok());

  // After the bed was let go, too: what was answered once stays answered.
  ASSERT_TRUE(LetGo(*first).ok());
  EXPECT_EQ(Take(asked)->hold.state, HoldState::kReleased);

  for (const auto& change : {+[](NewHold& hold) { hold.holder = HolderId::Random(); },
                             +[](NewHold& hold) { hold.bed_class = "moderate"; },
                             +[](NewHold& hold) { hold.officer = OfficerId::Random(); }}) {
    NewHold reused = asked;
    change(reused);
    EXPECT_EQ(ReasonOf(Take(reused).status()), "REQUEST_ID_REUSED");
    EXPECT_EQ(ReasonOf(holds_.Create(Soon(), kNow, {fresh, reused, asked}, rules_)->at(1).status()), "REQUEST_ID_REUSED");
  }
}

TEST_F(HoldStoreTest, KnowsTheWardAndWhetherItsReportMayBeTrusted) {
  NewHold asked = Asks();
  asked.facility = FacilityId::Random();
  EXPECT_EQ(ReasonOf(Take(asked).status()), "WARD_UNKNOWN");
  EXPECT_EQ(ReasonOf(Take(Asks(HolderId::Random(), "rooms")).status()), "WARD_UNKNOWN");
  EXPECT_EQ(ReasonOf(Take(AsksFor(BedId::Random())).status()), "BED_UNKNOWN");

  Change("UPDATE facilities SET accepting = false WHERE facility_id = $1", hospital_);
  EXPECT_EQ(ReasonOf(Take(Asks()).status()), "NOT_ACCEPTING");
  Change("UPDATE facilities SET accepting = true, closed_at = '2026-11-01' WHERE facility_id = $1", hospital_);
  EXPECT_EQ(ReasonOf(Take(Asks()).status()), "NOT_ACCEPTING");
  Change("UPDATE facilities SET closed_at = NULL WHERE facility_id = $1", hospital_);
  Change("UPDATE wards SET blocked = NULL WHERE facility_id = $1", hospital_);
  EXPECT_EQ(ReasonOf(Take(Asks()).status()), "BEDS_UNKNOWN");
  Change("UPDATE wards SET blocked = 0, reported_at = '2026-11-10' WHERE facility_id = $1", hospital_);
  EXPECT_EQ(ReasonOf(Take(Asks()).status()), "BEDS_UNKNOWN") << "ten days old";
  EXPECT_EQ(Count("SELECT count(*) FROM holds"), 0);
}

TEST_F(HoldStoreTest, FreesABedAtTheMomentWhenAHoldIsOver) {
  const FacilityId tiny = AFacility("271004", 1);
  NewHold first = Asks(), second = Asks();
  first.facility = second.facility = tiny;
  const auto held = Take(first);
  ASSERT_TRUE(held.ok());
  EXPECT_EQ(ReasonOf(Take(second, held->hold.ends - absl::Seconds(1)).status()), "NO_BED_FREE");
  const auto next = Take(second, held->hold.ends);
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_EQ(Count("SELECT count(*) FROM holds WHERE state = 4"), 1) << "written down by whoever took the bed";

  // Whoever comes late with a clock that is behind changes nothing of it: nobody has the bed twice.
  const absl::Time behind = held->hold.ends - absl::Seconds(1);
  const auto extended = holds_.Change(Soon(), Deed(*held, BedDeed::kExtended, behind),
                                      [&](Hold& hold) { return Extend(hold, 1, rules_.holds, behind); });
  EXPECT_EQ(ReasonOf(extended.status()), "HOLD_ENDED");
}

TEST_F(HoldStoreTest, GivesAHolderAnotherBedWhenHerHoldElsewhereIsOver) {
  const HolderId holder = HolderId::Random();
  const auto first = Take(Asks(holder));
  ASSERT_TRUE(first.ok());
  const FacilityId other = AFacility("130001", 1);
  NewHold again = Asks(holder);
  again.facility = other;
  AddWard(other, "moderate", 1, first->hold.ends);
  Change("UPDATE wards SET reported_at = '2026-11-21 06:30+00' WHERE facility_id = $1", other);
  EXPECT_EQ(ReasonOf(Take(again, first->hold.ends - absl::Seconds(1)).status()), "HOLDER_HAS_HOLD");
  EXPECT_TRUE(Take(again, first->hold.ends).ok());
}

TEST_F(HoldStoreTest, WritesDownWhatIsOverAndTellsIt) {
  const auto first = Take(Asks());
  const auto second = Take(Asks(), kNow + absl::Minutes(1));
  ASSERT_TRUE(first.ok() && second.ok());
  const int64_t before = platform::postgres::LastSequence(pool_, Soon()).value();
  EXPECT_EQ(holds_.ExpireOver(Soon(), first->hold.ends - absl::Seconds(1), 10).value(), 0);
  EXPECT_EQ(holds_.ExpireOver(Soon(), first->hold.ends, 10).value(), 1);
  EXPECT_EQ(holds_.ExpireOver(Soon(), first->hold.ends, 10).value(), 0);
  EXPECT_EQ(holds_.ExpireOver(Soon(), second->hold.ends, 10).value(), 1);
  const auto news = holds_.NewsAfter(Soon(), before, 100);
  ASSERT_TRUE(news.ok());
  ASSERT_EQ(news->holds.size(), 2u);
  EXPECT_EQ(news->holds[0].id, first->id);
  EXPECT_EQ(news->holds[0].hold->hold.state, HoldState::kExpired);
  EXPECT_EQ(news->holds[0].hold->hold.version, 2);
  EXPECT_EQ(Count("SELECT count(*) FROM changes WHERE topic = 'board'"), 4) << "each time the board has another number";
  const std::string audited = "SELECT count(*) FROM audit_entries WHERE action = 'capacity.ExpireHold' AND actor = 'capacity' "
                              "AND object_id = '";
  EXPECT_EQ(Count(audited + first->id.ToString() + "'"), 1);
  EXPECT_EQ(Count(audited + second->id.ToString() + "'"), 1);
}

TEST_F(HoldStoreTest, AuditsWhatIsOverAlsoWhereTheNextHolderFindsIt) {
  const HolderId holder = HolderId::Random();
  const auto first = Take(Asks(holder));
  ASSERT_TRUE(first.ok());
  EXPECT_TRUE(Take(Asks(holder), first->hold.ends).ok());
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'capacity.ExpireHold' AND area = '271004'"), 1);
}

TEST_F(HoldStoreTest, DoesADeedOnceHoweverOftenItIsSent) {
  const auto held = Take(Asks());
  ASSERT_TRUE(held.ok());
  HoldDeed deed = Deed(*held, BedDeed::kExtended);
  const auto extend = [&](Hold& hold) { return Extend(hold, 1, rules_.holds, kNow); };
  const auto first = holds_.Change(Soon(), deed, extend);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->hold.ends, kNow + absl::Hours(6));
  EXPECT_EQ(holds_.Change(Soon(), deed, extend).value(), *first);
  EXPECT_EQ(Count("SELECT count(*) FROM bed_deeds"), 1);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'capacity.Test' AND object_type = 'hold'"), 1);

  deed.row.deed = BedDeed::kReleased;
  EXPECT_EQ(ReasonOf(holds_.Change(Soon(), deed, extend).status()), "REQUEST_ID_REUSED");
  deed = Deed(*held, BedDeed::kReleased);
  EXPECT_EQ(ReasonOf(holds_.Change(Soon(), deed, [&](Hold& hold) { return Release(hold, 1, kNow); }).status()),
            "HOLD_CHANGED");
  deed.row.facility = AFacility("130001", 1);
  EXPECT_EQ(ReasonOf(holds_.Change(Soon(), deed, extend).status()), "HOLD_UNKNOWN") << "of another facility";
}

TEST_F(HoldStoreTest, MakesAStayOfAHold) {
  const auto held = Take(Asks());
  ASSERT_TRUE(held.ok());
  const absl::Time later = kNow + absl::Minutes(40);
  const HoldDeed deed = Deed(*held, BedDeed::kConverted, later);
  const auto decide = [&](Hold& hold) { return Convert(hold, 1, later); };
  const auto converted = holds_.Convert(Soon(), deed, {.began = later - absl::Minutes(5)}, decide);
  ASSERT_TRUE(converted.ok()) << converted.status();
  EXPECT_EQ(converted->hold.hold.state, HoldState::kConverted);
  EXPECT_EQ(converted->stay.holder, held->holder);
  EXPECT_EQ(converted->stay.hold, held->id);
  EXPECT_EQ(converted->stay.stay.began, later - absl::Minutes(5));
  EXPECT_EQ(holds_.Convert(Soon(), deed, {.began = later}, decide).value().stay, converted->stay) << "a retry";
  EXPECT_EQ(Count("SELECT count(*) FROM stays"), 1);
  EXPECT_EQ(Count("SELECT held::int8 * 10 + arrived FROM ward_since WHERE held + arrived > 0"), 1)
      << "the bed is not free by that: she came after the report";

  // A report that speaks of a later moment has her among the occupied.
  Change("UPDATE wards SET reported_at = '2026-11-21 05:00+00' WHERE facility_id = $1", hospital_);
  EXPECT_EQ(Count("SELECT count(*) FROM ward_since WHERE held + arrived > 0"), 0);

  EXPECT_EQ(ReasonOf(LetGo(converted->hold).status()), "HOLD_ENDED");
  const auto other = Take(Asks(), kNow + absl::Minutes(90));
  ASSERT_TRUE(other.ok()) << other.status();
  for (const auto& [began, reason] : {std::pair{other->hold.begins - absl::Seconds(1), "TIME_BEFORE_HOLD"},
                                      {other->hold.begins + absl::Seconds(1), "TIME_IN_FUTURE"}}) {
    EXPECT_EQ(ReasonOf(Arrive(*other, {.began = began}, other->hold.begins).status()), reason);
  }
}

TEST_F(HoldStoreTest, TellsFollowersOfHoldsAndTheirStays) {
  const int64_t before = holds_.LastChange(Soon()).value();
  const auto held = Take(Asks());
  ASSERT_TRUE(held.ok());
  const auto converted = Arrive(*held, {.began = kNow});
  ASSERT_TRUE(converted.ok()) << converted.status();
  StayDeed leaves{.stay = converted->stay.id,
                  .row = {.facility = hospital_, .object = converted->stay.id.uuid(),
                          .request = platform::RequestId::Random(), .deed = BedDeed::kEnded, .done_by = kOfficer,
                          .done_at = kNow + absl::Hours(1)},
                  .audit = Audit()};
  ASSERT_TRUE(stays_.End(Soon(), {.all = true}, leaves, &Anybody, [&](KeptStay& stay) {
    return End(stay.stay, 1, StayEnd::kDischarged, kNow + absl::Hours(1), kNow + absl::Hours(1));
  }).ok());
  const auto news = holds_.NewsAfter(Soon(), before, 100);
  ASSERT_TRUE(news.ok()) << news.status();
  ASSERT_EQ(news->holds.size(), 3u) << "taken, came, left";
  for (const HoldNews& one : news->holds) {
    EXPECT_EQ(one.id, held->id);
    EXPECT_EQ(one.hold->hold.state, HoldState::kConverted) << "as it is by now";
    EXPECT_EQ(one.stay->stay.end, StayEnd::kDischarged);
  }
  EXPECT_EQ(holds_.NewsAfter(Soon(), news->through, 100)->holds.size(), 0u);

  const auto all = holds_.All(Soon(), FacilityId(), HoldId(), 10);
  ASSERT_EQ(all->size(), 1u);
  EXPECT_EQ((*all)[0].stay->id, converted->stay.id);
  EXPECT_TRUE(holds_.All(Soon(), hospital_, held->id, 10)->empty());

  ASSERT_TRUE(platform::postgres::DropChanges(pool_, Soon(), kNow + absl::Hours(2)).ok());
  EXPECT_EQ(ReasonOf(holds_.NewsAfter(Soon(), before, 100).status()), "CHANGES_DROPPED");
}

TEST_F(HoldStoreTest, ListsAFacilitysHoldsByWhatTheyAreAtThatMoment) {
  std::vector<KeptHold> taken;
  for (int i = 0; i < 3; ++i) taken.push_back(Take(Asks(), kNow + absl::Minutes(i)).value());
  ASSERT_TRUE(LetGo(taken[1], kNow + absl::Minutes(5)).ok());
  const auto list = [&](std::optional<HoldState> state, absl::Time now, const HoldPosition& after = {}, int limit = 50) {
    std::vector<HoldId> ids;
    const auto holds = holds_.List(Soon(), hospital_, Osaka(), state, after, limit, Audit(now));
    EXPECT_TRUE(holds.ok()) << holds.status();
    for (const KeptHold& hold : *holds) ids.push_back(hold.id);
    return ids;
  };
  using Ids = std::vector<HoldId>;
  EXPECT_EQ(list(std::nullopt, kNow), (Ids{taken[2].id, taken[1].id, taken[0].id}));
  EXPECT_EQ(list(HoldState::kLive, kNow + absl::Hours(1)), (Ids{taken[2].id, taken[0].id}));
  EXPECT_EQ(list(HoldState::kExpired, kNow + absl::Hours(1)), Ids());
  EXPECT_EQ(list(HoldState::kLive, taken[0].hold.ends), Ids{taken[2].id}) << "nobody has written it down";
  EXPECT_EQ(list(HoldState::kExpired, taken[0].hold.ends), Ids{taken[0].id});
  EXPECT_EQ(list(HoldState::kReleased, kNow), Ids{taken[1].id});
  EXPECT_EQ(list(std::nullopt, kNow, {.begins = taken[2].hold.begins, .id = taken[2].id}, 1), Ids{taken[1].id});

  EXPECT_EQ(ReasonOf(holds_.List(Soon(), hospital_, Tokyo(), std::nullopt, {}, 9, Audit()).status()), "FACILITY_UNKNOWN");
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE object_type = 'facility' AND area = '271004'"), 7);
}

TEST_F(HoldStoreTest, SeesTheHoldsOfATimeInItsScopeAlone) {
  const FacilityId tokyo = AFacility("130001", 3);
  NewHold there = Asks();
  there.facility = tokyo;
  ASSERT_TRUE(Take(Asks()).ok());
  ASSERT_TRUE(Take(Asks(), kNow + absl::Minutes(1)).ok());
  ASSERT_TRUE(Take(there).ok());
  const auto seen = [&](const Scope& scope, absl::Time start, absl::Time end, int limit = 100) {
    return holds_.Seen(Soon(), scope, start, end, limit, Audit()).value();
  };
  EXPECT_EQ(seen(Osaka(), kNow, kNow + absl::Hours(1)).size(), 2u);
  EXPECT_EQ(seen(Osaka(), kNow, kNow + absl::Minutes(1)).size(), 1u) << "without its end";
  EXPECT_EQ(seen(Osaka(), kNow, kNow + absl::Hours(1), 1).size(), 1u);
  ASSERT_EQ(seen(Tokyo(), kNow, kNow + absl::Hours(1)).size(), 1u);
  EXPECT_EQ(seen(Tokyo(), kNow, kNow + absl::Hours(1))[0].facility, tokyo.ToString());
  EXPECT_EQ(seen(Tokyo(), kNow, kNow + absl::Hours(1))[0].officer, kOfficer);
}

TEST_F(HoldStoreTest, ForgetsWhatEndedLongAgo) {
  const auto old = Take(Asks());
  const auto live = Take(Asks(), kNow + absl::Minutes(1));
  ASSERT_TRUE(old.ok() && live.ok());
  ASSERT_TRUE(LetGo(*old).ok());
  const auto came = Take(Asks());
  ASSERT_TRUE(Arrive(*came, {.began = kNow}).ok());
  ASSERT_TRUE(holds_.Forget(Soon(), kNow + absl::Hours(24 * 1826)).ok());
  EXPECT_EQ(Count("SELECT count(*) FROM holds"), 3) << "to the day";
  ASSERT_TRUE(holds_.Forget(Soon(), kNow + absl::Hours(24 * 1826) + absl::Hours(1)).ok());
  EXPECT_EQ(Count("SELECT count(*) FROM holds"), 1) << "what nobody has ended stays";
  EXPECT_EQ(Count("SELECT count(*) FROM bed_deeds"), 0);
  EXPECT_EQ(Count("SELECT count(*) FROM stays"), 1) << "she is still there";
}

}  // namespace
}  // namespace mimamori::capacity
