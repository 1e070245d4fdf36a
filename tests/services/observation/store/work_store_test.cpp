// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/work_store.hpp"

#include <random>
#include <thread>

#include "tests/services/observation/store/observation_store_fixture.hpp"
#include "tests/support/dump.hpp"

namespace mimamori::observation {
namespace {

const Scope kOsaka{platform::AreaCode::Parse("271004").value()};
const Scope kPrefecture{platform::AreaCode::Parse("270008").value()};
const Scope kChiyoda{platform::AreaCode::Parse("131016").value()};

class WorkStoreTest : public ObservationStoreTest {
 protected:
  CaseId WatchedIn(const char* area) {
    WatchedPatient patient = APatient();
    patient.area = platform::AreaCode::Parse(area).value();
    return Watched(patient);
  }
  static NewReport Told(const CaseId& id, absl::Time time, int spo2) {
    NewReport told{.patient = id, .request = RequestId::Random(), .report = Well(time), .reported_by = id.ToString()};
    told.report.readings.spo2 = spo2;
    return told;
  }
  void Ill(const CaseId& id, int spo2, absl::Time time = kNow) {
    const auto kept = Tell({Told(id, time, spo2)});
    ASSERT_TRUE(kept.size() == 1 && kept[0].ok());
  }
  std::vector<ListedItem> List(const Scope& scope, int limit = 50, const WorkPosition& after = {}) {
    const auto listed = work_.List(Soon(), scope, after, limit);
    EXPECT_TRUE(listed.ok()) << listed.status();
    return listed.ok() ? *listed : std::vector<ListedItem>();
  }
  ListedItem Get(const CaseId& id) { return work_.Get(Soon(), kOsaka, id).value(); }
  static AuditEntry Audit() {
    return {.time = kNow, .actor = "mori", .action = "observation.Test", .object_type = "case", .object_id = "x",
            .area = "", .reason = "", .payload = "{}", .trace_id = ""};
  }
  absl::StatusOr<ListedItem> ClaimIt(const CaseId& id, const std::string& account, int version, const Scope& scope = kOsaka) {
    return work_.Change(Soon(), scope, id,
                        [&](WorkItem& item) { return Claim(item, {account, version}, WorkRules(), kNow); },
                        {.deed = Deed::kClaimed, .done_by = account, .done_at = kNow, .note = "called",
                         .request = RequestId::Random()}, Audit());
  }
  absl::StatusOr<std::vector<RecordedDeed>> Deeds(const CaseId& id, const Scope& scope = kOsaka, int64_t after = 0,
                                                  int limit = 100) {
    return work_.Deeds(Soon(), scope, id, after, limit, Audit());
  }
  // What followers hear from behind a sequence: areas and cases.
  std::vector<std::pair<std::string, CaseId>> HeardAfter(int64_t sequence) {
    const auto news = work_.NewsAfter(Soon(), sequence, 100);
    EXPECT_TRUE(news.ok()) << news.status();
    std::vector<std::pair<std::string, CaseId>> heard;
    for (const WorkChange& change : news->changes) heard.emplace_back(change.area, change.case_id);
    return heard;
  }
};

TEST_F(WorkStoreTest, PreparesEveryStatement) { PreparesAll(WorkStore::Statements()); }

TEST_F(WorkStoreTest, ListsWhoHasToBeSpokenToByTierAndDeadline) {
  const CaseId well = Watched(), yellow = Watched(), orange = Watched(), red = Watched(), sooner = Watched();
  Ill(well, 98);
  Ill(yellow, 95);
  Ill(orange, 94);
  Ill(red, 92);
  Ill(sooner, 94, kNow - absl::Hours(1));
  const auto listed = List(kOsaka);
  ASSERT_EQ(listed.size(), 4u);
  EXPECT_EQ(listed[0].case_id, red);
  EXPECT_EQ(listed[1].case_id, sooner);
  EXPECT_EQ(listed[2].case_id, orange);
  EXPECT_EQ(listed[3].case_id, yellow);
  EXPECT_EQ(listed[0].number, "271004-2026-000123");
  EXPECT_EQ(listed[0].last_tier, Tier::kRed);
  EXPECT_EQ(listed[0].last_report, kNow);
  EXPECT_EQ(listed[0].item.contact_by, kNow + absl::Minutes(30));
  EXPECT_EQ(listed[0].item.raised, kNow);
}

TEST_F(WorkStoreTest, ShowsNobodyOutsideOfTheAreas) {
  const CaseId city = WatchedIn("271004"), town = WatchedIn("272027"), tokyo = WatchedIn("131016");
  for (const CaseId& id : {city, town, tokyo}) Ill(id, 94);
  EXPECT_EQ(List(kOsaka).size(), 1u);
  EXPECT_EQ(List(kPrefecture).size(), 2u) << "a prefecture covers its towns";
  ASSERT_EQ(List(kChiyoda).size(), 1u);
  EXPECT_EQ(List(kChiyoda)[0].case_id, tokyo);
  EXPECT_TRUE(List({}).empty());
  EXPECT_EQ(platform::ReasonOf(work_.Get(Soon(), kOsaka, tokyo).status()), "ITEM_UNKNOWN");
  EXPECT_EQ(platform::ReasonOf(ClaimIt(tokyo, "mori", 1).status()), "ITEM_UNKNOWN");
  EXPECT_EQ(platform::ReasonOf(work_.Get(Soon(), kOsaka, Watched()).status()), "ITEM_UNKNOWN") << "nothing is to be done";
  EXPECT_EQ(platform::ReasonOf(Deeds(tokyo).status()), "ITEM_UNKNOWN");
  EXPECT_TRUE(work_.Among(Soon(), kOsaka, {tokyo})->empty());
}

TEST_F(WorkStoreTest, TurnsPagesWithoutLosingOrRepeatingAnybody) {
  std::mt19937 random(7);
  const char* const areas[] = {"271004", "272027", "271403"};
  std::vector<NewReport> reports;
  for (int i = 0; i < 60; ++i) {
    const CaseId id = WatchedIn(areas[random() % 3]);
    reports.push_back(Told(id, kNow - absl::Minutes(random() % 20), 90 + static_cast<int>(random() % 6)));
  }
  Tell(reports);
  const auto whole = List(kPrefecture, 100);
  ASSERT_EQ(whole.size(), 60u);
  for (const int limit : {1, 7, 59, 60}) {
    SCOPED_TRACE(limit);
    std::vector<CaseId> seen;
    WorkPosition after;
    for (auto page = List(kPrefecture, limit); !page.empty(); page = List(kPrefecture, limit, after)) {
      ASSERT_LE(page.size(), static_cast<size_t>(limit));
      for (const ListedItem& one : page) seen.push_back(one.case_id);
      after = {.tier = page.back().item.tier, .contact_by = page.back().item.contact_by, .patient = page.back().patient};
    }
    ASSERT_EQ(seen.size(), whole.size());
    for (size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], whole[i].case_id);
  }
}

TEST_F(WorkStoreTest, KeepsAnItemWhole) {
  const CaseId id = Watched();
  Ill(id, 94);
  WorkItem wanted = Get(id).item;
  wanted.state = ItemState::kSnoozed;
  wanted.rung = Rung::kWelfareCheck;
  wanted.calm_reports = 3;
  wanted.claimed_by = "mori";
  wanted.claim_ends = kNow + absl::Hours(1);
  wanted.snoozed_until = kNow + absl::Hours(2);
  wanted.attempts = 4;
  wanted.escalated = true;
  wanted.version = 17;
  const auto changed = work_.Change(Soon(), kOsaka, id, [&](WorkItem& item) { item = wanted; return absl::OkStatus(); },
                                    {.deed = Deed::kNoted, .done_by = "mori", .done_at = kNow, .note = "x",
                                     .request = RequestId::Random()}, Audit());
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_EQ(changed->item, wanted);
  EXPECT_EQ(Get(id).item, wanted);
}

TEST_F(WorkStoreTest, KeepsADeedWithItsChangeAndItsAudit) {
  const CaseId id = Watched();
  Ill(id, 94);
  const auto claimed = ClaimIt(id, "mori", 1);
  ASSERT_TRUE(claimed.ok()) << claimed.status();
  EXPECT_EQ(claimed->item.claimed_by, "mori");
  EXPECT_EQ(platform::ReasonOf(ClaimIt(id, "hayashi", 2).status()), "CLAIMED_BY_ANOTHER");
  const auto deeds = *Deeds(id);
  ASSERT_EQ(deeds.size(), 1u) << "a refused one leaves nothing";
  EXPECT_EQ(deeds[0].deed, Deed::kClaimed);
  EXPECT_EQ(deeds[0].done_by, "mori");
  EXPECT_EQ(deeds[0].done_at, kNow);
  EXPECT_EQ(deeds[0].note, "called");
  EXPECT_TRUE(Deeds(id, kOsaka, deeds[0].id)->empty());
  EXPECT_NE(tests::DumpDatabase(database_.Conninfo()).find("observation.Test"), std::string::npos);
}

TEST_F(WorkStoreTest, IsClaimedByOneOfMany) {
  const CaseId id = Watched();
  Ill(id, 94);
  std::atomic<int> claimed = 0;
  std::vector<std::thread> officers;
  for (int i = 0; i < 6; ++i) {
    officers.emplace_back([&, i] {
      if (ClaimIt(id, "officer" + std::to_string(i), 1).ok()) ++claimed;
    });
  }
  for (std::thread& officer : officers) officer.join();
  EXPECT_EQ(claimed, 1);
  EXPECT_EQ(Deeds(id)->size(), 1u);
}

TEST_F(WorkStoreTest, DoesADeedOnceHoweverOftenItIsSent) {
  const CaseId id = Watched();
  Ill(id, 94);
  const RecordedDeed deed{.deed = Deed::kClaimed, .done_by = "mori", .done_at = kNow, .note = "", .request = RequestId::Random()};
  const auto claim = [&](const RecordedDeed& asked) {
    return work_.Change(Soon(), kOsaka, id,
                        [&](WorkItem& item) { return Claim(item, {asked.done_by, 1}, WorkRules(), kNow); }, asked, Audit());
  };
  ASSERT_TRUE(claim(deed).ok());
  const auto again = claim(deed);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->item.version, 2);
  EXPECT_EQ(Deeds(id)->size(), 1u);
  RecordedDeed other = deed;
  other.deed = Deed::kEscalated;
  EXPECT_EQ(platform::ReasonOf(claim(other).status()), "REQUEST_ID_REUSED");
  other = deed;
  other.done_by = "hayashi";
  EXPECT_EQ(platform::ReasonOf(claim(other).status()), "REQUEST_ID_REUSED");
}

TEST_F(WorkStoreTest, TellsWhoFollowsOfEveryChangeOnce) {
  const CaseId id = Watched(), well = Watched();
  const int64_t before = work_.LastChange(Soon()).value();
  Ill(well, 98);
  EXPECT_TRUE(HeardAfter(before).empty()) << "nothing is to be done about her";
  Ill(id, 94);
  ASSERT_TRUE(ClaimIt(id, "mori", 1).ok());
  EXPECT_FALSE(ClaimIt(id, "hayashi", 2).ok());
  using Heard = std::vector<std::pair<std::string, CaseId>>;
  EXPECT_EQ(HeardAfter(before), (Heard{{"271004", id}, {"271004", id}}));
  const auto first = work_.NewsAfter(Soon(), before, 1);
  EXPECT_EQ(HeardAfter(first->through).size(), 1u);
  EXPECT_EQ(HeardAfter(work_.LastChange(Soon()).value()), Heard());
  ASSERT_TRUE(work_.DropChanges(Soon(), kNow + absl::Seconds(1)).ok());
  EXPECT_EQ(platform::ReasonOf(work_.NewsAfter(Soon(), before, 10).status()), "CHANGES_DROPPED");
}

TEST_F(WorkStoreTest, GoesWithWhoeverMovesAndWithWhoIsNoneAnyMore) {
  WatchedPatient patient = APatient();
  Watched(patient);
  Ill(patient.case_id, 94);
  const int64_t before = work_.LastChange(Soon()).value();
  Watched(patient);
  EXPECT_TRUE(HeardAfter(before).empty()) << "she is where she was";
  patient.area = platform::AreaCode::Parse("131016").value();
  Watched(patient);
  using Heard = std::vector<std::pair<std::string, CaseId>>;
  EXPECT_EQ(HeardAfter(before), (Heard{{"271004", patient.case_id}, {"131016", patient.case_id}}));
  EXPECT_TRUE(List(kOsaka).empty());
  ASSERT_EQ(List(kChiyoda).size(), 1u);
  EXPECT_EQ(List(kChiyoda)[0].item.version, 2) << "whoever saw the old one looks again";
  const int64_t moved = work_.LastChange(Soon()).value();
  ASSERT_TRUE(patients_.Forget(Soon(), patient.case_id, ++sequence_).ok());
  EXPECT_EQ(HeardAfter(moved), (Heard{{"131016", patient.case_id}}));
}

TEST_F(WorkStoreTest, ForgetsWhatWasWrittenAndNotWhatWasDone) {
  const CaseId id = Watched();
  Ill(id, 94);
  ASSERT_TRUE(ClaimIt(id, "mori", 1).ok());
  EXPECT_EQ(work_.ForgetNotes(Soon(), kNow).value(), 0);
  EXPECT_EQ(work_.ForgetNotes(Soon(), kNow + absl::Seconds(1)).value(), 1);
  EXPECT_EQ(work_.ForgetNotes(Soon(), kNow + absl::Seconds(1)).value(), 0);
  ASSERT_EQ(Deeds(id)->size(), 1u);
  EXPECT_EQ(Deeds(id)->at(0).note, "");
}

TEST_F(WorkStoreTest, LosesNoClaimToAReportThatComesAtTheSameTime) {
  const CaseId id = Watched();
  Ill(id, 94);
  std::thread patient([&] {
    for (int i = 1; i <= 20; ++i) Ill(id, 94, kNow + absl::Minutes(i));
  });
  int claims = 0;
  for (int i = 0; i < 20; ++i) {
    const auto changed = work_.Change(Soon(), kOsaka, id, [&](WorkItem& item) { ++item.attempts; ++item.version; return absl::OkStatus(); },
                                      {.deed = Deed::kNoted, .done_by = "mori", .done_at = kNow, .note = "",
                                       .request = RequestId::Random()}, Audit());
    if (changed.ok()) ++claims;
  }
  patient.join();
  EXPECT_EQ(claims, 20);
  EXPECT_EQ(Get(id).item.attempts, 20);
  EXPECT_EQ(Get(id).item.version, 41) << "each raised it, too";
}

TEST_F(WorkStoreTest, LeavesTheListByLaterReportsOnly) {
  const CaseId id = Watched();
  Ill(id, 95);
  Ill(id, 98, kNow - absl::Hours(24));  // of before: arrives late
  EXPECT_EQ(List(kOsaka).size(), 1u);
  Ill(id, 98, kNow + absl::Hours(12));
  EXPECT_EQ(List(kOsaka).size(), 1u);
  NewReport strange = Told(id, kNow + absl::Hours(20), 98);
  strange.trusted = false;
  Tell({strange});
  EXPECT_EQ(List(kOsaka).size(), 1u) << "from a device that nobody knows";
  Ill(id, 98, kNow + absl::Hours(24));
  EXPECT_TRUE(List(kOsaka).empty());
  EXPECT_EQ(Get(id).item.state, ItemState::kResolved) << "and can still be looked at";
  Ill(id, 95, kNow + absl::Hours(36));
  EXPECT_EQ(List(kOsaka).size(), 1u);
}

TEST_F(WorkStoreTest, LeavesTheListWithinABatchToo) {
  const CaseId id = Watched();
  Ill(id, 95);
  std::vector<NewReport> calm;
  for (int i = 1; i <= 3; ++i) calm.push_back(Told(id, kNow + absl::Hours(12 * i), 98));
  for (const auto& kept : Tell(calm)) EXPECT_TRUE(kept.ok()) << kept.status();
  EXPECT_EQ(Get(id).item.state, ItemState::kResolved);
  EXPECT_EQ(Get(id).item.version, 3);
}

TEST_F(WorkStoreTest, HearsOfAnOlderSlotWhateverCameSince) {
  const CaseId id = Watched();
  Ill(id, 98);
  EXPECT_TRUE(List(kOsaka).empty());
  NewReport late = Told(id, kNow - absl::Hours(12), 98);
  late.report.readings.temperature = 410;
  late.report.received = kNow + absl::Minutes(5);
  Tell({late});
  ASSERT_EQ(List(kOsaka).size(), 1u);
  EXPECT_EQ(List(kOsaka)[0].item.tier, Tier::kOrange);
  EXPECT_EQ(List(kOsaka)[0].item.contact_by, late.report.received + absl::Hours(2));
  EXPECT_EQ(List(kOsaka)[0].last_tier, Tier::kGreen) << "her latest report is as it was";
}

// A late high reading makes the baseline from which the latest report fell.
TEST_F(WorkStoreTest, HearsOfAReportThatIsGraverThanItWasThought) {
  const CaseId id = Watched();
  Ill(id, 99, kNow - absl::Hours(24));
  Ill(id, 96);
  EXPECT_TRUE(List(kOsaka).empty());
  NewReport late = Told(id, kNow - absl::Hours(12), 99);
  late.report.received = kNow + absl::Hours(1);
  EXPECT_EQ(Tell({late})[0]->rejudged, 1);
  ASSERT_EQ(List(kOsaka).size(), 1u);
  EXPECT_EQ(List(kOsaka)[0].item.tier, Tier::kYellow);
  EXPECT_EQ(List(kOsaka)[0].item.contact_by, late.report.received + absl::Hours(12));
  EXPECT_EQ(List(kOsaka)[0].last_tier, Tier::kYellow);
}

}  // namespace
}  // namespace mimamori::observation
