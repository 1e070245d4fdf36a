// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/reminder_store.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <set>
#include <thread>

#include "tests/services/observation/store/observation_store_fixture.hpp"

namespace mimamori::observation {
namespace {

const SlotTimes kTimes{.once = {{.begins = 240, .due = 600}}, .twice = {{.begins = 240, .due = 600}, {.begins = 900, .due = 1200}}};
const absl::Time kDue = At("2026-11-21 10:00:00");

class ReminderStoreTest : public ObservationStoreTest {
 protected:
  static Round Wish(Rung rung = Rung::kRemind) {
    return {.group = {.time_zone = "Asia/Tokyo", .times_a_day = 2},
            .slot = SlotAt(kTimes.twice, Zone("Asia/Tokyo"), kDue),
            .rung = rung};
  }
  // Each time later than a round is left alone.
  int64_t Choose(const Round& wish = Wish(), absl::Time first_before = absl::InfiniteFuture()) {
    now_ += ReminderStore::kAgainAfter;
    const auto chosen = reminders_.Choose(Soon(), wish, first_before, now_);
    EXPECT_TRUE(chosen.ok()) << chosen.status();
    return chosen.value_or(-1);
  }
  static ReminderKey Key(const Round& wish = Wish()) { return {.slot = wish.slot.name, .rung = wish.rung}; }
  std::vector<WaitingBatch> Batches(const ReminderKey& key = Key(), absl::Time now = kDue) {
    std::vector<WaitingBatch> batches;
    while (true) {
      const int64_t after = batches.empty() ? 0 : batches.back().id;
      WaitingBatch batch = reminders_.Waiting(Soon(), key, after, now).value();
      if (batch.id == 0) return batches;
      batches.push_back(std::move(batch));
    }
  }
  std::vector<WaitingReminder> Waiting(const ReminderKey& key = Key(), absl::Time now = kDue) {
    std::vector<WaitingReminder> waiting;
    for (WaitingBatch& batch : Batches(key, now)) std::ranges::move(batch.reminders, std::back_inserter(waiting));
    return waiting;
  }
  void SettleAll(const ReminderKey& key = Key()) {
    for (const WaitingBatch& batch : Batches(key)) {
      EXPECT_TRUE(reminders_.Settle(Soon(), key, batch.id, kDue).ok());
    }
  }
  std::vector<ReminderKey> Open(absl::Time now = kDue) { return reminders_.Open(Soon(), now).value(); }
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

  absl::Time now_ = kDue;
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
  EXPECT_EQ(waiting[0].due, kDue);
  EXPECT_EQ(waiting[0].expires, At("2026-11-21 15:00:00"));
  EXPECT_EQ(waiting[0].area.ToString(), "271004");
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
      {"a contact", [](WatchedPatient& p) { p.status = 0; }, 1},
      {"in an accommodation", [](WatchedPatient& p) { p.status = 4; }, 1},
      {"admitted", [](WatchedPatient& p) { p.status = 5; }, 0},
      {"elsewhere", [](WatchedPatient& p) { p.status = 6; }, 0},
      {"without an address", [](WatchedPatient& p) { p.has_contact = false; }, 0},
      {"without one, but somebody reports for her", [](WatchedPatient& p) { p.has_contact = false; p.reporter = CaseId::Random(); }, 1},
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
  Round wish = Wish();
  wish.risks = {{.unwell = true}};
  EXPECT_EQ(Choose(wish), 1);
  EXPECT_EQ(Waiting()[0].case_id, ill);
  wish.risks = {{.high_risk = true}};
  EXPECT_EQ(Choose(wish), 1);
  wish.risks = {{}};
  EXPECT_EQ(Choose(wish), 1);
  EXPECT_EQ(Waiting().size(), 3u);
  (void)well, (void)frail;
}

TEST_F(ReminderStoreTest, ChoosesThoseOfSeveralRisksAtOnce) {
  Says(Watched(), kNow, 95);
  Watched();
  WatchedBut([](WatchedPatient& p) { p.high_risk = true; });
  Round wish = Wish();
  wish.risks = {{.unwell = true}, {.high_risk = true}};
  EXPECT_EQ(Choose(wish), 2);
  wish.risks.assign(kRisks.begin(), kRisks.end());
  now_ -= ReminderStore::kAgainAfter;  // those of a moment ago are left alone, the others are not
  Watched();
  EXPECT_EQ(Choose(wish), 2);
  EXPECT_EQ(Waiting().size(), 4u);
  EXPECT_EQ(Open(), (std::vector<ReminderKey>{Key()}));
}

TEST_F(ReminderStoreTest, NeverChoosesTwiceForOneSlot) {
  Watched();
  EXPECT_EQ(Choose(), 1);
  EXPECT_EQ(Choose(), 0);
  SettleAll();
  EXPECT_EQ(Choose(), 0) << "also when it has left";
  EXPECT_TRUE(Waiting().empty());
  EXPECT_EQ(Choose(Wish(Rung::kRemindAgain)), 1) << "the second is another";
  Round evening = Wish();
  evening.slot = SlotAfter(kTimes.twice, Zone("Asia/Tokyo"), evening.slot);
  EXPECT_EQ(Choose(evening), 1);
}

TEST_F(ReminderStoreTest, LooksAgainForWhoeverHerRoundMissed) {
  WatchedPatient patient = APatient();
  patient.high_risk = true;
  Watched(patient);
  EXPECT_EQ(reminders_.Choose(Soon(), Wish(), kDue, kDue).value(), 0);
  patient.high_risk = false;  // by what the registry tells a moment later
  Watched(patient);
  const absl::Time again = kDue + ReminderStore::kAgainAfter;
  EXPECT_EQ(reminders_.Choose(Soon(), Wish(), kDue, again - absl::Seconds(1)).value(), 0) << "it was run a moment ago";
  EXPECT_EQ(reminders_.Choose(Soon(), Wish(), kDue, again).value(), 1);
  EXPECT_EQ(Open(), (std::vector<ReminderKey>{Key()}));
}

TEST_F(ReminderStoreTest, NeverSendsTheSecondBehindTheFirstsHeels) {
  Watched();
  Choose();  // late
  const absl::Time chosen = now_;
  EXPECT_EQ(Choose(Wish(Rung::kRemindAgain), chosen - absl::Seconds(1)), 0);
  EXPECT_EQ(Choose(Wish(Rung::kRemindAgain), chosen), 1);
}

TEST_F(ReminderStoreTest, KeepsHoursApart) {
  const CaseId early = Watched(), late = Watched();
  ASSERT_TRUE(pool_.Run(Soon(), {"t", "UPDATE patients SET remind_from = 720 WHERE case_id = $1"},
                        platform::postgres::Params().Uuid(late.uuid())).ok());
  EXPECT_EQ(Choose(), 1);
  EXPECT_EQ(Waiting()[0].case_id, early);
  Round wish = Wish();
  wish.group.remind_from = 720;
  EXPECT_EQ(Choose(wish), 1);
  EXPECT_EQ(Waiting().size(), 2u);
}

TEST_F(ReminderStoreTest, ChoosesEachOnceWithManyWorkers) {
  for (int i = 0; i < 50; ++i) Watched();
  std::atomic<int64_t> chosen = 0;
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i) {
    workers.emplace_back([&] { chosen += reminders_.Choose(Soon(), Wish(), kDue, kDue).value(); });
  }
  for (std::thread& worker : workers) worker.join();
  EXPECT_EQ(chosen, 50);
  EXPECT_EQ(Waiting().size(), 50u);
}

// Rounds that overlap, of risks that change meanwhile: what no key holds, the lock does.
TEST_F(ReminderStoreTest, ChoosesEachOnceWhoeverChangesBetweenRounds) {
  std::vector<WatchedPatient> people(40, APatient());
  for (WatchedPatient& one : people) {
    one.case_id = CaseId::Random();
    Watched(one);
  }
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i) {
    workers.emplace_back([&, i] {
      Round wish = Wish();
      wish.risks = {kRisks[i]};
      for (int round = 0; round < 5; ++round) {
        EXPECT_TRUE(reminders_.Choose(Soon(), wish, kDue, kDue + round * ReminderStore::kAgainAfter).ok());
      }
    });
  }
  for (WatchedPatient& one : people) {
    one.high_risk = true;
    Watched(one);
  }
  for (std::thread& worker : workers) worker.join();
  Round wish = Wish();
  wish.risks.assign(kRisks.begin(), kRisks.end());
  now_ += absl::Hours(2);
  Choose(wish);
  const auto waiting = Waiting();
  std::set<CaseId> chosen;
  for (const WaitingReminder& one : waiting) chosen.insert(one.case_id);
  EXPECT_EQ(waiting.size(), people.size());
  EXPECT_EQ(chosen.size(), people.size());
}

TEST_F(ReminderStoreTest, ChoosesInBatchesThatTheRegistryAnswersFor) {
  constexpr int kMany = 2 * ReminderStore::kMostOfABatch + 1;
  for (int i = 0; i < kMany; ++i) Watched();
  EXPECT_EQ(Choose(), kMany);
  const auto batches = Batches();
  ASSERT_EQ(batches.size(), 3u);
  EXPECT_EQ(batches[0].reminders.size(), static_cast<size_t>(ReminderStore::kMostOfABatch));
  EXPECT_EQ(batches[1].reminders.size(), static_cast<size_t>(ReminderStore::kMostOfABatch));
  EXPECT_EQ(batches[2].reminders.size(), 1u);
}

// A worker that falls leaves all of a batch or nothing.
TEST_F(ReminderStoreTest, LeavesARoundOpenUntilAllAreSettled) {
  Watched();
  EXPECT_TRUE(Open().empty());
  Choose();
  Watched();
  Choose();
  ASSERT_EQ(Open(), (std::vector<ReminderKey>{Key()}));
  EXPECT_TRUE(Open(Wish().slot.end).empty()) << "nothing leaves when the slot is over";
  ASSERT_EQ(Batches().size(), 2u);
  ASSERT_TRUE(reminders_.Settle(Soon(), Key(), Batches()[0].id, kDue).ok());
  ASSERT_TRUE(reminders_.Close(Soon(), Key(), kDue).ok());
  EXPECT_EQ(Open().size(), 1u) << "one still waits";
  EXPECT_EQ(Waiting().size(), 1u);
  SettleAll();
  ASSERT_TRUE(reminders_.Close(Soon(), Key(), kDue).ok());
  EXPECT_TRUE(Open().empty());
}

TEST_F(ReminderStoreTest, SeesThatAMailIsNeededNoMore) {
  const CaseId id = Watched();
  Choose();
  EXPECT_TRUE(Waiting()[0].needed);
  Says(id, Wish().slot.start - absl::Seconds(1));
  EXPECT_TRUE(Waiting()[0].needed) << "of the slot before";
  Says(id, Wish().slot.start);
  EXPECT_FALSE(Waiting()[0].needed) << "written in the morning, and sent when there was a network again";
  EXPECT_TRUE(Waiting(Key(), Wish().slot.end).empty()) << "nothing leaves when the slot is over";
  EXPECT_EQ(Waiting(Key(), Wish().slot.end - absl::Seconds(1)).size(), 1u);
}

TEST_F(ReminderStoreTest, SeesThatSheIsAskedNoMore) {
  const struct {
    const char* name;
    std::function<void(WatchedPatient&)> change;
    bool needed;
  } cases[] = {
      {"as before", [](WatchedPatient&) {}, true},
      {"in a hospital", [](WatchedPatient& p) { p.status = 5; }, false},
      {"elsewhere", [](WatchedPatient& p) { p.status = 6; }, false},
      {"released", [](WatchedPatient& p) { p.status = 7; }, false},
      {"dead", [](WatchedPatient& p) { p.status = 8; }, false},
      {"her plan was ended", [](WatchedPatient& p) { p.plan.reset(); }, false},
      {"her plan ended yesterday", [](WatchedPatient& p) { p.plan->last = absl::CivilDay(2026, 11, 20); }, false},
  };
  WatchedPatient patient = APatient();
  Watched(patient);
  Choose();
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    WatchedPatient now = patient;
    c.change(now);
    Watched(now);
    EXPECT_EQ(Waiting()[0].needed, c.needed);
  }
  ASSERT_TRUE(patients_.Forget(Soon(), patient.case_id, ++sequence_).ok());
  EXPECT_TRUE(Waiting().empty()) << "a case that is none";
  EXPECT_EQ(Batches().size(), 1u) << "and the batch is settled like others";
}

TEST_F(ReminderStoreTest, NamesThePersonWhoReportsForHer) {
  const CaseId mother = CaseId::Random();
  WatchedBut([&](WatchedPatient& p) { p.reporter = mother; });
  Choose();
  EXPECT_EQ(Waiting()[0].reporter, mother);
}

TEST_F(ReminderStoreTest, KnowsTheGroups) {
  Watched();
  Watched();
  WatchedBut([](WatchedPatient& p) { p.time_zone = "Europe/Berlin"; p.plan->times_a_day = 1; });
  WatchedBut([](WatchedPatient& p) { p.time_zone = "Asia/Seoul"; p.plan->last = absl::CivilDay(2026, 11, 19); });
  WatchedBut([](WatchedPatient& p) { p.time_zone = "Asia/Taipei"; p.plan->first = absl::CivilDay(2026, 11, 22); });
  const std::vector<SlotGroup> expected{{"Asia/Tokyo", 2}, {"Europe/Berlin", 1}};
  EXPECT_EQ(reminders_.Groups(Soon(), absl::CivilDay(2026, 11, 20), absl::CivilDay(2026, 11, 21)).value(), expected);
  EXPECT_EQ(reminders_.Groups(Soon(), absl::CivilDay::min(), absl::CivilDay(2026, 11, 21))->size(), 3u);
}

TEST_F(ReminderStoreTest, BeginsALookForTheSilentOnceForAllWorkers) {
  Round wish = Wish(Rung::kCall);
  std::atomic<int> begun = 0;
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i) {
    workers.emplace_back([&] { begun += reminders_.Begin(Soon(), wish, absl::Minutes(5), kDue).value() ? 1 : 0; });
  }
  for (std::thread& worker : workers) worker.join();
  EXPECT_EQ(begun, 1);
  EXPECT_FALSE(reminders_.Begin(Soon(), wish, absl::Minutes(5), kDue + absl::Seconds(299)).value());
  EXPECT_TRUE(reminders_.Begin(Soon(), wish, absl::Minutes(5), kDue + absl::Minutes(5)).value());
  wish.risks = {{.unwell = true}};
  EXPECT_TRUE(reminders_.Begin(Soon(), wish, absl::Minutes(5), kDue).value()) << "others are another round";
}

TEST_F(ReminderStoreTest, ForgetsOldOnes) {
  Watched();
  Choose();
  EXPECT_EQ(reminders_.Forget(Soon(), absl::CivilDay(2026, 11, 21)).value(), 0);
  EXPECT_EQ(reminders_.Forget(Soon(), absl::CivilDay(2026, 11, 22)).value(), 1);
  EXPECT_TRUE(Open().empty());
}

}  // namespace
}  // namespace mimamori::observation
