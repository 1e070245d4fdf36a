// SPDX-License-Identifier: Apache-2.0
#include "services/observation/jobs/silence_watch.hpp"

#include <functional>
#include <thread>

#include "services/observation/jobs/forgetting.hpp"
#include "tests/services/observation/store/observation_store_fixture.hpp"

namespace mimamori::observation {
namespace {

const Scope kEverywhere{platform::AreaCode::Parse("271004").value(), platform::AreaCode::Parse("131016").value()};

// By the shipped rules: due at 10:00 and 20:00; mails at once and 2 h later (unwell: 1 h), a call after 12 h (3 h).
class SilenceWatchTest : public ObservationStoreTest {
 protected:
  SilenceWatchTest() { EXPECT_TRUE(rules_.Refresh(Soon(), kNow).ok()); }

  CaseId WatchedBut(const std::function<void(WatchedPatient&)>& change) {
    WatchedPatient patient = APatient();
    change(patient);
    return Watched(patient);
  }
  void Says(const CaseId& id, absl::Time time, int spo2 = 98) {
    NewReport told{.patient = id, .request = RequestId::Random(), .report = Well(time), .reported_by = id.ToString()};
    told.report.readings.spo2 = spo2;
    EXPECT_TRUE(Tell({told})[0].ok());
  }
  int64_t Choose(absl::Time now) {
    const auto chosen = watch_.ChooseReminders(now);
    EXPECT_TRUE(chosen.ok()) << chosen.status();
    return chosen.value_or(-1);
  }
  int64_t Choose(const char* now) { return Choose(At(now)); }
  int64_t Climb(const char* now) {
    const auto listed = watch_.ClimbLadders(At(now));
    EXPECT_TRUE(listed.ok()) << listed.status();
    return listed.value_or(-1);
  }
  // Again and again, as the job runs; when how many were chosen.
  std::vector<std::pair<std::string, int64_t>> AllTheTime(absl::Time from, absl::Time until) {
    std::vector<std::pair<std::string, int64_t>> chosen;
    for (absl::Time now = from; now < until; now += absl::Minutes(5)) {
      const int64_t count = Choose(now);
      if (count > 0) chosen.emplace_back(absl::FormatTime("%d %H:%M", now, Zone("Asia/Tokyo")), count);
    }
    return chosen;
  }
  size_t Waiting(const ReminderKey& key, absl::Time now) {
    size_t waiting = 0;
    for (int64_t after = 0;;) {
      const WaitingBatch batch = reminders_.Waiting(Soon(), key, after, now).value();
      if (batch.id == 0) return waiting;
      waiting += batch.reminders.size();
      after = batch.id;
    }
  }

  RuleBook rules_{pool_, reports_};
  SilenceWatch watch_{reminders_, silence_, rules_};
};

using Chosen = std::vector<std::pair<std::string, int64_t>>;

TEST_F(SilenceWatchTest, RemindsTwiceAndNoMoreInEachSlotOfADay) {
  Watched();
  EXPECT_EQ(AllTheTime(At("2026-11-21 09:30:00"), At("2026-11-21 22:30:00")),
            (Chosen{{"21 10:00", 1}, {"21 12:00", 1}, {"21 20:00", 1}, {"21 22:00", 1}}));
}

TEST_F(SilenceWatchTest, RemindsToTheSecond) {
  Watched();
  EXPECT_EQ(Choose("2026-11-21 09:59:59"), 0);
  EXPECT_EQ(Choose("2026-11-21 10:00:00"), 1);
  EXPECT_EQ(Choose("2026-11-21 11:59:59"), 0);
  EXPECT_EQ(Choose("2026-11-21 12:00:00"), 1);
}

TEST_F(SilenceWatchTest, RemindsThoseSoonerWhoWereUnwell) {
  const CaseId ill = Watched();
  Watched();
  Says(ill, kNow, 95);
  EXPECT_EQ(AllTheTime(At("2026-11-21 09:55:00"), At("2026-11-21 12:30:00")),
            (Chosen{{"21 10:00", 2}, {"21 11:00", 1}, {"21 12:00", 1}}));
}

TEST_F(SilenceWatchTest, RemindsNobodyWhoReportedInTheSlotOrWhosePlanIsOver) {
  Says(Watched(), At("2026-11-21 04:00:00"));
  WatchedBut([](WatchedPatient& p) { p.plan->last = absl::CivilDay(2026, 11, 20); });
  WatchedBut([](WatchedPatient& p) { p.status = 8; });
  EXPECT_EQ(Choose("2026-11-21 10:00:00"), 0);
}

// The last slot of a plan begins on its last evening and ends the next morning.
TEST_F(SilenceWatchTest, RemindsUntilTheEndOfThePlanAndNeverBehindIt) {
  WatchedBut([](WatchedPatient& p) { p.plan->last = absl::CivilDay(2026, 11, 21); });
  EXPECT_EQ(AllTheTime(At("2026-11-21 19:30:00"), At("2026-11-22 13:00:00")), (Chosen{{"21 20:00", 1}, {"21 22:00", 1}}));
}

TEST_F(SilenceWatchTest, RemindsWithinHerOwnHours) {
  const CaseId late = Watched();
  ASSERT_TRUE(pool_.Run(Soon(), {"t", "UPDATE patients SET remind_from = 660, remind_until = 720 WHERE case_id = $1"},
                        platform::postgres::Params().Uuid(late.uuid())).ok());
  // 11:00 to noon: the second would come at noon, which is none of her minutes; in the evening there are none.
  EXPECT_EQ(AllTheTime(At("2026-11-21 09:30:00"), At("2026-11-22 00:00:00")), (Chosen{{"21 11:00", 1}}));
}

TEST_F(SilenceWatchTest, RemindsByTheClockOfWhereverSheStays) {
  const struct {
    const char* zone;
    const char* due;  // there
  } cases[] = {{"Asia/Tokyo", "2026-11-21 10:00:00"},
               {"Pacific/Kiritimati", "2026-11-21 10:00:00"},
               {"Pacific/Pago_Pago", "2026-11-21 10:00:00"},
               {"Asia/Kathmandu", "2026-11-21 10:00:00"},
               {"Europe/Berlin", "2027-03-28 10:00:00"},       // the clocks skip 02:00
               {"America/New_York", "2026-11-01 10:00:00"},    // 01:00 comes twice
               {"Australia/Lord_Howe", "2027-04-04 10:00:00"}};  // half an hour
  for (const auto& c : cases) {
    SCOPED_TRACE(c.zone);
    const absl::Time due = At(c.due, Zone(c.zone));
    WatchedPatient patient = APatient();
    patient.time_zone = c.zone;
    patient.plan->first = absl::CivilDay(2026, 10, 1);
    patient.plan->last = absl::CivilDay(2027, 12, 1);
    ASSERT_TRUE(patients_.Keep(Soon(), patient, ++sequence_, due - absl::Hours(2)).ok());
    EXPECT_EQ(Choose(due - absl::Seconds(1)), 0);
    EXPECT_EQ(Choose(due), 1);
    EXPECT_EQ(Choose(due + absl::Minutes(30)), 0);
    ASSERT_TRUE(patients_.Forget(Soon(), patient.case_id, ++sequence_).ok());
  }
}

TEST_F(SilenceWatchTest, ChoosesEachOnceWithTwoWorkersAtOnce) {
  for (int i = 0; i < 40; ++i) Watched();
  SilenceWatch other(reminders_, silence_, rules_);
  std::atomic<int64_t> chosen = 0;
  std::vector<std::thread> workers;
  for (SilenceWatch* watch : {&watch_, &other}) {
    workers.emplace_back([&chosen, watch] { chosen += watch->ChooseReminders(At("2026-11-21 10:00:00")).value(); });
  }
  for (std::thread& worker : workers) worker.join();
  EXPECT_EQ(chosen, 40);
}

TEST_F(SilenceWatchTest, DoesWhatItMissedOnceAndLeavesWhatIsOver) {
  Watched();
  // Nobody looked from the morning on until the evening: of the morning's slot nothing leaves any more.
  EXPECT_EQ(AllTheTime(At("2026-11-21 20:30:00"), At("2026-11-22 01:00:00")),
            (Chosen{{"21 20:30", 1}, {"21 22:30", 1}})) << "the second as long behind the first as ever";
}

TEST_F(SilenceWatchTest, ChoosesNobodyAnewWhenTheClockGoesBack) {
  Watched();
  EXPECT_EQ(Choose("2026-11-21 12:00:00"), 1);
  EXPECT_EQ(Choose("2026-11-21 10:00:00"), 0);
  EXPECT_EQ(Choose("2026-11-21 12:00:00"), 0);
  EXPECT_EQ(Choose("2026-11-21 14:00:00"), 1) << "the second";
  EXPECT_EQ(Choose("2026-11-21 14:30:00"), 0);
}

TEST_F(SilenceWatchTest, ClimbsFromTheMailsToTheListAndToHerDoor) {
  const CaseId id = Watched();
  Says(id, At("2026-11-20 20:00:00"));
  EXPECT_EQ(Choose("2026-11-21 10:00:00"), 1);
  EXPECT_EQ(Choose("2026-11-21 12:00:00"), 1);
  EXPECT_EQ(Climb("2026-11-21 21:59:59"), 0);
  EXPECT_EQ(Climb("2026-11-21 22:00:00"), 1);
  EXPECT_EQ(work_.Get(Soon(), kEverywhere, id)->item.rung, Rung::kCall);
  EXPECT_EQ(Climb("2026-11-22 21:59:59"), 0);
  EXPECT_EQ(Climb("2026-11-22 22:00:00"), 1);
  EXPECT_EQ(work_.Get(Soon(), kEverywhere, id)->item.rung, Rung::kWelfareCheck);
  EXPECT_EQ(work_.List(Soon(), kEverywhere, {}, 10)->size(), 1u) << "one item a person";
}

TEST_F(SilenceWatchTest, LooksAgainForThoseWhoseRiskChanged) {
  WatchedPatient patient = APatient();
  Watched(patient);
  Says(patient.case_id, At("2026-11-20 20:00:00"));
  EXPECT_EQ(Climb("2026-11-21 14:00:00"), 0);
  patient.high_risk = true;  // called after 4 h, not 12
  Watched(patient);
  EXPECT_EQ(Climb("2026-11-21 14:01:00"), 0) << "that round was run a minute ago";
  EXPECT_EQ(Climb("2026-11-21 14:05:00"), 1);
}

TEST_F(SilenceWatchTest, ListsManyInSteps) {
  for (int i = 0; i < 600; ++i) Watched();
  EXPECT_EQ(Climb("2026-11-21 08:00:00"), 600);
}

TEST_F(SilenceWatchTest, FollowsANewPolicy) {
  Watched();
  platform::postgres::Pool owner(database_.OwnerConninfo(), 1);
  ASSERT_TRUE(owner.Run(Soon(), {"t", R"(
    INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by)
    SELECT name, 2, $1, jsonb_set(body, '{ladders,ordinary,remind}', '15'), 'a', 'b' FROM policies
    WHERE name = 'observation.monitoring')"}, platform::postgres::Params().Time(At("2026-11-21 09:00:00"))).ok());
  ASSERT_TRUE(rules_.Refresh(Soon(), At("2026-11-21 09:00:00")).ok());
  // The other ladders can't be slower than this one, and are not: hers alone is.
  EXPECT_EQ(Choose("2026-11-21 10:14:59"), 0);
  EXPECT_EQ(Choose("2026-11-21 10:15:00"), 1);
}

TEST_F(SilenceWatchTest, ForgetsByPolicy) {
  Watched();
  Choose("2026-11-21 10:00:00");
  const ReminderKey key{.slot = {.day = absl::CivilDay(2026, 11, 21), .number = 0}, .rung = Rung::kRemind};
  const absl::Time at = At("2026-11-21 10:00:00");
  ASSERT_TRUE(ForgetOld(reports_, reminders_, work_, rules_, at + absl::Hours(24 * 60)).ok());
  EXPECT_EQ(Waiting(key, at), 1u);
  ASSERT_TRUE(ForgetOld(reports_, reminders_, work_, rules_, at + absl::Hours(24 * 61)).ok());
  EXPECT_EQ(Waiting(key, at), 0u);
}

}  // namespace
}  // namespace mimamori::observation
