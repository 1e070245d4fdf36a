// SPDX-License-Identifier: Apache-2.0
// The live list: as it is, then what comes, changes and leaves; and whoever was away goes on where she was.
#include "tests/services/observation/service/worklist_house.hpp"

namespace mimamori::observation {
namespace {

using Cases = std::vector<std::string>;

class WatchWorklistTest : public WorklistHouse {};

TEST_F(WatchWorklistTest, BeginsWithTheListAsItIs) {
  const CaseId yellow = Ill(95), red = Ill(92);
  Ill(94, "131016");
  Watching watching(*stub_, Officer());
  EXPECT_EQ(watching.Beginning(), (Cases{red.ToString(), yellow.ToString()}));
  EXPECT_FALSE(watching.more());
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'observation.WatchWorklist'"), 1);
}

TEST_F(WatchWorklistTest, TellsWhatComesChangesAndLeaves) {
  Watching watching(*stub_, Officer(kTaro));
  EXPECT_EQ(watching.Beginning(), Cases());
  const CaseId id = Ill(94);
  v1::WorklistEvent event = watching.Next();
  EXPECT_EQ(event.kind(), v1::WORKLIST_EVENT_KIND_ITEM);
  EXPECT_EQ(event.item().case_id(), id.ToString());
  EXPECT_EQ(event.item().tier(), v1::TIER_ORANGE);
  ASSERT_TRUE(Claim(id).ok());
  event = watching.Next();
  EXPECT_EQ(event.item().claimed_by(), kHanako);
  Says(id, 91, kNow + absl::Minutes(1));
  event = watching.Next();
  EXPECT_EQ(event.item().tier(), v1::TIER_RED) << "worse";
  EXPECT_EQ(event.item().claimed_by(), kHanako) << "and still hers";
  ASSERT_TRUE(Ask(&Stub::RecordContact, About<v1::RecordContactRequest>(id, event.item().version()), Officer()).ok());
  event = watching.Next();
  EXPECT_EQ(event.kind(), v1::WORKLIST_EVENT_KIND_LEFT);
  EXPECT_EQ(event.case_id(), id.ToString());
  EXPECT_FALSE(event.has_item());
}

TEST_F(WatchWorklistTest, GoesOnWhereSomebodyWas) {
  const CaseId before = Ill(95), resolved = Ill(94);
  std::string token;
  {
    Watching watching(*stub_, Officer());
    watching.Beginning();
    token = watching.token();
  }
  const CaseId meanwhile = Ill(92);
  int version = Claim(resolved)->version();
  ASSERT_TRUE(Ask(&Stub::RecordContact, About<v1::RecordContactRequest>(resolved, version), Officer()).ok());
  Watching watching(*stub_, Officer(), token);
  std::set<std::string> came, left;
  std::string last;
  while (came.size() + left.size() < 2) {
    const v1::WorklistEvent event = watching.Next();
    (event.kind() == v1::WORKLIST_EVENT_KIND_LEFT ? left.insert(event.case_id()) : came.insert(event.item().case_id()));
    last = event.resume_token();
  }
  EXPECT_EQ(came, std::set<std::string>{meanwhile.ToString()});
  EXPECT_EQ(left, std::set<std::string>{resolved.ToString()});
  Watching again(*stub_, Officer(), last);
  Says(before, 92, kNow + absl::Minutes(1));
  EXPECT_EQ(again.Next().item().case_id(), before.ToString()) << "nothing is told twice";
}

TEST_F(WatchWorklistTest, SaysNothingOfPeopleElsewhere) {
  Watching watching(*stub_, Officer());
  EXPECT_EQ(watching.Beginning(), Cases());
  const CaseId elsewhere = Ill(92, "131016");
  ASSERT_TRUE(patients_.Forget(Soon(), elsewhere, ++sequence_).ok());
  const CaseId here = Ill(95);
  EXPECT_EQ(watching.Next().item().case_id(), here.ToString());
}

TEST_F(WatchWorklistTest, SaysThatSomebodyMovedAway) {
  WatchedPatient patient = APatient();
  Watched(patient);
  Says(patient.case_id, 94);
  Watching osaka(*stub_, Officer()), tokyo(*stub_, Officer(kTaro, {"131016"}));
  EXPECT_EQ(osaka.Beginning(), Cases{patient.case_id.ToString()});
  EXPECT_EQ(tokyo.Beginning(), Cases());
  patient.area = platform::AreaCode::Parse("131016").value();
  Watched(patient);
  EXPECT_EQ(osaka.Next().kind(), v1::WORKLIST_EVENT_KIND_LEFT);
  const v1::WorklistEvent event = tokyo.Next();
  EXPECT_EQ(event.kind(), v1::WORKLIST_EVENT_KIND_ITEM);
  EXPECT_EQ(event.item().area_code(), "131016");
}

TEST_F(WatchWorklistTest, BeginsAnewForAnotherPersonOtherAreasAndAfterTooLong) {
  const CaseId id = Ill(94);
  std::string token;
  {
    Watching watching(*stub_, Officer());
    watching.Beginning();
    token = watching.token();
  }
  const Cases all{id.ToString()};
  EXPECT_EQ(Watching(*stub_, Officer(kTaro), token).Beginning(), all);
  EXPECT_EQ(Watching(*stub_, Officer(kHanako, {"270008"}), token).Beginning(), all);
  EXPECT_EQ(Watching(*stub_, Officer(), "made up").Beginning(), all);
  Says(id, 92, kNow + absl::Minutes(1));
  ASSERT_TRUE(work_.DropChanges(Soon(), kNow + absl::Hours(1)).ok());
  EXPECT_EQ(Watching(*stub_, Officer(), token).Beginning(), all) << "what happened since is not known any more";
}

TEST_F(WatchWorklistTest, ShowsTheGravestOfALongList) {
  std::vector<CaseId> people;
  for (int i = 0; i < 5; ++i) people.push_back(Ill(91 + i));
  Watching watching(*stub_, Officer(), "", 2);
  EXPECT_EQ(watching.Beginning(), (Cases{people[0].ToString(), people[1].ToString()}));
  EXPECT_TRUE(watching.more());
  // When half of what was told has left, and more, the list is told anew.
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(Claim(people[i]).ok());
    ASSERT_TRUE(Ask(&Stub::RecordContact, About<v1::RecordContactRequest>(people[i], 2), Officer()).ok());
  }
  v1::WorklistEvent event = watching.Next();
  while (event.kind() != v1::WORKLIST_EVENT_KIND_BEGIN) event = watching.Next();
  EXPECT_EQ(watching.Next().item().case_id(), people[2].ToString());
  Watching wrong(*stub_, Officer(), "", -1);
  EXPECT_EQ(ReasonOf(wrong.Over()), "BAD_PAGE_SIZE");
}

}  // namespace
}  // namespace mimamori::observation
