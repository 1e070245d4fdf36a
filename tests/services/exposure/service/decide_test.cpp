// SPDX-License-Identifier: Apache-2.0
// Preview, approve, cancel, watch.
#include <thread>

#include "tests/services/exposure/service/exposure_house.hpp"

namespace mimamori::exposure {
namespace {

class DecideTest : public ExposureHouse {};

TEST_F(DecideTest, PreviewsPeopleNotStays) {
  auto overlaps = People(2);
  overlaps.push_back(Overlap("visitor0@example.jp", "2026-11-21"));  // the same person on another day
  overlaps.push_back(Overlap("Visitor0@Example.JP", "2026-11-21"));
  overlaps.push_back(Overlap("typed@example.jp", "2026-11-20", false));
  visit::v1::Overlap assumed = Overlap("late@example.jp");
  assumed.set_confidence(visit::v1::CONFIDENCE_ASSUMED);
  assumed.set_minutes(90);
  assumed.set_marked(true);
  assumed.set_stays(2);
  assumed.set_stays_out_of_hours(2);
  assumed.set_stays_set_apart(1);
  assumed.set_stays_offline(1);
  assumed.set_stays_guest(2);
  assumed.set_stays_present(1);
  assumed.set_people(5);
  overlaps.push_back(assumed);
  visit_.Set(overlaps);
  const v1::Preview preview = Previewed(Declared());
  EXPECT_EQ(preview.recipients(), 3);
  EXPECT_EQ(preview.unverified(), 1);
  EXPECT_EQ(preview.checked_out(), 2);
  EXPECT_EQ(preview.assumed(), 1);
  EXPECT_EQ(preview.marked(), 1);
  EXPECT_EQ(preview.stays(), 7);
  EXPECT_EQ(preview.stays_out_of_hours(), 2);
  EXPECT_EQ(preview.stays_set_apart(), 1);
  EXPECT_EQ(preview.stays_offline(), 1);
  EXPECT_EQ(preview.stays_guest(), 2);
  EXPECT_EQ(preview.stays_present(), 1);
  EXPECT_EQ(preview.people(), 7) << "two alone, and one with four others";
  EXPECT_EQ(preview.unreadable(), 0);
  EXPECT_FALSE(preview.patient_excluded());
  EXPECT_TRUE(preview.reason_required());
  int in_buckets = 0;
  for (const auto& bucket : preview.minutes()) in_buckets += bucket.recipients();
  EXPECT_EQ(in_buckets, 3);
  EXPECT_EQ(AuditEntries("exposure.Preview"), 1);
  EXPECT_TRUE(mail_.Messages().empty()) << "a preview tells nobody";
}

TEST_F(DecideTest, LeavesThePatientOut) {
  case_id_ = AddCase("271004", "Patient@example.jp");
  auto overlaps = People(6);
  overlaps.push_back(Overlap("patient@example.jp"));
  visit_.Set(overlaps);
  const v1::Preview preview = Previewed(Declared());
  EXPECT_EQ(preview.recipients(), 6);
  EXPECT_TRUE(preview.patient_excluded());
  EXPECT_FALSE(preview.reason_required());
}

TEST_F(DecideTest, CountsAContactThatWasMovedToAnotherRowAsUnreadable) {
  auto overlaps = People(3);
  overlaps[0].set_sealed_contact(overlaps[1].sealed_contact());
  visit_.Set(overlaps);
  const v1::Preview preview = Previewed(Declared());
  EXPECT_EQ(preview.recipients(), 2);
  EXPECT_EQ(preview.unreadable(), 1);
}

TEST_F(DecideTest, TakesNoPatientsContactFromAnotherCase) {
  const std::string other = AddCase("271004", "somebody@example.jp");
  registry_.cases[case_id_].set_sealed_contact(registry_.cases[other].sealed_contact());
  visit_.Set({Overlap("somebody@example.jp")});
  const v1::Preview preview = Previewed(Declared());
  EXPECT_EQ(preview.recipients(), 1);
  EXPECT_FALSE(preview.patient_excluded());
}

TEST_F(DecideTest, AsksVisitInTheNameOfTheEventAndTheOfficer) {
  const std::string id = Declared();
  Previewed(id);
  const auto questions = visit_.Questions();
  ASSERT_EQ(questions.size(), 1u);
  EXPECT_EQ(questions[0].event_id(), id);
  EXPECT_EQ(questions[0].officer_id(), "approver");
  EXPECT_EQ(questions[0].purpose(), "preview");
  EXPECT_EQ(questions[0].venue_id(), VenueId(7).ToString());
  EXPECT_EQ(questions[0].least_minutes(), 1);
}

TEST_F(DecideTest, NeverPreviewsPartOfThePeople) {
  visit_.Set(People(4));
  visit_.page_size = 2;
  EXPECT_EQ(Previewed(Declared()).recipients(), 4);
  visit_.break_off = true;
  EXPECT_EQ(Preview(Declared(), Officer("approver")).status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(DecideTest, FixesThePeopleWithTheApprovalOfAnotherPerson) {
  visit_.Set(People(6));
  const std::string id = Declared();
  const auto approved = Approve(id, Officer("approver"));
  ASSERT_TRUE(approved.ok()) << approved.status();
  EXPECT_EQ(approved->state(), v1::STATE_DISPATCHING);
  EXPECT_EQ(approved->approved_by(), "approver");
  EXPECT_EQ(approved->recipients(), 6);
  EXPECT_EQ(wake_ups_, 1);
  EXPECT_EQ(AuditEntries("exposure.Approve"), 1);
  visit_.Set(People(8));  // two more who check in afterwards
  ASSERT_TRUE(dispatcher_.Run(clock_.Now()).ok());
  EXPECT_EQ(mail_.Messages().size(), 6u);
}

TEST_F(DecideTest, AnswersTheSameApproverAlikeAndRefusesEverybodyElse) {
  visit_.Set(People(6));
  const std::string id = Declared();
  ASSERT_TRUE(Approve(id, Officer("approver")).ok());
  const auto again = Approve(id, Officer("approver"));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->state(), v1::STATE_DISPATCHING);
  EXPECT_EQ(ReasonOf(Approve(id, Officer("third")).status()), "NOT_PROPOSED");
  EXPECT_EQ(ReasonOf(Cancel(id, Officer("third")).status()), "NOT_PROPOSED");
  ASSERT_TRUE(dispatcher_.Run(clock_.Now()).ok());
  EXPECT_EQ(Approve(id, Officer("approver"))->state(), v1::STATE_DISPATCHED);
  EXPECT_EQ(AuditEntries("exposure.Approve"), 1);
}

TEST_F(DecideTest, RefusesAnApprovalWithAReason) {
  visit_.Set(People(4));
  const std::string id = Declared();
  const struct {
    const char* name;
    const char* officer;
    int version;
    std::string why;
    absl::StatusCode code;
    const char* reason;
  } cases[] = {
      {"the proposer", "proposer", 1, "a choir", absl::StatusCode::kFailedPrecondition, "SAME_PERSON"},
      {"another version", "approver", 2, "a choir", absl::StatusCode::kFailedPrecondition, "VERSION_CHANGED"},
      {"few people and no reason", "approver", 1, "", absl::StatusCode::kFailedPrecondition, "REASON_REQUIRED"},
      {"blanks for a reason", "approver", 1, "   ", absl::StatusCode::kFailedPrecondition, "REASON_REQUIRED"},
      {"a novel", "approver", 1, std::string(501, 'x'), absl::StatusCode::kInvalidArgument, "TEXT_TOO_LONG"},
      {"not text", "approver", 1, "a\x01", absl::StatusCode::kInvalidArgument, "TEXT_NOT_PLAIN"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto approved = Approve(id, Officer(c.officer), c.version, c.why);
    EXPECT_EQ(approved.status().code(), c.code);
    EXPECT_EQ(ReasonOf(approved.status()), c.reason);
  }
  EXPECT_EQ(Now(id).state(), v1::STATE_PROPOSED);
  EXPECT_EQ(Now(id).version(), 1);
  EXPECT_EQ(AuditEntries("exposure.Approve"), 0);
  EXPECT_TRUE(Approve(id, Officer("approver"), 1, "a choir of four").ok());
  EXPECT_EQ(AuditEntries("a choir of four"), 1);
}

TEST_F(DecideTest, LooksAtNobodysStaysForWhoMayNotApprove) {
  visit_.Set(People(6));
  const std::string id = Declared();
  EXPECT_FALSE(Approve(id, Officer("proposer")).ok());
  EXPECT_FALSE(Approve(id, Officer("approver"), 9).ok());
  EXPECT_TRUE(visit_.Questions().empty());
}

TEST_F(DecideTest, AsksAsALookWhereTheNumberOfPeopleDecidesWhetherSheMay) {
  const auto purposes = [&] {
    std::vector<std::string> asked;
    for (const auto& question : visit_.Questions()) asked.push_back(question.purpose());
    return asked;
  };
  visit_.Set(People(4));
  const std::string id = Declared();
  EXPECT_FALSE(Approve(id, Officer("approver")).ok());
  EXPECT_EQ(purposes(), std::vector<std::string>({"preview"})) << "nobody is told of an approval that was refused";
  visit_.Set(People(6));
  EXPECT_TRUE(Approve(id, Officer("approver")).ok());
  EXPECT_EQ(purposes(), std::vector<std::string>({"preview", "preview", "approve"}));
  visit_.Set(People(4));
  const std::string told_why = Declared();
  EXPECT_TRUE(Approve(told_why, Officer("approver"), 1, "a choir of four").ok());
  EXPECT_EQ(purposes().back(), "approve");
  EXPECT_EQ(purposes().size(), 4u) << "with a reason their number decides nothing";
}

TEST_F(DecideTest, ApprovesOnceWhenTwoPeopleRace) {
  visit_.Set(People(6));
  const std::string id = Declared();
  std::atomic<int> approved = 0;
  std::vector<std::thread> officers;
  for (int i = 0; i < 4; ++i) {
    officers.emplace_back([&, i] {
      const auto answer = Approve(id, Officer(fmt::format("approver-{}", i)));
      approved += answer.ok() ? 1 : 0;
      if (!answer.ok()) {
        EXPECT_EQ(ReasonOf(answer.status()), "NOT_PROPOSED");
      }
    });
  }
  for (std::thread& officer : officers) officer.join();
  EXPECT_EQ(approved, 1);
  EXPECT_EQ(AuditEntries("exposure.Approve"), 1);
}

TEST_F(DecideTest, ChangesNothingWhenSomebodyBelowIsAway) {
  visit_.Set(People(6));
  const std::string id = Declared();
  for (tests::Neighbour* neighbour : std::vector<tests::Neighbour*>{&visit_, &registry_}) {
    neighbour->set_down(true);
    EXPECT_EQ(Approve(id, Officer("approver")).status().code(), absl::StatusCode::kUnavailable);
    neighbour->set_down(false);
  }
  EXPECT_EQ(Now(id).state(), v1::STATE_PROPOSED);
  EXPECT_TRUE(Approve(id, Officer("approver")).ok());
}

TEST_F(DecideTest, CancelsAProposalOnce) {
  const std::string id = Declared();
  EXPECT_EQ(Cancel(id, Officer("proposer"), "a typo")->state(), v1::STATE_CANCELLED);
  EXPECT_EQ(Cancel(id, Officer("approver"))->state(), v1::STATE_CANCELLED) << "idempotent";
  EXPECT_EQ(ReasonOf(Approve(id, Officer("approver"), 2).status()), "NOT_PROPOSED");
  EXPECT_EQ(AuditEntries("exposure.Cancel"), 1);
  EXPECT_EQ(AuditEntries("exposure.Cancel\texposure\t" + id + "\t271004\ta typo\t"), 1);
  EXPECT_EQ(AuditEntries("a typo"), 1);
}

class WatchTest : public ExposureHouse {};

TEST_F(WatchTest, EndsAtOnceWhenAllIsSettled) {
  visit_.Set(People(6));
  const std::string id = Declared();
  ASSERT_TRUE(Approve(id, Officer("approver")).ok());
  ASSERT_TRUE(dispatcher_.Run(clock_.Now()).ok());
  mail_.progress.set_sent(4);
  mail_.progress.set_failed(1);
  mail_.progress.set_cancelled(1);
  const auto seen = Watch(id, Officer("proposer"));
  ASSERT_TRUE(seen.ok()) << seen.status();
  ASSERT_EQ(seen->size(), 1u);
  EXPECT_EQ(seen->front().state(), v1::STATE_DISPATCHED);
  EXPECT_EQ(seen->front().recipients(), 6);
  EXPECT_EQ(seen->front().sent(), 4);
  EXPECT_EQ(seen->front().failed(), 1);
  EXPECT_EQ(seen->front().cancelled(), 1);
}

TEST_F(WatchTest, EndsAtOnceWhenCancelled) {
  const std::string id = Declared();
  ASSERT_TRUE(Cancel(id, Officer("proposer")).ok());
  const auto seen = Watch(id, Officer("proposer"));
  ASSERT_TRUE(seen.ok());
  ASSERT_EQ(seen->size(), 1u);
  EXPECT_EQ(seen->front().state(), v1::STATE_CANCELLED);
  EXPECT_EQ(mail_.progress_questions, 0);
}

TEST_F(WatchTest, TellsEachChangeUntilAllIsSettled) {
  visit_.Set(People(6));
  const std::string id = Declared();
  mail_.progress.set_sent(6);
  absl::StatusOr<std::vector<v1::Progress>> seen;
  std::thread watcher([&] { seen = Watch(id, Officer("proposer")); });
  EXPECT_TRUE(Approve(id, Officer("approver")).ok());
  EXPECT_TRUE(dispatcher_.Run(clock_.Now()).ok());
  watcher.join();
  ASSERT_TRUE(seen.ok()) << seen.status();
  ASSERT_FALSE(seen->empty());
  EXPECT_EQ(seen->back().state(), v1::STATE_DISPATCHED);
  EXPECT_EQ(seen->back().sent(), 6);
  for (size_t i = 1; i < seen->size(); ++i) {
    v1::Progress before = (*seen)[i - 1], now = (*seen)[i];
    before.clear_time();
    now.clear_time();
    EXPECT_NE(before.SerializeAsString(), now.SerializeAsString());
  }
}

}  // namespace
}  // namespace mimamori::exposure
