// SPDX-License-Identifier: Apache-2.0
// Recalling what was approved.
#include "tests/services/exposure/service/exposure_house.hpp"

namespace mimamori::exposure {
namespace {

class RecallTest : public ExposureHouse {
 protected:
  RecallTest() { visit_.Set(People(6)); }
  absl::StatusOr<v1::Exposure> Recall(const std::string& id, const std::string& token,
                                      const std::string& reason = "the test was wrong") {
    v1::RecallExposureRequest request;
    request.set_exposure_id(id);
    request.set_reason(reason);
    return Ask(token, &Stub::RecallExposure, request);
  }
  std::string Approved() {
    const std::string id = Declared();
    EXPECT_TRUE(Approve(id, Officer("approver")).ok());
    return id;
  }
};

TEST_F(RecallTest, TakesBackWhatHasNotLeft) {
  const std::string id = Approved();
  ASSERT_TRUE(dispatcher_.Run(clock_.Now()).ok());
  const auto recalled = Recall(id, Officer("anybody"));
  ASSERT_TRUE(recalled.ok()) << recalled.status();
  EXPECT_EQ(recalled->state(), v1::STATE_RECALLED);
  EXPECT_EQ(recalled->recalled_by(), "anybody");
  EXPECT_EQ(wake_ups_, 2);
  mail_.cancel_fails = true;
  EXPECT_FALSE(dispatcher_.Run(clock_.Now()).ok());
  mail_.cancel_fails = false;
  ASSERT_TRUE(dispatcher_.Run(clock_.Now()).ok());
  ASSERT_TRUE(dispatcher_.Run(clock_.Now()).ok());
  EXPECT_EQ(mail_.Cancelled(), std::vector<std::string>{id}) << "until mail has said so, and not again";
  EXPECT_EQ(AuditEntries("exposure.Recall"), 1);
  EXPECT_EQ(AuditEntries("the test was wrong"), 1);
  mail_.progress.set_sent(2);
  mail_.progress.set_cancelled(4);
  const auto seen = Watch(id, Officer("proposer"));
  ASSERT_TRUE(seen.ok()) << seen.status();
  ASSERT_EQ(seen->size(), 1u);
  EXPECT_EQ(seen->front().state(), v1::STATE_RECALLED);
  EXPECT_EQ(seen->front().sent(), 2);
  EXPECT_EQ(seen->front().cancelled(), 4);
}

TEST_F(RecallTest, QueuesNothingAfterwards) {
  const std::string id = Approved();
  ASSERT_TRUE(Recall(id, Officer("proposer")).ok());
  ASSERT_TRUE(dispatcher_.Run(clock_.Now()).ok());
  EXPECT_TRUE(mail_.Messages().empty());
  EXPECT_EQ(Recall(id, Officer("third"))->recalled_by(), "proposer") << "idempotent";
  EXPECT_EQ(ReasonOf(Approve(id, Officer("third"), 3).status()), "NOT_PROPOSED");
  EXPECT_EQ(ReasonOf(Cancel(id, Officer("third")).status()), "NOT_PROPOSED");
}

TEST_F(RecallTest, RefusesWhatWasNotApprovedAndWhoIsElsewhereOrNotListed) {
  const std::string id = Declared();
  EXPECT_EQ(ReasonOf(Recall(id, Officer("approver")).status()), "NOT_APPROVED");
  ASSERT_TRUE(Approve(id, Officer("approver")).ok());
  EXPECT_EQ(ReasonOf(Recall(id, Officer("elsewhere", {"130001"})).status()), "EXPOSURE_UNKNOWN");
  EXPECT_EQ(ReasonOf(Recall(id, Officer("approver"), std::string(501, 'x')).status()), "TEXT_TOO_LONG");
  for (const std::string& stranger : {callers_.Anyone(), callers_.Service("visit"),
                                      callers_.Person("gateway_staff", "x", mimamori::rpc::v1::ROLE_AUDITOR, {"271004"})}) {
    EXPECT_EQ(ReasonOf(Recall(id, stranger).status()), "ACCESS_DENIED");
  }
  EXPECT_EQ(Now(id).state(), v1::STATE_DISPATCHING);
}

}  // namespace
}  // namespace mimamori::exposure
