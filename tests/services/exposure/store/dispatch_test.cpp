// SPDX-License-Identifier: Apache-2.0
// Recipients, from gathered to forgotten.
#include <atomic>
#include <thread>

#include "tests/services/exposure/store/exposure_store_fixture.hpp"

namespace mimamori::exposure {
namespace {

TEST_F(ExposureStoreTest, FixesTheRecipientsOnce) {
  const ExposureId id = Approve(Propose().id).id;
  EXPECT_FALSE(store_.IsGathered(Soon(), id).value());
  ASSERT_TRUE(store_.KeepRecipients(Soon(), id, {Person('a'), Person('b')}, {}, kNow).ok());
  EXPECT_TRUE(store_.IsGathered(Soon(), id).value());
  ASSERT_TRUE(store_.KeepRecipients(Soon(), id, {Person('c')}, {}, kNow).ok());
  const auto waiting = store_.Waiting(Soon(), id, 10).value();
  ASSERT_EQ(waiting.size(), 2u);
  EXPECT_EQ(waiting[0].contact_mac, Person('a').contact_mac);
  EXPECT_EQ(waiting[0].sealed_contact, "sealed-a");
  EXPECT_EQ(waiting[0].minutes, 20);
  EXPECT_EQ(waiting[0].stay_start, Person('a').stay_start);
  EXPECT_EQ(waiting[0].stay_end, Person('a').stay_end);
  EXPECT_EQ(store_.Get(Soon(), id, kOsaka)->recipients, 2);
}

TEST_F(ExposureStoreTest, FixesTheRecipientsOnceAlsoWhenTwoWorkersRace) {
  for (int round = 0; round < 10; ++round) {
    Exposure exposure = AnExposure();
    exposure.venue = VenueId(100 + round);  // where nobody was told before
    const ExposureId id = Approve(Propose(exposure).id).id;
    std::vector<std::thread> workers;
    for (const char name : {'a', 'b', 'c', 'd'}) {
      workers.emplace_back([&, name] { EXPECT_TRUE(store_.KeepRecipients(Soon(), id, {Person(name)}, {}, kNow).ok()); });
    }
    for (std::thread& worker : workers) worker.join();
    EXPECT_EQ(store_.Waiting(Soon(), id, 10)->size(), 1u);
    EXPECT_EQ(store_.Get(Soon(), id, kOsaka)->recipients, 1);
  }
}

TEST_F(ExposureStoreTest, FixesNobodyBeforeTheApproval) {
  const ExposureId id = Propose().id;
  ASSERT_TRUE(store_.KeepRecipients(Soon(), id, {Person('a')}, {}, kNow).ok());
  EXPECT_TRUE(store_.Waiting(Soon(), id, 10)->empty());
  EXPECT_TRUE(store_.Dispatching(Soon())->empty());
}

TEST_F(ExposureStoreTest, ForgetsNobodyOnTheWayToTheMails) {
  const ExposureId id = Approve(Propose().id).id;
  ASSERT_EQ(store_.Dispatching(Soon())->size(), 1u);
  ASSERT_TRUE(store_.KeepRecipients(Soon(), id, {Person('a'), Person('b'), Person('c')}, {}, kNow).ok());
  EXPECT_EQ(store_.Waiting(Soon(), id, 2)->size(), 2u);
  ASSERT_TRUE(store_.MarkQueued(Soon(), id, {Person('a').contact_mac, Person('b').contact_mac}, kNow).ok());
  ASSERT_TRUE(store_.FinishDispatch(Soon(), id).ok());
  EXPECT_EQ(store_.Get(Soon(), id, kOsaka)->state, State::kDispatching) << "somebody waits still";
  EXPECT_EQ(store_.Waiting(Soon(), id, 2)->at(0).contact_mac, Person('c').contact_mac);
  ASSERT_TRUE(store_.MarkQueued(Soon(), id, {Person('c').contact_mac}, kNow).ok());
  ASSERT_TRUE(store_.FinishDispatch(Soon(), id).ok());
  EXPECT_EQ(store_.Get(Soon(), id, kOsaka)->state, State::kDispatched);
  EXPECT_TRUE(store_.Dispatching(Soon())->empty());
  const int version = store_.Get(Soon(), id, kOsaka)->version;
  ASSERT_TRUE(store_.FinishDispatch(Soon(), id).ok());
  EXPECT_EQ(store_.Get(Soon(), id, kOsaka)->version, version) << "again changes nothing";
}

TEST_F(ExposureStoreTest, FinishesWhereThereIsNobodyToTellButNotBeforeLooking) {
  const ExposureId id = Approve(Propose().id).id;
  ASSERT_TRUE(store_.FinishDispatch(Soon(), id).ok());
  EXPECT_EQ(store_.Get(Soon(), id, kOsaka)->state, State::kDispatching);
  ASSERT_TRUE(store_.KeepRecipients(Soon(), id, {}, {}, kNow).ok());
  ASSERT_TRUE(store_.FinishDispatch(Soon(), id).ok());
  EXPECT_EQ(store_.Get(Soon(), id, kOsaka)->state, State::kDispatched);
}

TEST_F(ExposureStoreTest, EndsWhatIsPastRetentionAndForgetsItsRecipients) {
  const absl::Time old = kNow - absl::Hours(29 * 24);
  Exposure undecided = AnExposure();
  undecided.proposed_at = old;
  Propose(undecided);
  const ExposureId sent = Approve(Propose().id, old).id;
  const ExposureId young = Approve(Propose().id, kNow - absl::Hours(27 * 24)).id;
  ASSERT_TRUE(store_.KeepRecipients(Soon(), sent, {Person('a')}, {}, old).ok());
  ASSERT_TRUE(store_.KeepRecipients(Soon(), young, {Person('b')}, {sent}, old).ok());

  const auto due = store_.DueToEnd(Soon(), kNow - absl::Hours(28 * 24)).value();
  EXPECT_EQ(due, (std::vector<ExposureId>{undecided.id, sent})) << "a dispatch that never ended is due, too";
  for (const ExposureId& id : due) ASSERT_TRUE(store_.End(Soon(), id, kNow).ok());
  EXPECT_TRUE(store_.DueToEnd(Soon(), kNow - absl::Hours(28 * 24))->empty());
  const std::string dump = tests::DumpDatabase(database_.Conninfo());
  EXPECT_EQ(dump.find("sealed-a"), std::string::npos);
  EXPECT_NE(dump.find("sealed-b"), std::string::npos);
  EXPECT_EQ(AuditEntries("exposure.End"), 2);
}

TEST_F(ExposureStoreTest, TellsNobodyAfterTheEnd) {
  const ExposureId id = Approve(Propose().id).id;
  ASSERT_TRUE(store_.End(Soon(), id, kNow).ok());
  EXPECT_TRUE(store_.Dispatching(Soon())->empty());
  ASSERT_TRUE(store_.KeepRecipients(Soon(), id, {Person('a')}, {}, kNow).ok());
  EXPECT_TRUE(store_.Waiting(Soon(), id, 10)->empty());
}

class ToldOnceTest : public ExposureStoreTest {
 protected:
  ExposureId Approved(Level level = Level::kCluster, int venue = 7, absl::Duration later = absl::ZeroDuration()) {
    Exposure exposure = AnExposure();
    exposure.level = level;
    exposure.venue = VenueId(venue);
    exposure.start += later;
    exposure.end += later;
    return Approve(Propose(exposure).id).id;
  }
  static Recipient Told(char name) {
    Recipient person = Person(name);
    person.contact_subject = std::string("stay-") + name;
    person.service_days = {"2026-11-20", "2026-11-21"};
    return person;
  }
  std::vector<ExposureId> Before(const ExposureId& id) { return store_.PeopleTold(Soon(), id)->exposures; }
};

TEST_F(ToldOnceTest, KnowsWhoWasToldOfTheVenueAtNoLowerLevel) {
  const ExposureId first = Approved(Level::kCluster);
  ASSERT_TRUE(store_.KeepRecipients(Soon(), first, {Told('a')}, {}, kNow).value());
  const auto before = store_.PeopleTold(Soon(), Approved(Level::kCaution)).value();
  EXPECT_EQ(before.exposures, std::vector<ExposureId>{first});
  ASSERT_EQ(before.people.size(), 1u);
  EXPECT_EQ(before.people[0].sealed_contact, "sealed-a");
  EXPECT_EQ(before.people[0].contact_subject, "stay-a");
  EXPECT_EQ(before.people[0].service_days, (std::vector<std::string>{"2026-11-20", "2026-11-21"}));
  EXPECT_TRUE(Before(first).empty()) << "itself is not before";
  EXPECT_EQ(Before(Propose().id), std::vector<ExposureId>{first}) << "a preview asks the same";
  EXPECT_TRUE(Before(Approved(Level::kCluster, 8)).empty()) << "another venue";
  EXPECT_TRUE(Before(Approved(Level::kCluster, 7, -absl::Hours(8 * 24))).empty()) << "another week";
  EXPECT_EQ(Before(Approved(Level::kCluster, 7, -absl::Hours(24))).size(), 1u);
}

TEST_F(ToldOnceTest, CountsNobodyAsToldByALowerLevelOrBeforeTheListIsFixedOrAfterARecallOrTheEnd) {
  const ExposureId caution = Approved(Level::kCaution);
  ASSERT_TRUE(store_.KeepRecipients(Soon(), caution, {Told('a')}, {}, kNow).value());
  EXPECT_TRUE(Before(Approved(Level::kCluster)).empty()) << "the level rises";
  EXPECT_EQ(Before(Approved(Level::kCaution)), std::vector<ExposureId>{caution}) << "those approved before it have no list";
  ASSERT_TRUE(store_.Change(Soon(), caution, kOsaka, [](Exposure& exposure) {
    return Recall(exposure, "anybody", kNow).status();
  }, Audit("exposure.Recall")).ok());
  EXPECT_TRUE(Before(Approved(Level::kCaution)).empty());
  const ExposureId old = Approved(Level::kCaution, 9);
  ASSERT_TRUE(store_.KeepRecipients(Soon(), old, {Told('a')}, {}, kNow).value());
  ASSERT_TRUE(store_.End(Soon(), old, kNow).ok());
  EXPECT_TRUE(Before(Approved(Level::kCaution, 9)).empty());
}

TEST_F(ToldOnceTest, FixesNoListThatDoesNotKnowOfAnother) {
  const ExposureId first = Approved(), second = Approved();
  ASSERT_TRUE(store_.KeepRecipients(Soon(), first, {Told('a')}, {}, kNow).value());
  EXPECT_FALSE(store_.KeepRecipients(Soon(), second, {Told('a')}, {}, kNow).value());
  EXPECT_FALSE(store_.IsGathered(Soon(), second).value());
  EXPECT_TRUE(store_.KeepRecipients(Soon(), second, {Told('b')}, {first}, kNow).value());
  EXPECT_EQ(store_.Waiting(Soon(), second, 10)->size(), 1u);
  EXPECT_TRUE(store_.KeepRecipients(Soon(), second, {Told('c')}, {}, kNow).value()) << "it is fixed already";
}

TEST_F(ToldOnceTest, LetsOneOfTwoThatAreFixedAtOnceSeeTheOther) {
  for (int round = 0; round < 10; ++round) {
    const std::vector<ExposureId> both{Approved(Level::kCluster, 100 + round), Approved(Level::kCluster, 100 + round)};
    std::atomic<int> fixed = 0;
    std::vector<std::thread> officers;
    for (const ExposureId& id : both) {
      officers.emplace_back([&, id] {
        const auto kept = store_.KeepRecipients(Soon(), id, {Told('a')}, {}, kNow);
        ASSERT_TRUE(kept.ok()) << kept.status();
        fixed += *kept ? 1 : 0;
      });
    }
    for (std::thread& officer : officers) officer.join();
    EXPECT_EQ(fixed, 1);
  }
}

TEST_F(ToldOnceTest, LooksAgainForWhoWasLeftOutWhenTheOtherIsRecalled) {
  const ExposureId first = Approved(), second = Approved();
  const ExposureId louder = Approved(Level::kCluster, 8);
  ASSERT_TRUE(store_.KeepRecipients(Soon(), first, {Told('a')}, {}, kNow).value());
  ASSERT_TRUE(store_.KeepRecipients(Soon(), second, {Told('b')}, {first}, kNow).value());
  ASSERT_TRUE(store_.KeepRecipients(Soon(), louder, {Told('a')}, {}, kNow).value());
  ASSERT_TRUE(store_.MarkQueued(Soon(), second, {Told('b').contact_mac}, kNow).ok());
  ASSERT_TRUE(store_.FinishDispatch(Soon(), second).ok());
  ASSERT_TRUE(store_.Change(Soon(), first, kOsaka, [](Exposure& exposure) {
    return Recall(exposure, "anybody", kNow).status();
  }, Audit("exposure.Recall")).ok());
  ASSERT_TRUE(store_.FinishRecall(Soon(), first, kNow).ok());
  EXPECT_EQ(store_.Get(Soon(), second, kOsaka)->state, State::kDispatching);
  EXPECT_FALSE(store_.IsGathered(Soon(), second).value());
  EXPECT_TRUE(store_.IsGathered(Soon(), louder).value()) << "of another venue";
  ASSERT_TRUE(store_.KeepRecipients(Soon(), second, {Told('a'), Told('b')}, {}, kNow).value());
  const auto waiting = store_.Waiting(Soon(), second, 10).value();
  ASSERT_EQ(waiting.size(), 1u) << "who has her mail needs none again";
  EXPECT_EQ(waiting[0].contact_mac, Told('a').contact_mac);
  EXPECT_EQ(store_.Get(Soon(), second, kOsaka)->recipients, 2);
}

}  // namespace
}  // namespace mimamori::exposure
