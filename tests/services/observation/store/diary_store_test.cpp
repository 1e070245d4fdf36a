// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/diary_store.hpp"

#include "tests/services/observation/store/observation_store_fixture.hpp"

namespace mimamori::observation {
namespace {

class DiaryStoreTest : public ObservationStoreTest {
 protected:
  DiaryStore diaries_{pool_};
};

TEST_F(DiaryStoreTest, PreparesEveryStatement) { PreparesAll(DiaryStore::Statements()); }

TEST_F(DiaryStoreTest, KnowsWhatANextReportRestsOn) {
  WatchedPatient patient = APatient();
  patient.high_risk = true;
  patient.time_zone = "Europe/Berlin";
  const CaseId hers = Watched(patient);
  auto household = diaries_.Household(Soon(), hers);
  ASSERT_TRUE(household.ok()) << household.status();
  ASSERT_EQ(household->size(), 1u);
  const observation::Watched& fresh = (*household)[0].watched;
  EXPECT_EQ(fresh.last_report, std::nullopt);
  EXPECT_TRUE(fresh.high_risk);
  EXPECT_EQ(fresh.plan.first, patient.plan->first);
  EXPECT_EQ(fresh.plan.last, patient.plan->last);
  EXPECT_EQ(fresh.plan.times_a_day, 2);
  EXPECT_EQ(fresh.plan.from, kNow);
  EXPECT_EQ(fresh.plan.zone, Zone("Europe/Berlin"));
  Report report = Well(kNow);
  report.readings.spo2 = 93;
  Tell({{.patient = hers, .request = RequestId::Random(), .report = report, .reported_by = "x"}});
  household = diaries_.Household(Soon(), hers);
  EXPECT_EQ((*household)[0].watched.last_report, kNow);
  EXPECT_EQ((*household)[0].watched.last_tier, Tier::kOrange);
  EXPECT_FALSE((*household)[0].Ended());
  patient.case_id = hers;
  patient.status = 8;
  Watched(patient);
  EXPECT_TRUE(diaries_.Household(Soon(), hers)->at(0).Ended());
  EXPECT_TRUE(diaries_.Household(Soon(), CaseId::Random())->empty());
}

}  // namespace
}  // namespace mimamori::observation
