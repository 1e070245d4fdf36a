// SPDX-License-Identifier: Apache-2.0
// From what the registry tells to proposals, and what people make of them.
#include "services/exposure/jobs/case_follower.hpp"
#include "services/exposure/jobs/proposer.hpp"
#include "services/exposure/store/postgres_rule_store.hpp"
#include "tests/services/exposure/service/exposure_house.hpp"

namespace mimamori::exposure {
namespace {

class ProposerTest : public ExposureHouse {
 protected:
  ProposerTest() {
    auto& cafe = venue_.venues[VenueId(7).ToString()];
    cafe.set_kind(venue::v1::VENUE_KIND_INDOOR_LEISURE);  // two positives where the floor area is not told
  }
  // A case of Osaka with one stay at the venue yesterday from 18:00 on.
  registry::v1::CaseChange AChange(const std::string& case_id, const std::string& officer = "recorder", int venue = 7) {
    registry::v1::CaseChange change;
    change.set_sequence(++sequence_);
    auto& patient = *change.mutable_current();
    patient.set_id(case_id);
    patient.set_kind(registry::v1::CASE_KIND_CONFIRMED);
    patient.set_infectious_start_date("2026-11-18");
    patient.set_infectious_end_date("2026-11-21");
    auto& place = *change.add_places();
    place.set_id(PlaceId::Random().ToString());
    place.set_case_id(case_id);
    place.set_venue_id(VenueId(venue).ToString());
    *place.mutable_start_time() = platform::rpc::ToTimestamp(kYesterdayEvening);
    *place.mutable_end_time() = platform::rpc::ToTimestamp(kYesterdayEvening + absl::Hours(1));
    place.set_recorded_by(officer);
    return change;
  }
  void Keep(const registry::v1::CaseChange& change) {
    const auto id = CaseId::Parse(change.current().id());
    const auto places = PlacesIn(change);
    ASSERT_TRUE(places.ok()) << places.status();
    ASSERT_TRUE(rules_.KeepCase(Soon(), *id, *places, change.sequence()).ok());
  }
  void Withdraw(registry::v1::CaseChange change) {
    change.set_sequence(++sequence_);
    *change.mutable_current()->mutable_withdraw_time() = platform::rpc::ToTimestamp(clock_.Now());
    change.clear_places();
    Keep(change);
  }
  std::vector<v1::Exposure> Proposals(const std::string& token) {
    const absl::Status ran = proposer_.Run(clock_.Now());
    EXPECT_TRUE(ran.ok()) << ran;
    const auto list = Ask(token, &Stub::ListExposures, v1::ListExposuresRequest());
    EXPECT_TRUE(list.ok()) << list.status();
    return {list->exposures().begin(), list->exposures().end()};
  }
  std::vector<v1::Exposure> Proposals() { return Proposals(Officer("approver")); }
  absl::StatusOr<v1::Exposure> ChooseLevel(const v1::Exposure& exposure, const std::string& token,
                                           v1::Level level = v1::LEVEL_CLUSTER) {
    v1::ChooseLevelRequest request;
    request.set_exposure_id(exposure.id());
    request.set_version(exposure.version());
    request.set_level(level);
    return Ask(token, &Stub::ChooseLevel, request);
  }

  const absl::Time kYesterdayEvening = absl::FromUnixSeconds(1'795'237'200) - absl::Hours(20);
  PostgresRuleStore rules_{pool_};
  Proposer proposer_{rules_, store_, {"venue", venue_server_.Channel(), signer_}};
  int64_t sequence_ = 0;
};

TEST_F(ProposerTest, PreparesEveryStatement) {
  auto session = pool_.Borrow(Soon());
  ASSERT_TRUE(session.ok());
  for (const auto& statement : PostgresRuleStore::Statements()) {
    EXPECT_TRUE((*session)->Prepare(statement).ok()) << statement.name;
  }
}

TEST_F(ProposerTest, ProposesOnceThereAreEnough) {
  const std::string other = AddCase("271004", "");
  Keep(AChange(case_id_));
  EXPECT_TRUE(Proposals().empty());
  Keep(AChange(other));
  const auto proposals = Proposals();
  ASSERT_EQ(proposals.size(), 1u);
  const v1::Exposure& proposal = proposals[0];
  EXPECT_EQ(proposal.state(), v1::STATE_PROPOSED);
  EXPECT_EQ(proposal.level(), v1::LEVEL_CAUTION);
  EXPECT_EQ(proposal.proposed_by(), "rule");
  EXPECT_EQ(proposal.rule_version(), 1);
  EXPECT_EQ(proposal.service_day(), "2026-11-20");
  EXPECT_EQ(proposal.positives(), 2);
  EXPECT_EQ(proposal.positives_needed(), 2);
  EXPECT_EQ(proposal.venue_name(), "喫茶みまもり");
  ASSERT_EQ(proposal.evidence_size(), 2);
  EXPECT_NE(proposal.evidence(0).case_id(), proposal.evidence(1).case_id());
  EXPECT_EQ(AuditEntries("exposure.ProposeByRule"), 1);
  EXPECT_EQ(Proposals().size(), 1u) << "nothing changed";
  EXPECT_TRUE(Proposals(Officer("elsewhere", {"130001"})).empty());
}

TEST_F(ProposerTest, FollowsTheCasesUntilTheDecision) {
  const std::string second = AddCase("271004", ""), third = AddCase("271004", "");
  const auto one = AChange(case_id_), two = AChange(second), three = AChange(third);
  for (const auto& change : {one, two}) Keep(change);
  EXPECT_EQ(Proposals()[0].version(), 1);
  Keep(three);
  EXPECT_EQ(Proposals()[0].evidence_size(), 3);
  EXPECT_EQ(Proposals()[0].version(), 2);
  EXPECT_EQ(ReasonOf(Approve(Proposals()[0].id(), Officer("approver"), 1).status()), "VERSION_CHANGED");
  Withdraw(three);
  Withdraw(two);
  auto proposals = Proposals();
  ASSERT_EQ(proposals.size(), 1u);
  EXPECT_EQ(proposals[0].state(), v1::STATE_CANCELLED);
  EXPECT_EQ(proposals[0].cancelled_by(), "rule");
  EXPECT_TRUE(mail_.Messages().empty());
}

TEST_F(ProposerTest, TellsStaffWhenACaseThatPeopleWereToldOfIsGone) {
  visit_.Set(People(6));
  const auto one = AChange(case_id_), two = AChange(AddCase("271004", ""));
  for (const auto& change : {one, two}) Keep(change);
  const v1::Exposure proposal = Proposals()[0];
  ASSERT_TRUE(Approve(proposal.id(), Officer("approver"), proposal.version()).ok());
  ASSERT_TRUE(dispatcher_.Run(clock_.Now()).ok());
  EXPECT_EQ(mail_.Messages().size(), 6u);
  Withdraw(two);
  const auto proposals = Proposals();
  ASSERT_EQ(proposals.size(), 1u);
  EXPECT_EQ(proposals[0].state(), v1::STATE_DISPATCHED);
  EXPECT_EQ(proposals[0].withdrawn_cases(), 1);
}

TEST_F(ProposerTest, LeavesOutEveryPatientAndAsksForEachWindow) {
  const std::string first = AddCase("271004", "patient1@example.jp"), second = AddCase("271004", "patient2@example.jp");
  auto one = AChange(first);
  const auto two = AChange(second);
  auto& place = *one.mutable_places(0);
  place.mutable_start_time()->set_seconds(place.start_time().seconds() - 5 * 3600);
  place.mutable_end_time()->set_seconds(place.end_time().seconds() - 5 * 3600);
  for (const auto& change : {one, two}) Keep(change);
  auto overlaps = People(5);
  overlaps.push_back(Overlap("patient1@example.jp"));
  overlaps.push_back(Overlap("patient2@example.jp"));
  visit_.Set(overlaps);
  const v1::Preview preview = Previewed(Proposals()[0].id());
  EXPECT_EQ(preview.recipients(), 5);
  EXPECT_TRUE(preview.patient_excluded());
  ASSERT_EQ(visit_.Questions().size(), 2u);
  EXPECT_EQ(visit_.Questions()[1].start_time().seconds(), absl::ToUnixSeconds(kYesterdayEvening));
  registry_.cases[second].clear_sealed_contact();
  EXPECT_FALSE(Previewed(Proposals()[0].id()).patient_excluded()) << "one of them is not known";
}

TEST_F(ProposerTest, NeedsTwoPeopleForAnythingAndTwoMoreWordsForANamedVenue) {
  visit_.Set(People(6));
  for (const char* officer : {"recorder", "recorder"}) Keep(AChange(AddCase("271004", ""), officer));
  v1::Exposure proposal = Proposals()[0];
  EXPECT_EQ(ReasonOf(Approve(proposal.id(), Officer("recorder"), proposal.version()).status()), "SAME_PERSON");
  EXPECT_EQ(ReasonOf(ChooseLevel(proposal, Officer("elsewhere", {"130001"})).status()), "EXPOSURE_UNKNOWN");
  EXPECT_EQ(ReasonOf(ChooseLevel(proposal, Officer("approver"), v1::LEVEL_UNSPECIFIED).status()), "MISSING_FIELD");
  const auto raised = ChooseLevel(proposal, Officer("approver"));
  ASSERT_TRUE(raised.ok()) << raised.status();
  EXPECT_EQ(raised->level(), v1::LEVEL_CLUSTER);
  EXPECT_EQ(raised->level_by(), "approver");
  EXPECT_EQ(ChooseLevel(*raised, Officer("approver"))->version(), raised->version()) << "idempotent";
  EXPECT_EQ(AuditEntries("exposure.ChooseLevel"), 1);
  EXPECT_EQ(ReasonOf(Approve(raised->id(), Officer("approver"), raised->version()).status()), "SAME_PERSON");
  EXPECT_EQ(ReasonOf(Approve(raised->id(), Officer("third"), proposal.version()).status()), "VERSION_CHANGED");
  EXPECT_EQ(Approve(raised->id(), Officer("third"), raised->version())->state(), v1::STATE_DISPATCHING);
  const std::string administrator = callers_.Person("gateway_staff", "x", mimamori::rpc::v1::ROLE_ADMINISTRATOR, {"271004"});
  EXPECT_EQ(ReasonOf(ChooseLevel(proposal, administrator).status()), "ACCESS_DENIED");
}

TEST_F(ProposerTest, ProposesOnTopWhenMoreComesAfterTheMails) {
  visit_.Set(People(6));
  for (int i = 0; i < 2; ++i) Keep(AChange(AddCase("271004", "")));
  const v1::Exposure first = Proposals()[0];
  ASSERT_TRUE(Approve(first.id(), Officer("approver"), first.version()).ok());
  auto late = AChange(AddCase("271004", ""));
  late.mutable_places(0)->mutable_end_time()->set_seconds(late.places(0).end_time().seconds() + 3600);
  Keep(late);
  const auto proposals = Proposals();
  ASSERT_EQ(proposals.size(), 2u);
  EXPECT_EQ(proposals[0].evidence_size(), 1);
  EXPECT_EQ(proposals[0].positives(), 3);
}

TEST_F(ProposerTest, PassesOverVenuesThatThereAreNotAndWaitsForThoseItCantAskAbout) {
  Keep(AChange(case_id_, "recorder", 99));
  EXPECT_TRUE(Proposals().empty());
  EXPECT_TRUE(rules_.ToJudge(Soon(), 10)->empty());
  for (int i = 0; i < 2; ++i) Keep(AChange(AddCase("271004", "")));
  venue_.down = true;
  EXPECT_EQ(proposer_.Run(clock_.Now()).code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(rules_.ToJudge(Soon(), 10)->size(), 1u);
  venue_.down = false;
  EXPECT_EQ(Proposals().size(), 1u);
}

TEST_F(ProposerTest, ProposesNothingOfWhichNoStayIsKept) {
  for (int i = 0; i < 2; ++i) Keep(AChange(AddCase("271004", "")));
  clock_.Advance(absl::Hours(28 * 24));
  EXPECT_TRUE(Proposals().empty());
}

TEST_F(ProposerTest, ForgetsWhatNothingCanRestOnAndTheEvidenceOfWhatEnded) {
  for (int i = 0; i < 2; ++i) Keep(AChange(AddCase("271004", "")));
  const v1::Exposure proposal = Proposals()[0];
  ASSERT_TRUE(store_.End(Soon(), *ExposureId::Parse(proposal.id()), clock_.Now()).ok());
  EXPECT_EQ(Now(proposal.id()).evidence_size(), 0);
  ASSERT_TRUE(ForgetOldPlaces(rules_, store_, kYesterdayEvening + absl::Hours(1 + 24 * 57)).ok());
  EXPECT_EQ(*rules_.ForgetPlaces(Soon(), kYesterdayEvening), 0) << "not a moment too early";
  ASSERT_TRUE(ForgetOldPlaces(rules_, store_, kYesterdayEvening + absl::Hours(2 + 24 * 57)).ok());
  EXPECT_EQ(*rules_.ForgetPlaces(Soon(), absl::InfiniteFuture()), 0) << "all gone";
}

TEST_F(ProposerTest, FollowsTheRegistryAndResumesWhereItStopped) {
  registry_.changes = {AChange(case_id_), AChange(AddCase("271004", ""))};
  std::atomic<int> told = 0;
  {
    const CaseFollower follower(rules_, registry_channel_, [&] { ++told; }, absl::Milliseconds(10));
    while (told < 2) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  EXPECT_EQ(*rules_.Position(Soon()), 2);
  EXPECT_EQ(Proposals().size(), 1u);
  EXPECT_EQ(registry_.asked_after.front(), 0);
  {
    const CaseFollower follower(rules_, registry_channel_, [&] { ++told; }, absl::Milliseconds(10));
    while (registry_.AskedLast() != 2) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  EXPECT_EQ(told, 2);
}

TEST(PlacesIn, CountsOnlyWhoIsInfectedAndStands) {
  registry::v1::CaseChange change;
  auto& patient = *change.mutable_current();
  patient.set_id(CaseId::Random().ToString());
  patient.set_kind(registry::v1::CASE_KIND_PROBABLE);
  patient.set_infectious_start_date("2026-11-18");
  patient.set_infectious_end_date("2026-11-20");
  auto& place = *change.add_places();
  place.set_id(PlaceId::Random().ToString());
  place.set_case_id(patient.id());
  place.set_venue_id(VenueId(7).ToString());
  *place.mutable_start_time() = platform::rpc::ToTimestamp(kNow - absl::Hours(2));
  *place.mutable_end_time() = platform::rpc::ToTimestamp(kNow);
  ASSERT_EQ(PlacesIn(change)->size(), 1u);
  EXPECT_FALSE(PlacesIn(change)->front().confirmed);
  EXPECT_EQ(PlacesIn(change)->front().infectious_last, absl::CivilDay(2026, 11, 20));
  place.set_venue_id("?");
  EXPECT_FALSE(PlacesIn(change).ok());
  place.set_venue_id(VenueId(7).ToString());
  patient.set_kind(registry::v1::CASE_KIND_CONTACT);
  EXPECT_TRUE(PlacesIn(change)->empty());
  patient.set_kind(registry::v1::CASE_KIND_CONFIRMED);
  *patient.mutable_withdraw_time() = platform::rpc::ToTimestamp(kNow);
  EXPECT_TRUE(PlacesIn(change)->empty());
  patient.Clear();
  EXPECT_TRUE(PlacesIn(change)->empty()) << "forgotten";
}

}  // namespace
}  // namespace mimamori::exposure
