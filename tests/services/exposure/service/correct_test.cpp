// SPDX-License-Identifier: Apache-2.0
// Telling those whose alert left that it was wrong.
#include "services/exposure/jobs/alert_mails.hpp"
#include "tests/services/exposure/service/exposure_house.hpp"

namespace mimamori::exposure {
namespace {

class CorrectTest : public ExposureHouse {
 protected:
  CorrectTest() { visit_.Set(People(6)); }
  absl::StatusOr<v1::Exposure> Propose(const std::string& id, const std::string& token,
                                       const std::string& reason = "the test was wrong") {
    v1::ProposeCorrectionRequest request;
    request.set_exposure_id(id);
    request.set_reason(reason);
    return Ask(token, &Stub::ProposeCorrection, request);
  }
  absl::StatusOr<v1::Exposure> ApproveCorrection(const std::string& id, const std::string& token, int version) {
    v1::ApproveCorrectionRequest request;
    request.set_exposure_id(id);
    request.set_version(version);
    return Ask(token, &Stub::ApproveCorrection, request);
  }
  absl::StatusOr<v1::CorrectionPreview> PreviewCorrection(const std::string& id, const std::string& token) {
    v1::PreviewCorrectionRequest request;
    request.set_exposure_id(id);
    return Ask(token, &Stub::PreviewCorrection, request);
  }
  // Approved and handed to mail.
  std::string Sent() {
    const std::string id = Declared();
    EXPECT_TRUE(Approve(id, Officer("approver")).ok());
    EXPECT_TRUE(dispatcher_.Run(clock_.Now()).ok());
    return id;
  }
  absl::Status RunJobs() {
    absl::Status done = dispatcher_.Run(clock_.Now());
    done.Update(corrector_.Run(clock_.Now()));
    return done;
  }
  std::string AlertTo(const std::string& address) {
    for (const auto& [request_id, kept] : mail_.Messages()) {
      if (vault_.AddressIn(kept) == address && kept.envelope.template_() != "alert-correction") return request_id;
    }
    ADD_FAILURE() << "nobody was told at that address";
    return "";
  }
  std::vector<std::string> Corrected() {
    std::vector<std::string> addresses;
    for (const auto& [request_id, kept] : mail_.Messages()) {
      if (kept.envelope.template_() == "alert-correction") addresses.push_back(vault_.AddressIn(kept));
    }
    std::sort(addresses.begin(), addresses.end());
    return addresses;
  }
  void Correct(const std::string& id) {
    ASSERT_TRUE(Propose(id, Officer("proposer")).ok());
    ASSERT_TRUE(ApproveCorrection(id, Officer("approver"), Now(id).version()).ok());
    ASSERT_TRUE(RunJobs().ok());
  }
};

TEST_F(CorrectTest, TellsExactlyThoseWhoseAlertLeftOrMayHave) {
  const std::string id = Sent();
  mail_.SetFate(AlertTo("visitor0@example.jp"), mail::v1::FATE_STAYED);
  mail_.SetFate(AlertTo("visitor1@example.jp"), mail::v1::FATE_UNKNOWN);  // forgotten: it may have left
  EXPECT_EQ(PreviewCorrection(id, Officer("approver"))->recipients(), 5);
  const auto proposed = Propose(id, Officer("proposer"));
  ASSERT_TRUE(proposed.ok()) << proposed.status();
  EXPECT_EQ(proposed->state(), v1::STATE_RECALLED) << "nothing wrong leaves meanwhile";
  EXPECT_EQ(proposed->recalled_by(), "proposer");
  EXPECT_EQ(proposed->correction().proposed_by(), "proposer");
  ASSERT_TRUE(RunJobs().ok());
  EXPECT_TRUE(Corrected().empty()) << "on one person's word";
  const auto approved = ApproveCorrection(id, Officer("approver"), Now(id).version());
  ASSERT_TRUE(approved.ok()) << approved.status();
  EXPECT_EQ(approved->correction().approved_by(), "approver");
  ASSERT_TRUE(RunJobs().ok());
  ASSERT_TRUE(RunJobs().ok());
  EXPECT_EQ(Corrected(), (std::vector<std::string>{"visitor1@example.jp", "visitor2@example.jp", "visitor3@example.jp",
                                                   "visitor4@example.jp", "visitor5@example.jp"}));
  EXPECT_EQ(Now(id).correction().recipients(), 5);
  EXPECT_TRUE(Now(id).correction().has_finish_time());
  for (const auto& [request_id, kept] : mail_.Messages()) {
    if (kept.envelope.template_() != "alert-correction") continue;
    EXPECT_EQ(kept.times, 1);
    EXPECT_EQ(kept.envelope.group(), id + "-correction");
    EXPECT_EQ(kept.envelope.area_code(), "271004");
    EXPECT_EQ(kept.message.parameters().at("date"), "2026-11-20");
    EXPECT_EQ(kept.message.parameters().size(), 2u);
  }
  EXPECT_EQ(AuditEntries("exposure.ProposeCorrection"), 1);
  EXPECT_EQ(AuditEntries("exposure.ApproveCorrection"), 1);
  EXPECT_EQ(AuditEntries("the test was wrong"), 1);
}

TEST_F(CorrectTest, WaitsForMailsThatMayLeaveYet) {
  const std::string id = Sent();
  const std::string open = AlertTo("visitor0@example.jp");
  mail_.SetFate(open, mail::v1::FATE_OPEN);
  EXPECT_EQ(PreviewCorrection(id, Officer("approver"))->undecided(), 1);
  Correct(id);
  EXPECT_EQ(Corrected().size(), 5u);
  EXPECT_FALSE(Now(id).correction().has_finish_time());
  mail_.SetFate(open, mail::v1::FATE_LEFT);
  ASSERT_TRUE(RunJobs().ok());
  EXPECT_EQ(Corrected().size(), 6u);
  EXPECT_TRUE(Now(id).correction().has_finish_time());
}

TEST_F(CorrectTest, BeginsWhenMailHasTakenBackTheRest) {
  const std::string id = Sent();
  mail_.cancel_fails = true;
  ASSERT_TRUE(Propose(id, Officer("proposer")).ok());
  ASSERT_TRUE(ApproveCorrection(id, Officer("approver"), Now(id).version()).ok());
  EXPECT_FALSE(RunJobs().ok());
  EXPECT_TRUE(Corrected().empty());
  mail_.cancel_fails = false;
  ASSERT_TRUE(RunJobs().ok());
  EXPECT_EQ(Corrected().size(), 6u);
}

TEST_F(CorrectTest, TellsNobodyWhoseAlertWasNeverQueued) {
  const std::string id = Declared();
  ASSERT_TRUE(Approve(id, Officer("approver")).ok());
  Correct(id);
  EXPECT_TRUE(mail_.Messages().empty());
  EXPECT_TRUE(Now(id).correction().has_finish_time());
  EXPECT_EQ(Now(id).correction().recipients(), 0);
}

TEST_F(CorrectTest, GoesOnWhereMailsAnswerWasLost) {
  const std::string id = Sent();
  mail_.FailNext(absl::StatusCode::kUnavailable, "DOWN", true);
  ASSERT_TRUE(Propose(id, Officer("proposer")).ok());
  ASSERT_TRUE(ApproveCorrection(id, Officer("approver"), Now(id).version()).ok());
  EXPECT_FALSE(RunJobs().ok());
  EXPECT_FALSE(Now(id).correction().has_finish_time());
  ASSERT_TRUE(RunJobs().ok());
  EXPECT_EQ(Corrected().size(), 6u);
}

TEST_F(CorrectTest, TakesTwoPeopleAndWhatTheySaw) {
  const std::string id = Sent();
  EXPECT_EQ(ReasonOf(ApproveCorrection(id, Officer("approver"), Now(id).version()).status()), "NO_CORRECTION");
  ASSERT_TRUE(Propose(id, Officer("proposer")).ok());
  EXPECT_EQ(Propose(id, Officer("third"))->correction().proposed_by(), "proposer") << "idempotent";
  const int version = Now(id).version();
  EXPECT_EQ(ReasonOf(ApproveCorrection(id, Officer("proposer"), version).status()), "SAME_PERSON");
  EXPECT_EQ(ReasonOf(ApproveCorrection(id, Officer("approver"), version - 1).status()), "VERSION_CHANGED");
  ASSERT_TRUE(ApproveCorrection(id, Officer("approver"), version).ok());
  EXPECT_TRUE(ApproveCorrection(id, Officer("approver"), version).ok()) << "idempotent";
  EXPECT_EQ(ReasonOf(ApproveCorrection(id, Officer("third"), version).status()), "NOT_PROPOSED");
  EXPECT_EQ(AuditEntries("exposure.ProposeCorrection"), 1);
  EXPECT_EQ(AuditEntries("exposure.ApproveCorrection"), 1);
}

TEST_F(CorrectTest, RefusesWhatTellsNobodyAndWhoIsElsewhereOrNotListed) {
  const std::string id = Declared();
  EXPECT_EQ(ReasonOf(Propose(id, Officer("proposer")).status()), "NOT_APPROVED");
  EXPECT_EQ(ReasonOf(PreviewCorrection(id, Officer("proposer")).status()), "NOT_APPROVED");
  ASSERT_TRUE(Approve(id, Officer("approver")).ok());
  EXPECT_EQ(ReasonOf(Propose(id, Officer("proposer"), std::string(501, 'x')).status()), "TEXT_TOO_LONG");
  const std::string elsewhere = Officer("elsewhere", {"130001"});
  EXPECT_EQ(ReasonOf(Propose(id, elsewhere).status()), "EXPOSURE_UNKNOWN");
  EXPECT_EQ(ReasonOf(ApproveCorrection(id, elsewhere, 1).status()), "EXPOSURE_UNKNOWN");
  EXPECT_EQ(ReasonOf(PreviewCorrection(id, elsewhere).status()), "EXPOSURE_UNKNOWN");
  for (const std::string& stranger : {callers_.Anyone(), callers_.Service("visit"),
                                      callers_.Person("gateway_staff", "x", mimamori::rpc::v1::ROLE_AUDITOR, {"271004"})}) {
    EXPECT_EQ(ReasonOf(Propose(id, stranger).status()), "ACCESS_DENIED");
    EXPECT_EQ(ReasonOf(ApproveCorrection(id, stranger, 1).status()), "ACCESS_DENIED");
    EXPECT_EQ(ReasonOf(PreviewCorrection(id, stranger).status()), "ACCESS_DENIED");
  }
  EXPECT_EQ(Now(id).state(), v1::STATE_DISPATCHING);
  clock_.Advance(absl::Hours(28 * 24));
  EXPECT_EQ(ReasonOf(Propose(id, Officer("proposer")).status()), "EVENT_ENDED");
  EXPECT_EQ(ReasonOf(PreviewCorrection(id, Officer("proposer")).status()), "EVENT_ENDED");
}

TEST_F(CorrectTest, ShowsItsProgressUntilAllIsSettled) {
  const std::string id = Sent();
  Correct(id);
  mail_.progress.set_sent(6);
  const auto seen = Watch(id, Officer("proposer"));
  ASSERT_TRUE(seen.ok()) << seen.status();
  ASSERT_EQ(seen->size(), 1u);
  EXPECT_TRUE(seen->front().correction().finished());
  EXPECT_EQ(seen->front().correction().sent(), 6);
}

}  // namespace
}  // namespace mimamori::exposure
