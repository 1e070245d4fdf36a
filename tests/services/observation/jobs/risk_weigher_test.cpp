// SPDX-License-Identifier: Apache-2.0
#include "services/observation/jobs/risk_weigher.hpp"

#include <thread>

#include "services/platform/postgres/policies.hpp"
#include "tests/services/observation/store/observation_store_fixture.hpp"

namespace mimamori::observation {
namespace {

// By the shipped rules: two points from 65 years on, three from 75; two for diabetes; at high risk from three on.
class RiskWeigherTest : public ObservationStoreTest {
 protected:
  RiskWeigherTest() { EXPECT_TRUE(rules_.Refresh(Soon(), kNow).ok()); }

  CaseId Born(int year, bool diabetic = false) {
    WatchedPatient patient = APatient();
    patient.patient.birth_year = year;
    if (diabetic) patient.patient.risk_factors.Add(RiskFactor::kDiabetes);
    patient.high_risk = IsAtHighRisk(*rules_.Current().value()->triage.At(kNow), patient.patient, YearOf(kNow));
    return Watched(patient);
  }
  bool HighRisk(const CaseId& id) { return (*patients_.Find(Soon(), id))->high_risk; }
  // From then on as few points as that make a high risk.
  void Propose(int high_risk_at, absl::Time from) {
    platform::postgres::Pool owner(database_.OwnerConninfo(), 1);
    ASSERT_TRUE(owner.Run(Soon(), {"t", R"sql(
      INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by)
      SELECT name, 2, $1, jsonb_set(body, '{admission,high_risk_at}', to_jsonb($2::int4)), 'a', 'b' FROM policies
      WHERE name = 'observation.triage')sql"},
                          platform::postgres::Params().Time(from).Int4(high_risk_at)).ok());
    ASSERT_TRUE(rules_.Refresh(Soon(), from).ok());
  }
  int64_t Weigh(absl::Time now) {
    const auto changed = weigher_.Run(now);
    EXPECT_TRUE(changed.ok()) << changed.status();
    return changed.value_or(-1);
  }

  RuleBook rules_{pool_, reports_};
  RiskStore risks_{pool_};
  RiskWeigher weigher_{risks_, rules_, /*step=*/2};
};

TEST_F(RiskWeigherTest, PreparesEveryStatement) { PreparesAll(RiskStore::Statements()); }

TEST_F(RiskWeigherTest, WeighsEverybodyByTheNewRules) {
  const CaseId young = Born(1990), diabetic = Born(1990, true), old = Born(1940), elderly = Born(1958);
  EXPECT_EQ(Weigh(kNow), 0) << "as they were taken in";
  Propose(2, kNow + absl::Hours(1));
  const absl::Time counted = kNow + absl::Hours(1) + platform::postgres::kPolicyNotice;
  EXPECT_EQ(Weigh(counted - absl::Seconds(1)), 0) << "not before all processes take people in by them";
  EXPECT_FALSE(HighRisk(diabetic));
  EXPECT_EQ(Weigh(counted), 2);
  EXPECT_FALSE(HighRisk(young));
  EXPECT_TRUE(HighRisk(diabetic));
  EXPECT_TRUE(HighRisk(elderly));
  EXPECT_TRUE(HighRisk(old));
  EXPECT_EQ(Weigh(counted + absl::Minutes(1)), 0);
}

TEST_F(RiskWeigherTest, TakesARiskBackThatIsNoneAnyMore) {
  const CaseId old = Born(1940);
  Weigh(kNow);
  Propose(4, kNow);
  EXPECT_EQ(Weigh(kNow + absl::Minutes(1)), 1);
  EXPECT_FALSE(HighRisk(old));
}

TEST_F(RiskWeigherTest, LooksAtNobodyTwiceOnOneBasis) {
  const CaseId young = Born(1990);
  Weigh(kNow);
  ASSERT_TRUE(pool_.Run(Soon(), {"t.wrong", "UPDATE patients SET high_risk = true"}).ok());
  EXPECT_EQ(Weigh(kNow + absl::Hours(24)), 0);
  EXPECT_TRUE(HighRisk(young));
}

// From 75 years on.
TEST_F(RiskWeigherTest, WeighsEverybodyWhenAYearBegins) {
  const CaseId older = Born(1953);
  Weigh(kNow);
  ASSERT_FALSE(HighRisk(older));
  EXPECT_EQ(Weigh(At("2030-01-01 12:00:00")), 1);
  EXPECT_TRUE(HighRisk(older));
}

TEST_F(RiskWeigherTest, GoesOnWhereItStopped) {
  for (int i = 0; i < 5; ++i) Born(1990, true);
  Weigh(kNow);
  const RiskBasis basis{.rules_version = 9, .year = 2026};
  const auto everybody = [](const Patient&) { return true; };
  auto step = risks_.Weigh(Soon(), basis, everybody, 2);
  ASSERT_TRUE(step.ok()) << step.status();
  EXPECT_FALSE(step->done);
  EXPECT_EQ(step->changed, 2);
  int weighed = 0;
  const auto count = [&](const Patient&) { return ++weighed > 0; };
  EXPECT_FALSE(risks_.Weigh(Soon(), basis, count, 2)->done);
  EXPECT_TRUE(risks_.Weigh(Soon(), basis, count, 2)->done);
  EXPECT_TRUE(risks_.Weigh(Soon(), basis, count, 2)->done);
  EXPECT_EQ(weighed, 3);
}

TEST_F(RiskWeigherTest, WeighsEachOnceWithManyWorkers) {
  for (int i = 0; i < 40; ++i) Born(1990, true);
  Weigh(kNow);
  Propose(2, kNow);
  std::atomic<int64_t> changed = 0;
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i) workers.emplace_back([&] { changed += weigher_.Run(kNow + absl::Minutes(1)).value(); });
  for (std::thread& worker : workers) worker.join();
  EXPECT_EQ(changed, 40);
}

}  // namespace
}  // namespace mimamori::observation
