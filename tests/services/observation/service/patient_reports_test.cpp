// SPDX-License-Identifier: Apache-2.0
// What officers enter, correct and read.
#include "tests/services/observation/service/diary_house.hpp"

namespace mimamori::observation {
namespace {

class PatientReportsTest : public DiaryHouse {
 protected:
  v1::CorrectReportRequest ACorrection(const std::string& report, const v1::Answers& answers) const {
    v1::CorrectReportRequest request;
    request.set_request_id(RequestId::Random().ToString());
    request.set_case_id(hers_.ToString());
    request.set_report_id(report);
    *request.mutable_answers() = answers;
    return request;
  }
  absl::StatusOr<v1::Next> Correct(const v1::CorrectReportRequest& request) {
    return Ask(Osaka(), &Stub::CorrectReport, request);
  }
  absl::StatusOr<v1::WatchedPatient> Get(const std::string& token) {
    v1::GetPatientRequest request;
    request.set_case_id(hers_.ToString());
    return Ask(token, &Stub::GetPatient, request);
  }
  int64_t Audited(const char* action, const char* area = "271004") {
    const auto rows = pool_.Run(Soon(), {"test.audited", R"sql(
      SELECT count(*) FROM audit_entries WHERE action = $1 AND area = $2 AND actor = 'hanako' AND object_type = 'case'
        AND object_id = $3)sql"},
                                platform::postgres::Params().Text(action).Text(area).Text(hers_.ToString()));
    EXPECT_TRUE(rows.ok()) << rows.status();
    return rows.ok() ? rows->Int8(0, 0) : -1;
  }
};

TEST_F(PatientReportsTest, MarksAndAuditsWhatWasToldOnTheTelephone) {
  auto entry = AnEntry(Saturated(93));
  const auto kept = Enter(entry);
  ASSERT_TRUE(kept.ok()) << kept.status();
  EXPECT_EQ(kept->tier(), v1::TIER_ORANGE);
  const auto told = Told();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].source(), v1::SOURCE_STAFF);
  EXPECT_EQ(told[0].reported_time().seconds(), absl::ToUnixSeconds(kNow));
  EXPECT_EQ(Count("test.by", "SELECT count(*) FROM reports WHERE reported_by = 'hanako'"), 1);
  EXPECT_EQ(Audited("observation.EnterReport"), 1);
  clock_.Advance(absl::Minutes(5));
  EXPECT_EQ(Enter(entry)->report_id(), kept->report_id());
  EXPECT_EQ(Rows(), 1);
}

TEST_F(PatientReportsTest, EntersOfWhichTimeItWas) {
  auto entry = AnEntry();
  *entry.mutable_reported_time() = platform::rpc::ToTimestamp(kNow - absl::Hours(3));
  ASSERT_TRUE(Enter(entry).ok());
  EXPECT_EQ(Told()[0].reported_time().seconds(), absl::ToUnixSeconds(kNow - absl::Hours(3)));
  auto strange = AnEntry(Saturated(70));
  EXPECT_EQ(FieldOf(Enter(strange).status()), "spo2");
  strange.add_confirmed_fields("spo2");
  EXPECT_TRUE(Enter(strange).ok());
}

TEST_F(PatientReportsTest, KeepsOthersOut) {
  const auto kept = Enter(AnEntry());
  ASSERT_TRUE(kept.ok());
  const auto correction = ACorrection(kept->report_id(), Saturated(93));
  const struct {
    const char* who;
    std::string token;
    const char* reason;
  } cases[] = {
      {"an officer of elsewhere", Tokyo(), "PATIENT_UNKNOWN"},
      {"an officer of nowhere", callers_.Officer("x", {}), "PATIENT_UNKNOWN"},
      {"herself", Patient(), "ACCESS_DENIED"},
      {"nobody", callers_.Anyone("gateway_staff"), "ACCESS_DENIED"},
      {"an administrator", callers_.Person("gateway_staff", "a", rpc::v1::ROLE_ADMINISTRATOR, {"271004"}), "ACCESS_DENIED"},
      {"an auditor", callers_.Person("gateway_staff", "a", rpc::v1::ROLE_AUDITOR, {"271004"}), "ACCESS_DENIED"},
      {"a service", callers_.Service("exposure"), "ACCESS_DENIED"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.who);
    EXPECT_EQ(ReasonOf(Ask(c.token, &Stub::EnterReport, AnEntry()).status()), c.reason);
    EXPECT_EQ(ReasonOf(Ask(c.token, &Stub::CorrectReport, correction).status()), c.reason);
    EXPECT_EQ(ReasonOf(Get(c.token).status()), c.reason);
    EXPECT_EQ(ReasonOf(List(c.token).status()), c.reason);
  }
  EXPECT_EQ(Rows(), 1);
  EXPECT_TRUE(Get(callers_.Officer("prefecture's", {"270008"})).ok());
  for (const char* id : {"nobody", "0192f0c1-0000-4000-8000-000000000009"}) {
    auto entry = AnEntry();
    entry.set_case_id(id);
    EXPECT_EQ(ReasonOf(Enter(entry).status()), "PATIENT_UNKNOWN");
    auto unknown = correction;
    unknown.set_case_id(id);
    EXPECT_EQ(ReasonOf(Correct(unknown).status()), "PATIENT_UNKNOWN");
  }
}

TEST_F(PatientReportsTest, ExplainsEachResult) {
  auto answers = Saturated(93);
  answers.set_temperature(39.6);
  ASSERT_TRUE(Submit(AReport(answers)).ok());
  const auto told = Told();
  ASSERT_EQ(told.size(), 1u);
  const v1::Judgement& judged = told[0].judgement();
  EXPECT_EQ(judged.tier(), v1::TIER_ORANGE);
  EXPECT_EQ(judged.rules_version(), 1);
  EXPECT_FALSE(judged.rules_signed_off()) << "no clinician stands for the shipped figures";
  EXPECT_EQ(judged.contact_time().seconds(), absl::ToUnixSeconds(kNow + absl::Hours(2)));
  EXPECT_FALSE(judged.has_rejudge_time());
  std::map<v1::Cause, v1::Reason> reasons;
  for (const v1::Reason& reason : judged.reasons()) reasons[reason.cause()] = reason;
  ASSERT_TRUE(reasons.contains(v1::CAUSE_SPO2_LOW));
  EXPECT_EQ(reasons[v1::CAUSE_SPO2_LOW].value(), 93);
  EXPECT_EQ(reasons[v1::CAUSE_SPO2_LOW].limit(), 94);
  ASSERT_TRUE(reasons.contains(v1::CAUSE_FEVER));
  EXPECT_EQ(reasons[v1::CAUSE_FEVER].value(), 396);
  EXPECT_EQ(reasons[v1::CAUSE_FEVER].limit(), 395);
  EXPECT_TRUE(judged.has_news2());
  EXPECT_EQ(judged.news2().missing_items_size(), 1);
  EXPECT_EQ(judged.news2().missing_items(0), "SYSTOLIC");
  EXPECT_EQ(Audited("observation.ListReports"), 1);
}

TEST_F(PatientReportsTest, ShowsWhoIsWatched) {
  const auto new_here = Get(Osaka());
  ASSERT_TRUE(new_here.ok()) << new_here.status();
  EXPECT_EQ(new_here->number(), "271004-2026-000123");
  EXPECT_EQ(new_here->area_code(), "271004");
  EXPECT_EQ(new_here->last_tier(), v1::TIER_UNSPECIFIED);
  EXPECT_FALSE(new_here->has_last_report_time());
  EXPECT_EQ(new_here->time_zone(), "Asia/Tokyo");
  ASSERT_TRUE(Submit(AReport(Saturated(93))).ok());
  clock_.Set(At("2026-11-22 09:00:00"));
  const auto silent = Get(Osaka());
  ASSERT_TRUE(silent.ok()) << silent.status();
  EXPECT_EQ(silent->last_tier(), v1::TIER_ORANGE);
  EXPECT_EQ(silent->last_report_time().seconds(), absl::ToUnixSeconds(kNow - absl::Seconds(3)));
  EXPECT_EQ(silent->missed_reports(), 3) << "the evening's and two of yesterday";
  EXPECT_EQ(silent->due_time().seconds(), absl::ToUnixSeconds(At("2026-11-22 10:00:00")));
  EXPECT_EQ(Audited("observation.GetPatient"), 2);
}

TEST_F(PatientReportsTest, ListsByTheTimeThatWasSpokenOfPageByPage) {
  std::vector<std::string> wanted;
  for (int i = 0; i < 7; ++i) {
    auto entry = AnEntry(Saturated(93 + i));
    // Two at one moment, the others each an hour before.
    *entry.mutable_reported_time() = platform::rpc::ToTimestamp(kNow - absl::Hours(i == 6 ? 5 : i));
    const auto kept = Enter(entry);
    ASSERT_TRUE(kept.ok()) << kept.status();
    wanted.push_back(kept->report_id());
  }
  std::swap(wanted[5], wanted[6]);
  std::vector<std::string> seen;
  std::string token;
  do {
    const auto page = List(Osaka(), 2, token);
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_LE(page->reports_size(), 2);
    for (const auto& report : page->reports()) seen.push_back(report.id());
    token = page->next_page_token();
  } while (!token.empty() && seen.size() < 20);
  EXPECT_EQ(seen, wanted);
  const std::string second = List(Osaka(), 2)->next_page_token();
  EXPECT_EQ(ReasonOf(List(callers_.Officer("another", {"271004"}), 2, second).status()), "BAD_PAGE_TOKEN");
  EXPECT_EQ(ReasonOf(List(Osaka(), -1).status()), "BAD_PAGE_SIZE");
}

TEST_F(PatientReportsTest, PutsRightWhatWasEnteredWrongly) {
  const auto first = Enter(AnEntry(Saturated(98)));
  clock_.Advance(absl::Hours(1));
  const auto wrong = Enter(AnEntry(Saturated(89)));
  clock_.Advance(absl::Hours(1));
  const auto last = Enter(AnEntry(Saturated(96)));
  ASSERT_TRUE(first.ok() && wrong.ok() && last.ok());
  EXPECT_EQ(wrong->tier(), v1::TIER_RED);

  const auto correction = ACorrection(wrong->report_id(), Saturated(98));
  const auto right = Correct(correction);
  ASSERT_TRUE(right.ok()) << right.status();
  EXPECT_EQ(right->tier(), v1::TIER_GREEN);
  const auto told = Told();
  ASSERT_EQ(told.size(), 3u) << "the wrong one counts no more";
  EXPECT_EQ(told[1].id(), right->report_id());
  EXPECT_EQ(told[1].corrected_id(), wrong->report_id());
  EXPECT_EQ(told[1].answers().spo2(), 98);
  EXPECT_EQ(told[1].reported_time().seconds(), absl::ToUnixSeconds(kNow + absl::Hours(1)));
  EXPECT_EQ(Rows(), 4) << "and stays kept";
  EXPECT_EQ(Audited("observation.CorrectReport"), 1);
  const auto item = work_.Get(Soon(), {platform::AreaCode::Parse("271004").value()}, hers_);
  EXPECT_EQ(item->item.state, ItemState::kWaiting) << "a person takes her off the list";

  EXPECT_EQ(Correct(correction)->report_id(), right->report_id()) << "a retry";
  EXPECT_EQ(ReasonOf(Correct(ACorrection(wrong->report_id(), Fine())).status()), "REPORT_UNKNOWN") << "corrected already";
  EXPECT_EQ(ReasonOf(Correct(ACorrection("999999", Fine())).status()), "REPORT_UNKNOWN");
  EXPECT_EQ(ReasonOf(Correct(ACorrection("all", Fine())).status()), "REPORT_UNKNOWN");
  EXPECT_TRUE(Correct(ACorrection(right->report_id(), Saturated(97))).ok()) << "the correction can be corrected";
  EXPECT_EQ(Told().size(), 3u);
}

TEST_F(PatientReportsTest, JudgesWhatCameBehindACorrectionAgain) {
  const auto high = Enter(AnEntry(Saturated(96)));
  clock_.Advance(absl::Hours(12));
  ASSERT_TRUE(Enter(AnEntry(Saturated(99))).ok());
  clock_.Advance(absl::Hours(12));
  const auto later = Ask(callers_.Officer("hanako", {"271004"}), &Stub::EnterReport, AnEntry(Saturated(96)));
  ASSERT_TRUE(later.ok()) << later.status();
  EXPECT_EQ(later->tier(), v1::TIER_GREEN) << "one high reading is no baseline";
  ASSERT_TRUE(Correct(ACorrection(high->report_id(), Saturated(99))).ok());
  const auto told = Told();
  ASSERT_EQ(told.size(), 3u);
  EXPECT_EQ(told[0].id(), later->report_id());
  EXPECT_EQ(told[0].judgement().tier(), v1::TIER_YELLOW) << "three below a baseline of 99";
  EXPECT_TRUE(told[0].judgement().has_rejudge_time());
}

TEST_F(PatientReportsTest, CorrectsNobodyElsesReport) {
  const CaseId other = Watched();
  auto entry = AnEntry();
  entry.set_case_id(other.ToString());
  const auto kept = Enter(entry);
  ASSERT_TRUE(kept.ok());
  EXPECT_EQ(ReasonOf(Correct(ACorrection(kept->report_id(), Saturated(93))).status()), "REPORT_UNKNOWN");
}

}  // namespace
}  // namespace mimamori::observation
