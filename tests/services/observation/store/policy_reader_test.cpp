// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/policy_reader.hpp"

#include "services/platform/postgres/policies.hpp"
#include "tests/services/observation/store/observation_store_fixture.hpp"

namespace mimamori::observation {
namespace {

class PolicyReaderTest : public ObservationStoreTest {
 protected:
  std::string Shipped(const std::string& name) {
    const auto policy = platform::postgres::PolicyAt(pool_, Soon(), name, kNow);
    EXPECT_TRUE(policy.ok()) << policy.status();
    return policy.ok() ? policy->body : "";
  }
  static std::string With(std::string body, const std::string& figure, const std::string& instead) {
    const size_t at = body.find(figure);
    EXPECT_NE(at, std::string::npos) << figure;
    return at == std::string::npos ? body : body.replace(at, figure.size(), instead);
  }
};

TEST_F(PolicyReaderTest, ReadsTheShippedRules) {
  const auto rules = ReadRuleSet(Shipped("observation.triage"));
  ASSERT_TRUE(rules.ok()) << rules.status();
  EXPECT_EQ(rules->signed_off_by, "") << "a clinician's word is needed before use";
  EXPECT_EQ(rules->sign_tier, Tier::kRed);
  EXPECT_EQ(rules->spo2, (std::vector<Step>{{95, Tier::kYellow}, {94, Tier::kOrange}, {92, Tier::kRed}}));
  EXPECT_EQ(rules->fever[0], (Step{380, Tier::kYellow, Whom::kContacts}));
  EXPECT_EQ(rules->fever_from, 375);
  EXPECT_EQ(rules->reducer_allowance, 5);
  ASSERT_EQ(rules->groups.size(), 2u);
  EXPECT_EQ(rules->groups[0].fever_from, std::nullopt);
  EXPECT_EQ(rules->groups[1].fever_from, 380);
  EXPECT_EQ(rules->groups[1].symptoms.Size(), 9);
  EXPECT_EQ(rules->news2, (std::vector<Step>{{5, Tier::kOrange}, {7, Tier::kRed}}));
  EXPECT_EQ(rules->admission, Rules().admission) << "Kanagawa's";
  EXPECT_EQ(rules->carried, kReported);
  EXPECT_EQ(rules->plausible.temperature, (PlausibleRange{340, 415}));
  EXPECT_EQ(rules->contact[2], (ContactWithin{30, 15}));
  EXPECT_EQ(rules->severities[0].severe, (WordSet<Care>{Care::kIntensiveCare, Care::kVentilator}));
}

TEST_F(PolicyReaderTest, ReadsTheOtherShippedPolicies) {
  const auto monitoring = ReadMonitoringRules(Shipped("observation.monitoring"));
  ASSERT_TRUE(monitoring.ok()) << monitoring.status();
  EXPECT_EQ(monitoring->slots.twice, (std::vector<SlotTime>{{240, 600}, {900, 1200}}));
  EXPECT_EQ(monitoring->high_risk, (Ladder{.remind = 0, .remind_again = 60, .call = 240, .welfare_check = 1080}));
  const auto release = ReadReleaseRules(Shipped("observation.release"));
  ASSERT_TRUE(release.ok()) << release.status();
  ASSERT_EQ(release->rules.size(), 2u);
  EXPECT_EQ(release->rules[1].from, absl::CivilDay(2022, 9, 7));
  EXPECT_EQ(release->rules[1].symptomatic, (Waiting{7, 24}));
  EXPECT_EQ(release->rules[1].inpatient, (Waiting{10, 72}));
  EXPECT_EQ(release->still_ill, kDyspnoea);
  EXPECT_EQ(ReadWorkRules(Shipped("observation.worklist")).value(), WorkRules());
  EXPECT_EQ(platform::FieldOf(ReadWorkRules(With(Shipped("observation.worklist"), "YELLOW", "RED")).status()),
            "resolves_itself");
  EXPECT_EQ(ReadRetentionRules(Shipped("observation.retention")).value(),
            (RetentionRules{.report_days = 365, .oldest_report_days = 7, .reminder_days = 60, .note_days = 180}));
  EXPECT_EQ(ReadDiaryRules(Shipped("observation.diary")).value(), (DiaryRules{.reports_an_hour = 20}));
}

TEST_F(PolicyReaderTest, NamesThePathOfWhatIsWrong) {
  const std::string triage = Shipped("observation.triage");
  const struct {
    const char* figure;
    const char* instead;
    const char* path;
  } cases[] = {
      {R"("signed_off_by": "")", R"("signed_off_by": 1)", "signed_off_by"},
      {R"("least": 34.0)", R"("least": 34.05)", "plausible.temperature.least"},
      {R"("least": 80)", R"("least": 80.5)", "plausible.spo2.least"},
      {R"("signs": {"tier": "RED"})", R"("signs": {"tier": "PURPLE"})", "signs.tier"},
      {R"("limit": 94)", R"("limit": "94")", "spo2[1].limit"},
      {R"("tier": "ORANGE", "whom": "ANYBODY", "limit": 94)", R"("tier": "YELLOW", "whom": "ANYBODY", "limit": 94)",
       "spo2[1].tier"},
      {R"("baseline_readings": 2)", R"("baseline_readings": 11)", "spo2_drop.baseline_readings"},
      {R"("whom": "HIGH_RISK", "limit": 38.0)", R"("whom": "KINGS", "limit": 38.0)", "fever.steps[1].whom"},
      {R"("HEADACHE")", R"("SNEEZE")", "symptoms.groups[1].symptoms[3]"},
      {R"("HEADACHE")", R"("CHILLS")", "symptoms.groups[1].symptoms[3]"},
      {R"("needed": 1)", R"("needed": 6)", "symptoms.groups[0].needed"},
      {R"("worst_when_missing": [])", R"("worst_when_missing": ["SIGNS"])", "news2.worst_when_missing"},
      {R"("DIALYSIS": 6)", R"("DIALYSIS": 6, "GOUT": 1)", "admission.factors.GOUT"},
      {R"("DIALYSIS": 6, )", "", "admission.factors.DIALYSIS"},
      {R"("stale_hours": 12)", R"("stale_hours": -1)", "missing[1].stale_hours"},
      {R"("URINE")", R"("SWEAT")", "scales.URINE"},
      {R"("INTENSIVE_CARE")", R"("SOFA")", "severities[0].severe[0]"},
      {R"("contact")", R"("contacts")", "contact"},
  };
  ASSERT_TRUE(ReadRuleSet(triage).ok());
  for (const auto& c : cases) {
    SCOPED_TRACE(c.instead);
    const auto read = ReadRuleSet(With(triage, c.figure, c.instead));
    EXPECT_EQ(platform::ReasonOf(read.status()), "POLICY_MALFORMED");
    EXPECT_EQ(platform::FieldOf(read.status()), c.path) << read.status();
  }
  EXPECT_EQ(platform::ReasonOf(ReadRuleSet("[]").status()), "POLICY_MALFORMED");
}

TEST_F(PolicyReaderTest, ReadsTimesOnTheWallAndNothingElse) {
  const std::string monitoring = Shipped("observation.monitoring");
  for (const char* bad : {"4:00", "24:60", "48:00", "04-00", "ab:cd", "04:000"}) {
    const auto read = ReadMonitoringRules(With(monitoring, R"("04:00")", "\"" + std::string(bad) + "\""));
    EXPECT_EQ(platform::FieldOf(read.status()), "once[0].begins") << bad;
  }
  EXPECT_EQ(ReadMonitoringRules(With(monitoring, R"("20:00")", R"("25:30")"))->slots.twice[1].due, 25 * 60 + 30);
  EXPECT_EQ(platform::FieldOf(ReadMonitoringRules(With(monitoring, R"("call": 240)", R"("call": 721)")).status()),
            "ladders.high_risk.call");
  const std::string release = Shipped("observation.release");
  EXPECT_EQ(platform::FieldOf(ReadReleaseRules(With(release, "2022-09-07", "2022-9-7")).status()), "rules[1].from");
  EXPECT_EQ(platform::FieldOf(ReadReleaseRules(With(release, "2022-09-07", "2020-06-11")).status()), "rules[1].from");
  EXPECT_EQ(platform::ReasonOf(ReadRetentionRules(R"({"report_days": 59, "oldest_report_days": 7})").status()),
            "POLICY_MALFORMED");
}

}  // namespace
}  // namespace mimamori::observation
