// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/merge_store.hpp"

#include <algorithm>

#include "tests/services/observation/store/observation_store_fixture.hpp"

namespace mimamori::observation {
namespace {

constexpr absl::Duration kDay = absl::Hours(24);

class MergeStoreTest : public ObservationStoreTest {
 protected:
  static Report Saturated(absl::Time time, int spo2) {
    Report report = Well(time);
    report.readings.spo2 = spo2;
    return report;
  }
  NewReport Told(const CaseId& id, const Report& report) {
    return {.patient = id, .request = RequestId::Random(), .report = report, .reported_by = "she", .note = "as it is"};
  }
  KeptReport Say(const NewReport& told) { return *Tell({told})[0]; }
  KeptReport Say(const CaseId& id, const Report& report) { return Say(Told(id, report)); }
  void Merge(absl::Time now = kNow) {
    const absl::Status merged = merges_.Merge(Soon(), duplicate_, stays_, RuleSets(Rules()), WorkRules(), ++sequence_, now);
    ASSERT_TRUE(merged.ok()) << merged;
  }
  std::vector<StandingReport> TimelineOf(const CaseId& id) {
    return reports_.Timeline(Soon(), id, DayOf(kNow) - 30, {}, 100).value();
  }
  absl::StatusOr<ListedItem> ItemOf(const CaseId& id) {
    return work_.Get(Soon(), {platform::AreaCode::Parse("271004").value()}, id);
  }
  static platform::postgres::AuditEntry Looking() {
    return {.time = kNow, .actor = "officer", .action = "observation.ListDeeds", .object_type = "case",
            .object_id = "x", .area = "", .reason = "", .payload = "{}", .trace_id = ""};
  }
  int64_t Count(const platform::postgres::Statement& statement) { return pool_.Run(Soon(), statement)->Int8(0, 0); }

  MergeStore merges_{pool_};
  const CaseId stays_ = Watched(), duplicate_ = Watched();
};

TEST_F(MergeStoreTest, PreparesEveryStatement) { PreparesAll(MergeStore::Statements()); }

TEST_F(MergeStoreTest, ShowsTheWholeHistoryUnderTheCaseThatStays) {
  const KeptReport first = Say(duplicate_, Saturated(kNow - 3 * kDay, 98));
  const KeptReport second = Say(stays_, Saturated(kNow - 2 * kDay, 97));
  const KeptReport third = Say(duplicate_, Saturated(kNow - kDay, 96));
  Merge();
  const auto reports = TimelineOf(stays_);
  ASSERT_EQ(reports.size(), 3u);
  EXPECT_EQ(reports[0].kept.report, third.report);
  EXPECT_EQ(reports[1].kept.report, second.report);
  EXPECT_EQ(reports[2].kept.report, first.report);
  EXPECT_EQ(reports[2].kept.note, "as it is");
  EXPECT_TRUE(TimelineOf(duplicate_).empty());
  EXPECT_FALSE(*patients_.Find(Soon(), duplicate_));
  EXPECT_EQ(Count({"t.by", "SELECT count(*) FROM reports r JOIN patients p USING (patient) WHERE reported_by = 'she'"}), 3);
}

// 98 and 98 of both make a baseline that neither had alone.
TEST_F(MergeStoreTest, JudgesHerAnewWithAllThatWasTold) {
  Say(duplicate_, Saturated(kNow - 4 * kDay, 100));
  Say(duplicate_, Saturated(kNow - 3 * kDay, 100));
  const KeptReport low = Say(stays_, Saturated(kNow - kDay, 96));
  ASSERT_EQ(low.judgement.tier, Tier::kGreen);
  ASSERT_FALSE(ItemOf(stays_).ok());
  Merge();
  const auto reports = TimelineOf(stays_);
  ASSERT_EQ(reports.size(), 3u);
  EXPECT_GT(reports[0].kept.judgement.tier, Tier::kGreen);
  EXPECT_EQ(reports[0].rejudged_at, kNow);
  const auto item = ItemOf(stays_);
  ASSERT_TRUE(item.ok()) << "known only now";
  EXPECT_GT(item->item.contact_by, kNow);
  // And what comes next is judged with it.
  EXPECT_GT(Say(stays_, Saturated(kNow, 96)).judgement.tier, Tier::kGreen);
}

TEST_F(MergeStoreTest, TakesCorrectionsOver) {
  const KeptReport wrong = Say(duplicate_, Saturated(kNow - kDay, 69));
  NewReport right = Told(duplicate_, Saturated(wrong.report.time, 96));
  right.source = Source::kStaff;
  right.replaces = wrong.id;
  const KeptReport corrected = Say(right);
  right.report.readings.spo2 = 97;
  right.request = RequestId::Random();
  right.replaces = corrected.id;
  Say(right);
  Merge();
  const auto reports = TimelineOf(stays_);
  ASSERT_EQ(reports.size(), 1u);
  EXPECT_EQ(reports[0].kept.report.readings.spo2, 97);
  EXPECT_EQ(reports[0].kept.source, Source::kStaff);
  EXPECT_EQ(reports_.Of(Soon(), stays_, DayOf(kNow) - 30)->size(), 3u) << "also what was wrong";
}

TEST_F(MergeStoreTest, KeepsWhatIsOpenOfEitherOpen) {
  Say(duplicate_, Saturated(kNow - kDay, 91));
  Say(stays_, Saturated(kNow - kDay, 95));
  const auto hers = ItemOf(stays_), other = ItemOf(duplicate_);
  ASSERT_TRUE(hers.ok() && other.ok());
  Merge();
  const auto item = ItemOf(stays_);
  ASSERT_TRUE(item.ok());
  EXPECT_EQ(item->item.tier, Tier::kRed);
  EXPECT_EQ(item->item.contact_by, std::min(hers->item.contact_by, other->item.contact_by));
  EXPECT_GT(item->item.version, hers->item.version) << "whoever looked has to look again";
  EXPECT_FALSE(ItemOf(duplicate_).ok());
}

TEST_F(MergeStoreTest, AlarmsNobodyAnewOfWhatIsSettled) {
  Say(duplicate_, Saturated(kNow - 2 * kDay, 91));
  ASSERT_TRUE(pool_.Run(Soon(), {"t.settle", "UPDATE work_items SET state = 4"}).ok());
  Merge();
  EXPECT_EQ(TimelineOf(stays_).size(), 1u);
  EXPECT_EQ(ItemOf(stays_)->item.state, ItemState::kResolved);
}

TEST_F(MergeStoreTest, KeepsWhatWasDone) {
  Say(duplicate_, Saturated(kNow - kDay, 91));
  Say(stays_, Saturated(kNow - kDay, 91));
  ASSERT_TRUE(pool_.Run(Soon(), {"t.deed", R"sql(
    INSERT INTO work_deeds (patient, deed, done_by, done_at, note, request_id)
    SELECT patient, 7, 'officer', $2::timestamptz + n * interval '1 hour', CASE WHEN case_id = $1 THEN 'hers' ELSE 'other' END,
           gen_random_uuid() FROM patients, generate_series(0, 1) n)sql"},
                        platform::postgres::Params().Uuid(stays_.uuid()).Time(kNow)).ok());
  ASSERT_TRUE(pool_.Run(Soon(), {"t.contact", "UPDATE standings SET last_contact = $1 FROM patients p WHERE p.patient = standings.patient AND p.case_id = $2"},
                        platform::postgres::Params().Time(kNow - kDay).Uuid(duplicate_.uuid())).ok());
  Merge();
  const Scope everywhere{platform::AreaCode::Parse("271004").value()};
  const auto all = work_.Deeds(Soon(), everywhere, stays_, 0, 10, Looking()).value();
  ASSERT_EQ(all.size(), 4u);
  EXPECT_TRUE(std::ranges::is_sorted(all, {}, &RecordedDeed::done_at)) << "those of both by when they were done";
  const auto rest = work_.Deeds(Soon(), everywhere, stays_, all[1].id, 10, Looking()).value();
  ASSERT_EQ(rest.size(), 2u);
  EXPECT_EQ(rest[0].id, all[2].id);
  EXPECT_EQ(Count({"t.spoken", "SELECT count(*) FROM standings WHERE last_contact IS NOT NULL"}), 1);
}

TEST_F(MergeStoreTest, BecomesTheOneThatStaysWhereNobodyWatchedHer) {
  Say(duplicate_, Saturated(kNow, 91));
  const CaseId unknown = CaseId::Random();
  ASSERT_TRUE(merges_.Merge(Soon(), duplicate_, unknown, RuleSets(Rules()), WorkRules(), ++sequence_, kNow).ok());
  EXPECT_FALSE(*patients_.Find(Soon(), duplicate_));
  EXPECT_TRUE(*patients_.Find(Soon(), unknown));
  EXPECT_EQ(TimelineOf(unknown).size(), 1u);
  EXPECT_EQ(ItemOf(unknown)->item.tier, Tier::kRed);
  WatchedPatient told = APatient();  // what the registry tells next
  told.case_id = unknown;
  told.number = "271004-2026-000999";
  ASSERT_TRUE(patients_.Keep(Soon(), told, ++sequence_, kNow).ok());
  EXPECT_EQ((*patients_.Find(Soon(), unknown))->number, "271004-2026-000999");
  EXPECT_EQ(TimelineOf(unknown).size(), 1u);
}

TEST_F(MergeStoreTest, HappensOnce) {
  Say(duplicate_, Well(kNow));
  Merge();
  const absl::Status again = merges_.Merge(Soon(), duplicate_, stays_, RuleSets(Rules()), WorkRules(), sequence_, kNow);
  EXPECT_EQ(platform::ReasonOf(again), "POSITION_TAKEN");
  Merge();  // told once more
  EXPECT_EQ(TimelineOf(stays_).size(), 1u);
}

}  // namespace
}  // namespace mimamori::observation
