// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/store/correction_store.hpp"

#include "tests/services/exposure/store/exposure_store_fixture.hpp"

namespace mimamori::exposure {
namespace {

class CorrectionStoreTest : public ExposureStoreTest {
 protected:
  // a and b were queued, c was not; recalled, with an approved correction.
  ExposureId Corrected(bool settled = true) {
    const ExposureId id = Approve(Propose().id).id;
    EXPECT_TRUE(store_.KeepRecipients(Soon(), id, {Person('a'), Person('b'), Person('c')}, {}, kNow).value());
    EXPECT_TRUE(store_.MarkQueued(Soon(), id, {Mac('a'), Mac('b')}, kNow).ok());
    Change(id, [](Exposure& exposure) { return ProposeCorrection(exposure, "proposer", kNow).status(); });
    Change(id, [](Exposure& exposure) { return ApproveCorrection(exposure, "approver", exposure.version, kNow).status(); });
    if (settled) {
      EXPECT_TRUE(store_.FinishRecall(Soon(), id, kNow).ok());
    }
    return id;
  }
  void Change(const ExposureId& id, const std::function<absl::Status(Exposure&)>& decide) {
    const auto changed = store_.Change(Soon(), id, kOsaka, decide, Audit("exposure.Test"));
    ASSERT_TRUE(changed.ok()) << changed.status();
  }
  static std::string Mac(char name) { return Person(name).contact_mac; }

  CorrectionStore corrections_{pool_};
};

TEST_F(CorrectionStoreTest, PreparesEveryStatement) {
  auto session = pool_.Borrow(Soon());
  ASSERT_TRUE(session.ok());
  for (const auto& statement : CorrectionStore::Statements()) {
    const absl::Status prepared = (*session)->Prepare(statement);
    EXPECT_TRUE(prepared.ok()) << statement.name << ": " << prepared;
  }
}

TEST_F(CorrectionStoreTest, KeepsWhoProposedAndApproved) {
  const ExposureId id = Corrected();
  const Exposure exposure = store_.Get(Soon(), id, kOsaka).value();
  EXPECT_EQ(exposure.correction.proposed_by, "proposer");
  EXPECT_EQ(exposure.correction.proposed_at, kNow);
  EXPECT_EQ(exposure.correction.approved_by, "approver");
  EXPECT_EQ(exposure.correction.approved_at, kNow);
  EXPECT_FALSE(exposure.correction.finished_at.has_value());
  EXPECT_EQ(exposure.state, State::kRecalled);
}

TEST_F(CorrectionStoreTest, WaitsUntilMailHasConfirmedTheRecall) {
  const ExposureId id = Corrected(false);
  EXPECT_TRUE(corrections_.Correcting(Soon())->empty());
  ASSERT_TRUE(store_.FinishRecall(Soon(), id, kNow).ok());
  ASSERT_EQ(corrections_.Correcting(Soon())->size(), 1u);
  EXPECT_EQ(corrections_.Correcting(Soon())->front().id, id);
  ASSERT_TRUE(store_.End(Soon(), id, kNow).ok());
  EXPECT_TRUE(corrections_.Correcting(Soon())->empty()) << "past retention";
}

TEST_F(CorrectionStoreTest, DecidesOnEachPersonOnceAndFinishesWithTheLast) {
  const ExposureId id = Corrected();
  const auto undecided = corrections_.Undecided(Soon(), id, "", 10).value();
  ASSERT_EQ(undecided.size(), 3u);
  EXPECT_EQ(undecided[0].contact_mac, Mac('a'));
  EXPECT_TRUE(undecided[0].queued);
  EXPECT_FALSE(undecided[2].queued);
  EXPECT_EQ(corrections_.Undecided(Soon(), id, Mac('a'), 1)->front().contact_mac, Mac('b'));

  ASSERT_TRUE(corrections_.Decide(Soon(), id, {Mac('a')}, {Mac('c')}).ok());
  ASSERT_TRUE(corrections_.Decide(Soon(), id, {Mac('c')}, {Mac('a')}).ok()) << "changes nothing any more";
  ASSERT_EQ(corrections_.Waiting(Soon(), id, 10)->size(), 1u);
  EXPECT_EQ(corrections_.Waiting(Soon(), id, 10)->front().contact_mac, Mac('a'));
  EXPECT_EQ(corrections_.Waiting(Soon(), id, 10)->front().sealed_contact, "sealed-a");
  ASSERT_TRUE(corrections_.MarkQueued(Soon(), id, {Mac('a'), Mac('c')}).ok());
  ASSERT_TRUE(corrections_.Finish(Soon(), id, kNow).ok());
  EXPECT_EQ(corrections_.Correcting(Soon())->size(), 1u) << "b is undecided";

  ASSERT_TRUE(corrections_.Decide(Soon(), id, {Mac('b')}, {}).ok());
  ASSERT_TRUE(corrections_.Finish(Soon(), id, kNow).ok());
  EXPECT_EQ(corrections_.Correcting(Soon())->size(), 1u) << "b waits";
  ASSERT_TRUE(corrections_.MarkQueued(Soon(), id, {Mac('b')}).ok());
  ASSERT_TRUE(corrections_.Finish(Soon(), id, kNow).ok());
  EXPECT_TRUE(corrections_.Correcting(Soon())->empty());
  const Correction correction = store_.Get(Soon(), id, kOsaka)->correction;
  EXPECT_EQ(correction.finished_at, kNow);
  EXPECT_EQ(correction.recipients, 2);
}

TEST_F(CorrectionStoreTest, RefusesOnePersonAlone) {
  const ExposureId id = Approve(Propose().id).id;
  Change(id, [](Exposure& exposure) { return ProposeCorrection(exposure, "proposer", kNow).status(); });
  const auto alone = store_.Change(Soon(), id, kOsaka, [](Exposure& exposure) {
    exposure.correction.approved_by = "proposer";
    return absl::OkStatus();
  }, Audit("exposure.Test"));
  EXPECT_EQ(alone.status().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace mimamori::exposure
