// SPDX-License-Identifier: Apache-2.0
// Recipients, from gathered to forgotten.
#include <thread>

#include "tests/services/exposure/store/exposure_store_fixture.hpp"

namespace mimamori::exposure {
namespace {

TEST_F(ExposureStoreTest, FixesTheRecipientsOnce) {
  const ExposureId id = Approve(Propose().id).id;
  EXPECT_FALSE(store_.IsGathered(Soon(), id).value());
  ASSERT_TRUE(store_.KeepRecipients(Soon(), id, {Person('a'), Person('b')}, kNow).ok());
  EXPECT_TRUE(store_.IsGathered(Soon(), id).value());
  ASSERT_TRUE(store_.KeepRecipients(Soon(), id, {Person('c')}, kNow).ok());
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
    const ExposureId id = Approve(Propose().id).id;
    std::vector<std::thread> workers;
    for (const char name : {'a', 'b', 'c', 'd'}) {
      workers.emplace_back([&, name] { EXPECT_TRUE(store_.KeepRecipients(Soon(), id, {Person(name)}, kNow).ok()); });
    }
    for (std::thread& worker : workers) worker.join();
    EXPECT_EQ(store_.Waiting(Soon(), id, 10)->size(), 1u);
    EXPECT_EQ(store_.Get(Soon(), id, kOsaka)->recipients, 1);
  }
}

TEST_F(ExposureStoreTest, FixesNobodyBeforeTheApproval) {
  const ExposureId id = Propose().id;
  ASSERT_TRUE(store_.KeepRecipients(Soon(), id, {Person('a')}, kNow).ok());
  EXPECT_TRUE(store_.Waiting(Soon(), id, 10)->empty());
  EXPECT_TRUE(store_.Dispatching(Soon())->empty());
}

TEST_F(ExposureStoreTest, ForgetsNobodyOnTheWayToTheMails) {
  const ExposureId id = Approve(Propose().id).id;
  ASSERT_EQ(store_.Dispatching(Soon())->size(), 1u);
  ASSERT_TRUE(store_.KeepRecipients(Soon(), id, {Person('a'), Person('b'), Person('c')}, kNow).ok());
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
  ASSERT_TRUE(store_.KeepRecipients(Soon(), id, {}, kNow).ok());
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
  ASSERT_TRUE(store_.KeepRecipients(Soon(), sent, {Person('a')}, old).ok());
  ASSERT_TRUE(store_.KeepRecipients(Soon(), young, {Person('b')}, old).ok());

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
  ASSERT_TRUE(store_.KeepRecipients(Soon(), id, {Person('a')}, kNow).ok());
  EXPECT_TRUE(store_.Waiting(Soon(), id, 10)->empty());
}

}  // namespace
}  // namespace mimamori::exposure
