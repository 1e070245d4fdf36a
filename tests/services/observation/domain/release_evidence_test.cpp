// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/release_evidence.hpp"

#include <gtest/gtest.h>

#include "tests/services/observation/domain/rules.hpp"

namespace mimamori::observation {
namespace {

const absl::Time kNow = At("2026-11-21 12:00:00");

ReleaseRules National() {
  return {.rules = {{.from = absl::CivilDay(2022, 9, 7),
                     .symptomatic = {.days = 7, .hours_improved = 24},
                     .inpatient = {.days = 10, .hours_improved = 72},
                     .asymptomatic_days = 7,
                     .asymptomatic_tested_days = 5}},
          .still_ill = {Symptom::kDifficultyBreathing}};
}
ReleaseCase Released() {
  ReleaseCase released{.patient = Grown()};
  released.patient.onset = absl::CivilDay(2026, 11, 10);
  return released;
}
// A cough and a fever for two days, well from then on.
std::vector<Report> Getting() {
  std::vector<Report> reports;
  for (int half_day = 0; half_day < 20; ++half_day) {
    reports.push_back(Well(kNow - absl::Hours(12 * (19 - half_day))));
    if (half_day < 4) reports.back().symptoms = WordSet<Symptom>{Symptom::kCough};
    if (half_day < 3) reports.back().readings.temperature = 381;
  }
  return reports;
}
ReleaseEvidence Evidence(const std::vector<Report>& reports, const ReleaseCase& released = Released(), absl::Time now = kNow) {
  return EvidenceFor(National(), RuleSets(Rules()), released, reports, Zone("Asia/Tokyo"), now);
}

TEST(ReleaseEvidence, TellsOfFeverAndSymptoms) {
  const auto reports = Getting();
  const ReleaseEvidence evidence = Evidence(reports);
  EXPECT_TRUE(evidence.proposal.ready);
  EXPECT_EQ(evidence.last_fever, reports[2].time);
  EXPECT_EQ(evidence.last_symptoms, reports[3].time);
  EXPECT_EQ(evidence.reports, 20);
  EXPECT_EQ(evidence.SymptomFreeDays(), 8);
}

TEST(ReleaseEvidence, CountsFromTheFirstReportWhereThereWereNoSymptoms) {
  const ReleaseEvidence evidence = Evidence({Well(kNow - absl::Hours(71)), Well(kNow)});
  EXPECT_FALSE(evidence.last_fever);
  EXPECT_FALSE(evidence.last_symptoms);
  EXPECT_EQ(evidence.SymptomFreeDays(), 2);
  EXPECT_EQ(Evidence({}).SymptomFreeDays(), 0);
}

// Who confirms names what she saw; minutes later it is the same.
TEST(ReleaseEvidence, ReadsTheSameUntilSomethingElseIsKnown) {
  auto reports = Getting();
  const std::string seen = DescribeEvidence(Evidence(reports));
  EXPECT_EQ(DescribeEvidence(Evidence(reports, Released(), kNow + absl::Hours(2))), seen);
  std::vector<std::string> others;
  ReleaseCase tested = Released();
  tested.negative_test = absl::CivilDay(2026, 11, 20);
  others.push_back(DescribeEvidence(Evidence(reports, tested)));
  ReleaseCase inside = Released();
  inside.setting = Setting::kInpatient;
  others.push_back(DescribeEvidence(Evidence(reports, inside)));
  ReleaseCase earlier = Released();
  earlier.patient.onset = absl::CivilDay(2026, 11, 9);
  others.push_back(DescribeEvidence(Evidence(reports, earlier)));
  reports.push_back(Well(kNow + absl::Minutes(1)));
  others.push_back(DescribeEvidence(Evidence(reports)));
  reports.pop_back();
  reports[2].readings.temperature = 370;
  others.push_back(DescribeEvidence(Evidence(reports)));
  for (const std::string& other : others) EXPECT_NE(other, seen);
}

TEST(ReleaseEvidence, KnowsWhereSheWaitsByTheRegistry) {
  EXPECT_EQ(SettingOf(3), Setting::kHome);
  EXPECT_EQ(SettingOf(4), Setting::kAccommodation);
  EXPECT_EQ(SettingOf(5), Setting::kInpatient);
}

TEST(CertifiedDays, BeginWithTheSamplingAndEndWithTheRelease) {
  Patient patient = Released().patient;
  const ReleaseEvidence evidence = Evidence(Getting());
  EXPECT_EQ(DaysOf(evidence, patient, kNow), (CertifiedDays{absl::CivilDay(2026, 11, 10), absl::CivilDay(2026, 11, 21)}));
  patient.sampling = absl::CivilDay(2026, 11, 12);
  EXPECT_EQ(DaysOf(evidence, patient, kNow).start, absl::CivilDay(2026, 11, 12));
  patient.zone = Zone("America/New_York");
  EXPECT_EQ(DaysOf(evidence, patient, At("2026-11-21 12:59:59")).end, absl::CivilDay(2026, 11, 20)) << "where she is";
}

}  // namespace
}  // namespace mimamori::observation
