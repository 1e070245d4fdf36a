// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/patient_store.hpp"

#include "tests/services/observation/store/observation_store_fixture.hpp"

namespace mimamori::observation {
namespace {

class PatientStoreTest : public ObservationStoreTest {
 protected:
  absl::Status Keep(const WatchedPatient& patient, absl::Time now = kNow) {
    return patients_.Keep(Soon(), patient, ++sequence_, now);
  }
  std::optional<WatchedPatient> Find(const CaseId& id) {
    const auto found = patients_.Find(Soon(), id);
    EXPECT_TRUE(found.ok()) << found.status();
    return found.ok() ? *found : std::nullopt;
  }
};

TEST_F(PatientStoreTest, PreparesEveryStatement) { PreparesAll(PatientStore::Statements()); }

TEST_F(PatientStoreTest, KeepsWhatTheRegistryTells) {
  WatchedPatient patient = APatient();
  patient.patient.risk_factors = {RiskFactor::kDiabetes, RiskFactor::kAsymptomatic};
  patient.patient.onset = absl::CivilDay(2026, 11, 16);
  patient.patient.sampling = absl::CivilDay(2026, 11, 17);
  patient.reporter = CaseId::Random();
  patient.high_risk = true;
  patient.time_zone = "Europe/Berlin";
  patient.patient.zone = Zone("Europe/Berlin");
  ASSERT_TRUE(Keep(patient).ok());
  patient.plan_since = kNow;
  EXPECT_EQ(Find(patient.case_id), patient);
  EXPECT_EQ(patients_.Position(Soon()).value(), 1);

  patient.patient = {.kind = Kind::kContact, .zone = Zone("Asia/Tokyo")};
  patient.time_zone = "Asia/Tokyo";
  patient.status = 0;
  patient.language = "vi";
  patient.has_contact = false;
  patient.high_risk = false;
  patient.reporter.reset();
  ASSERT_TRUE(Keep(patient, kNow + absl::Hours(1)).ok());
  EXPECT_EQ(Find(patient.case_id), patient) << "the same plan since the same moment";
}

TEST_F(PatientStoreTest, KnowsSinceWhenAPlanHolds) {
  WatchedPatient patient = APatient();
  ASSERT_TRUE(Keep(patient).ok());
  patient.plan->last += 1;
  ASSERT_TRUE(Keep(patient, kNow + absl::Hours(1)).ok());
  EXPECT_EQ(Find(patient.case_id)->plan_since, kNow + absl::Hours(1));
  patient.plan.reset();
  ASSERT_TRUE(Keep(patient, kNow + absl::Hours(2)).ok());
  ASSERT_TRUE(Find(patient.case_id)) << "she stays, with what she told";
  EXPECT_EQ(Find(patient.case_id)->plan, std::nullopt);
  EXPECT_EQ(Find(patient.case_id)->plan_since, std::nullopt);
}

TEST_F(PatientStoreTest, TakesNobodyWhoNeverHadAPlan) {
  WatchedPatient patient = APatient();
  patient.plan.reset();
  ASSERT_TRUE(Keep(patient).ok());
  EXPECT_FALSE(Find(patient.case_id));
  EXPECT_EQ(patients_.Position(Soon()).value(), 1) << "and goes on";
}

TEST_F(PatientStoreTest, ForgetsACaseThatIsNone) {
  const CaseId id = Watched();
  ASSERT_TRUE(patients_.Forget(Soon(), id, ++sequence_).ok());
  EXPECT_FALSE(Find(id));
  EXPECT_TRUE(patients_.Forget(Soon(), CaseId::Random(), ++sequence_).ok()) << "never heard of";
}

TEST_F(PatientStoreTest, NeverAppliesAChangeTwice) {
  WatchedPatient patient = APatient();
  ASSERT_TRUE(Keep(patient).ok());
  patient.number = "other";
  EXPECT_EQ(platform::ReasonOf(patients_.Keep(Soon(), patient, 1, kNow)), "POSITION_TAKEN");
  EXPECT_EQ(Find(patient.case_id)->number, "271004-2026-000123");
  EXPECT_EQ(platform::ReasonOf(patients_.Forget(Soon(), patient.case_id, 1)), "POSITION_TAKEN");
  EXPECT_TRUE(Find(patient.case_id));
}

}  // namespace
}  // namespace mimamori::observation
