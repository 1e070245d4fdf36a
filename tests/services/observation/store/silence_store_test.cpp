// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/silence_store.hpp"

#include <thread>

#include "services/platform/core/status_macros.hpp"
#include "tests/services/observation/store/observation_store_fixture.hpp"

namespace mimamori::observation {
namespace {

const MonitoringRules kMonitoring{
    .slots = {.once = {{.begins = 240, .due = 600}}, .twice = {{.begins = 240, .due = 600}, {.begins = 900, .due = 1200}}},
    .ordinary = {.remind = 0, .remind_again = 120, .call = 720, .welfare_check = 2160},
    .high_risk = {.remind = 0, .remind_again = 60, .call = 240, .welfare_check = 1080},
    .unwell = {.remind = 0, .remind_again = 60, .call = 180, .welfare_check = 720}};
const Scope kOsaka{platform::AreaCode::Parse("271004").value()};

class SilenceStoreTest : public ObservationStoreTest {
 protected:
  static SilenceStore::Query Query(Rung rung, bool high_risk = false, bool unwell = false) {
    return {.group = {.time_zone = "Asia/Tokyo", .times_a_day = 2}, .rung = rung, .high_risk = high_risk, .unwell = unwell};
  }
  int Climb(const char* now, const SilenceStore::Query& query = Query(Rung::kCall)) {
    const WorkRules work;
    const auto climbed = silence_.Climb(Soon(), {kMonitoring, work}, query, At(now));
    EXPECT_TRUE(climbed.ok()) << climbed.status();
    return climbed.ok() ? climbed->listed : -1;
  }
  // Everybody, by every rung and risk.
  int ClimbAll(const char* now) {
    int listed = 0;
    for (const Rung rung : {Rung::kCall, Rung::kWelfareCheck}) {
      for (const bool high_risk : {false, true}) {
        for (const bool unwell : {false, true}) listed += Climb(now, Query(rung, high_risk, unwell));
      }
    }
    return listed;
  }
  void Says(const CaseId& id, const char* time, int spo2 = 98) {
    NewReport told{.patient = id, .request = RequestId::Random(), .report = Well(At(time)), .reported_by = id.ToString()};
    told.report.readings.spo2 = spo2;
    EXPECT_TRUE(Tell({told})[0].ok());
  }
  WorkItem Item(const CaseId& id) { return work_.Get(Soon(), kOsaka, id)->item; }
};

TEST_F(SilenceStoreTest, PreparesEveryStatement) { PreparesAll(SilenceStore::Statements()); }

// The plan was made on the 20th at noon: the evening's report, due at 20:00, is the first that is asked for.
TEST_F(SilenceStoreTest, ListsTheSilentToTheSecond) {
  const CaseId id = Watched();
  EXPECT_EQ(ClimbAll("2026-11-21 07:59:59"), 0);
  EXPECT_EQ(Climb("2026-11-21 08:00:00"), 1);
  EXPECT_EQ(Item(id).rung, Rung::kCall);
  EXPECT_EQ(Item(id).contact_by, At("2026-11-21 12:00:00"));
  EXPECT_EQ(ClimbAll("2026-11-22 07:59:59"), 0) << "once";
  EXPECT_EQ(Climb("2026-11-22 08:00:00", Query(Rung::kWelfareCheck)), 1);
  EXPECT_EQ(Item(id).rung, Rung::kWelfareCheck);
  EXPECT_EQ(ClimbAll("2026-12-24 12:00:00"), 0);
}

TEST_F(SilenceStoreTest, IsSoonerForThoseWhoWereUnwellOrAreAtRisk) {
  WatchedPatient frail_one = APatient();
  frail_one.high_risk = true;
  const CaseId well = Watched(), ill = Watched(), frail = Watched(frail_one);
  for (const CaseId& id : {well, ill, frail}) Says(id, "2026-11-20 16:00:00", id == ill ? 95 : 98);
  EXPECT_EQ(ClimbAll("2026-11-21 12:59:59"), 0);
  EXPECT_EQ(ClimbAll("2026-11-21 13:00:00"), 1);
  EXPECT_EQ(Item(ill).rung, Rung::kCall) << "silent after symptoms";
  EXPECT_EQ(ClimbAll("2026-11-21 13:59:59"), 0);
  EXPECT_EQ(ClimbAll("2026-11-21 14:00:00"), 1);
  EXPECT_EQ(Item(frail).rung, Rung::kCall);
  EXPECT_EQ(ClimbAll("2026-11-21 21:59:59"), 0);
  EXPECT_EQ(ClimbAll("2026-11-21 22:00:00"), 2) << "the well one's call, and the ill one's door";
}

TEST_F(SilenceStoreTest, LeavesThoseWhoReport) {
  const CaseId id = Watched();
  Says(id, "2026-11-20 16:00:00");
  EXPECT_EQ(ClimbAll("2026-11-21 21:59:59"), 0);
  Says(id, "2026-11-21 04:00:00");
  EXPECT_EQ(ClimbAll("2026-11-21 23:59:59"), 0);
}

TEST_F(SilenceStoreTest, DoesNotEndWithThePlan) {
  const CaseId id = Watched();
  Says(id, "2026-11-28 14:59:59");
  EXPECT_EQ(ClimbAll("2026-11-29 07:59:59"), 0);
  EXPECT_EQ(ClimbAll("2027-11-28 12:00:00"), 1) << "its last evening is untold a year later";
  const CaseId other = Watched();
  Says(other, "2026-11-28 15:00:00");
  EXPECT_EQ(ClimbAll("2027-11-28 12:00:00"), 0) << "all was told";
}

TEST_F(SilenceStoreTest, LeavesWhoIsInAHospitalElsewhereReleasedOrDead) {
  for (const int16_t status : {5, 6, 7, 8}) {
    WatchedPatient patient = APatient();
    patient.status = status;
    Watched(patient);
  }
  EXPECT_EQ(ClimbAll("2026-12-24 12:00:00"), 0);
}

TEST_F(SilenceStoreTest, TakesAContactForAWord) {
  const CaseId id = Watched();
  EXPECT_EQ(ClimbAll("2026-11-21 08:00:00"), 1);
  const absl::Time spoken = At("2026-11-21 09:00:00");
  const AuditEntry audit{.time = spoken, .actor = "mori", .action = "observation.Test", .object_type = "case", .object_id = "x",
                         .area = "", .reason = "", .payload = "{}", .trace_id = ""};
  const auto resolved = work_.Change(Soon(), kOsaka, id, [&](WorkItem& item) {
    RETURN_IF_ERROR(Claim(item, {"mori", item.version}, WorkRules(), spoken));
    return Resolve(item, {"mori", item.version}, spoken);
  }, {.deed = Deed::kContacted, .done_by = "mori", .done_at = spoken, .note = "well", .request = RequestId::Random()}, audit);
  ASSERT_TRUE(resolved.ok()) << resolved.status();
  EXPECT_EQ(ClimbAll("2026-11-22 07:59:59"), 0) << "spoken to in the morning's slot";
  EXPECT_EQ(ClimbAll("2026-11-22 08:00:00"), 1) << "and the evening's is untold";
  EXPECT_EQ(Item(id).state, ItemState::kWaiting);
}

TEST_F(SilenceStoreTest, GoesThroughManyInSteps) {
  for (int i = 0; i < 7; ++i) Watched();
  const WorkRules work;
  SilenceStore::Query query = Query(Rung::kCall);
  query.limit = 3;
  std::vector<int> listed;
  for (int step = 0; step < 4; ++step) {
    const auto climbed = silence_.Climb(Soon(), {kMonitoring, work}, query, At("2026-11-21 08:00:00")).value();
    listed.push_back(climbed.listed);
    query.after = climbed.last;
  }
  EXPECT_EQ(listed, (std::vector<int>{3, 3, 1, 0}));
}

TEST_F(SilenceStoreTest, ListsEachOnceWithManyWorkers) {
  for (int i = 0; i < 30; ++i) Watched();
  std::atomic<int> listed = 0;
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i) {
    workers.emplace_back([&] {
      for (int round = 0; round < 3; ++round) listed += Climb("2026-11-21 08:00:00");
    });
  }
  for (std::thread& worker : workers) worker.join();
  EXPECT_EQ(listed, 30);
  EXPECT_EQ(work_.List(Soon(), kOsaka, {}, 100)->size(), 30u);
}

}  // namespace
}  // namespace mimamori::observation
