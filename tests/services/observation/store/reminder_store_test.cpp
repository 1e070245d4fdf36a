// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/reminder_store.hpp"

#include <functional>
#include <thread>

#include "tests/services/observation/store/observation_store_fixture.hpp"

namespace mimamori::observation {
namespace {

const SlotTimes kTimes{.once = {{.begins = 240, .due = 600}}, .twice = {{.begins = 240, .due = 600}, {.begins = 900, .due = 1200}}};
const absl::Time kDue = At("2026-11-21 10:00:00");

class ReminderStoreTest : public ObservationStoreTest {
 protected:
  static ReminderWish Wish(Rung rung = Rung::kRemind) {
    return {.group = {.time_zone = "Asia/Tokyo", .times_a_day = 2},
            .slot = SlotAt(kTimes.twice, Zone("Asia/Tokyo"), kDue),
            .rung = rung};
  }
  int64_t Choose(const ReminderWish& wish = Wish()) {
    const auto chosen = reminders_.Choose(Soon(), wish, kDue);
    EXPECT_TRUE(chosen.ok()) << chosen.status();
    return chosen.value_or(-1);
  }
  std::vector<WaitingReminder> Waiting(absl::Time now = kDue) { return reminders_.Waiting(Soon(), now, 100).value(); }
  void Says(const CaseId& id, absl::Time time, int spo2 = 98) {
    NewReport told{.patient = id, .request = RequestId::Random(), .report = Well(time), .reported_by = id.ToString()};
    told.report.readings.spo2 = spo2;
    EXPECT_TRUE(Tell({told})[0].ok());
  }
  CaseId WatchedBut(const std::function<void(WatchedPatient&)>& change) {
    WatchedPatient patient = APatient();
    change(patient);
    return Watched(patient);
  }
};

TEST_F(ReminderStoreTest, PreparesEveryStatement) { PreparesAll(ReminderStore::Statements()); }

TEST_F(ReminderStoreTest, ChoosesThoseWhoToldNothingOfTheSlot) {
  const CaseId never = Watched(), yesterday = Watched(), today = Watched();
  Says(yesterday, Wish().slot.start - absl::Seconds(1));
  Says(today, Wish().slot.start);
  EXPECT_EQ(Choose(), 2);
  const auto waiting = Waiting();
  ASSERT_EQ(waiting.size(), 2u);
  EXPECT_EQ(waiting[0].case_id, never);
  EXPECT_EQ(waiting[1].case_id, yesterday);
  EXPECT_EQ(waiting[0].slot, (SlotName{.day = absl::CivilDay(2026, 11, 21), .number = 0}));
  EXPECT_EQ(waiting[0].language, "ja");
  EXPECT_TRUE(waiting[0].needed);
}

TEST_F(ReminderStoreTest, LeavesOutWhoIsNotAsked) {
  const struct {
    const char* name;
    std::function<void(WatchedPatient&)> change;
    int chosen;
  } cases[] = {
      {"asked", [](WatchedPatient&) {}, 1},
      {"the plan's first day", [](WatchedPatient& p) { p.plan->first = absl::CivilDay(2026, 11, 21); }, 1},
      {"the plan begins tomorrow", [](WatchedPatient& p) { p.plan->first = absl::CivilDay(2026, 11, 22); }, 0},
      {"the plan's last day", [](WatchedPatient& p) { p.plan->last = absl::CivilDay(2026, 11, 21); }, 1},
      {"the plan is over", [](WatchedPatient& p) { p.plan->last = absl::CivilDay(2026, 11, 20); }, 0},
      {"another zone", [](WatchedPatient& p) { p.time_zone = "Asia/Seoul"; }, 0},
      {"once a day", [](WatchedPatient& p) { p.plan->times_a_day = 1; }, 0},
      {"admitted", [](WatchedPatient& p) { p.status = 5; }, 1},
      {"released", [](WatchedPatient& p) { p.status = 7; }, 0},
      {"dead", [](WatchedPatient& p) { p.status = 8; }, 0},
      {"at high risk: by another ladder", [](WatchedPatient& p) { p.high_risk = true; }, 0},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const CaseId id = WatchedBut(c.change);
    EXPECT_EQ(Choose(), c.chosen);
    EXPECT_TRUE(patients_.Forget(Soon(), id, ++sequence_).ok());
  }
  const CaseId late = CaseId::Random();
  WatchedPatient patient = APatient();
  patient.case_id = late;
  EXPECT_TRUE(patients_.Keep(Soon(), patient, ++sequence_, kDue + absl::Seconds(1)).ok());
  EXPECT_EQ(Choose(), 0) << "asked for nothing that was due before";
}

TEST_F(ReminderStoreTest, TellsTheLaddersApart) {
  const CaseId ill = Watched(), well = Watched(), frail = WatchedBut([](WatchedPatient& p) { p.high_risk = true; });
  Says(ill, kNow, 95);
  Says(well, kNow, 98);
  ReminderWish wish = Wish();
  wish.unwell = true;
  EXPECT_EQ(Choose(wish), 1);
  EXPECT_EQ(Waiting()[0].case_id, ill);
  wish.unwell = false;
  wish.high_risk = true;
  EXPECT_EQ(Choose(wish), 1);
  wish.high_risk = false;
  EXPECT_EQ(Choose(wish), 1);
  EXPECT_EQ(Waiting().size(), 3u);
  (void)well, (void)frail;
}

TEST_F(ReminderStoreTest, NeverChoosesTwiceForOneSlot) {
  Watched();
  EXPECT_EQ(Choose(), 1);
  EXPECT_EQ(Choose(), 0);
  ASSERT_TRUE(reminders_.Settle(Soon(), Waiting(), kDue).ok());
  EXPECT_EQ(Choose(), 0) << "also when it has left";
  EXPECT_TRUE(Waiting().empty());
  EXPECT_EQ(Choose(Wish(Rung::kRemindAgain)), 1) << "the second is another";
  ReminderWish evening = Wish();
  evening.slot = SlotAfter(kTimes.twice, Zone("Asia/Tokyo"), evening.slot);
  EXPECT_EQ(Choose(evening), 1);
}

TEST_F(ReminderStoreTest, ChoosesEachOnceWithManyWorkers) {
  for (int i = 0; i < 50; ++i) Watched();
  std::atomic<int64_t> chosen = 0;
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i) workers.emplace_back([&] { chosen += Choose(); });
  for (std::thread& worker : workers) worker.join();
  EXPECT_EQ(chosen, 50);
  EXPECT_EQ(Waiting().size(), 50u);
}

TEST_F(ReminderStoreTest, SeesThatAMailIsNeededNoMore) {
  const CaseId id = Watched();
  Choose();
  EXPECT_TRUE(Waiting()[0].needed);
  Says(id, kDue + absl::Minutes(1));
  EXPECT_FALSE(Waiting()[0].needed);
  EXPECT_TRUE(Waiting(Wish().slot.end).empty()) << "nothing leaves when the slot is over";
  EXPECT_EQ(Waiting(Wish().slot.end - absl::Seconds(1)).size(), 1u);
}

TEST_F(ReminderStoreTest, NamesThePersonWhoReportsForHer) {
  const CaseId mother = CaseId::Random();
  WatchedBut([&](WatchedPatient& p) { p.reporter = mother; p.language = "vi"; });
  Choose();
  EXPECT_EQ(Waiting()[0].reporter, mother);
  EXPECT_EQ(Waiting()[0].language, "vi");
}

TEST_F(ReminderStoreTest, KnowsTheGroups) {
  Watched();
  Watched();
  WatchedBut([](WatchedPatient& p) { p.time_zone = "Europe/Berlin"; p.plan->times_a_day = 1; });
  WatchedBut([](WatchedPatient& p) { p.time_zone = "Asia/Seoul"; p.plan->last = absl::CivilDay(2026, 11, 19); });
  WatchedBut([](WatchedPatient& p) { p.time_zone = "Asia/Taipei"; p.plan->first = absl::CivilDay(2026, 11, 22); });
  const std::vector<SlotGroup> expected{{"Asia/Tokyo", 2}, {"Europe/Berlin", 1}};
  EXPECT_EQ(reminders_.Groups(Soon(), absl::CivilDay(2026, 11, 20), absl::CivilDay(2026, 11, 21)).value(), expected);
}

TEST_F(ReminderStoreTest, ForgetsOldOnes) {
  Watched();
  Choose();
  EXPECT_EQ(reminders_.Forget(Soon(), absl::CivilDay(2026, 11, 21)).value(), 0);
  EXPECT_EQ(reminders_.Forget(Soon(), absl::CivilDay(2026, 11, 22)).value(), 1);
}

}  // namespace
}  // namespace mimamori::observation
