// SPDX-License-Identifier: Apache-2.0
#include "tests/services/capacity/service/capacity_house.hpp"

#include <thread>

namespace mimamori::capacity {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ReportsTest : public CapacityHouse {
 protected:
  static std::vector<std::string> CodesOf(const v1::SubmittedReport& answer) {
    std::vector<std::string> codes;
    for (const v1::Finding& finding : answer.findings()) codes.push_back(finding.path() + " " + finding.code());
    return codes;
  }
  static void Confirm(v1::SubmitReportRequest& request, const std::string& path, const std::string& code) {
    v1::Confirmation& read = *request.add_confirmed();
    read.set_code(code);
    read.set_path(path);
  }
  absl::StatusOr<v1::SubmittedReport> Correct(const v1::Report& seen, const v1::ReportContent& content,
                                              const std::string& token) {
    v1::CorrectReportRequest request;
    request.set_facility_id(seen.facility_id());
    request.set_report_id(seen.id());
    request.set_version(seen.version());
    *request.mutable_content() = content;
    return tests::CallWith(token, *report_stub_, &Reports::CorrectReport, request);
  }
  absl::StatusOr<v1::ListReportsResponse> List(const std::string& facility, const std::string& token, int page_size = 0,
                                               const std::string& page_token = "") {
    v1::ListReportsRequest request;
    request.set_facility_id(facility);
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return tests::CallWith(token, *report_stub_, &Reports::ListReports, request);
  }
  absl::StatusOr<v1::ListReportVersionsResponse> Versions(const v1::Report& report, const std::string& token) {
    v1::ListReportVersionsRequest request;
    request.set_facility_id(report.facility_id());
    request.set_report_id(report.id());
    return tests::CallWith(token, *report_stub_, &Reports::ListReportVersions, request);
  }
  absl::StatusOr<v1::ImportedReports> Import(v1::ImportReportsRequest request, const std::string& token) {
    if (request.request_id().empty()) request.set_request_id(RequestId::Random().ToString());
    return tests::CallWith(token, *report_stub_, &Reports::ImportReports, request);
  }
  static v1::ImportReportsRequest ATable(const std::string& rows) {
    v1::ImportReportsRequest request;
    request.set_content("facility_id,bed_class,staffed,occupied,blocked\n" + rows);
    return request;
  }
  // Staffed beds of a class by the latest report; -1: not known.
  int64_t Staffed(const std::string& bed_class) {
    return Count("SELECT coalesce(max(staffed), -1)::bigint FROM wards WHERE bed_class = '" + bed_class + "'");
  }
  int64_t StaffedOn(const std::string& day) {
    return Count("SELECT coalesce(max(staffed), -1)::bigint FROM ward_days WHERE day = '" + day + "'");
  }
  int64_t Kept() { return Count("SELECT count(*) FROM reports"); }
};

TEST_F(ReportsTest, OfOnesOwnFacilityAreKeptOnce) {
  const v1::Facility hospital = Listed();
  const v1::SubmitReportRequest request = AReport(hospital, Beds("severe", 8, 5, 1));
  const auto told = Submit(request, Nurse());
  ASSERT_TRUE(told.ok()) << told.status();
  ASSERT_TRUE(told->has_report()) << told->findings(0).code();
  EXPECT_EQ(told->report().source(), v1::REPORT_SOURCE_OWN);
  EXPECT_FALSE(told->report().by_proxy());
  EXPECT_EQ(told->report().entered_by(), kNurse);
  EXPECT_EQ(told->report().version(), 1);
  clock_.Advance(absl::Minutes(1));
  const auto again = Submit(request, Nurse());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->report().id(), told->report().id());
  EXPECT_EQ(Kept(), 1);
  EXPECT_EQ(Staffed("severe"), 8);
  EXPECT_EQ(StaffedOn("2026-11-21"), 8);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'capacity.SubmitReport' AND area = '271004'"), 1);
  EXPECT_TRUE(Get(hospital.id(), Osaka())->has_report_time());
  v1::SubmitReportRequest another = request;
  *another.mutable_content() = Beds("severe", 8, 6, 1);
  EXPECT_EQ(ReasonOf(Submit(another, Nurse()).status()), "REQUEST_ID_REUSED");
}

TEST_F(ReportsTest, AreKeptOnceAlsoWhenTheyComeManyTimesAtOnce) {
  const v1::SubmitReportRequest request = AReport(Listed(), Beds("severe", 8, 5));
  std::vector<std::thread> tries;
  std::atomic<int> kept = 0;
  for (int i = 0; i < 8; ++i) {
    tries.emplace_back([&] {
      const auto told = Submit(request, Nurse());
      if (told.ok() && told->has_report()) ++kept;
    });
  }
  for (std::thread& one : tries) one.join();
  EXPECT_EQ(kept, 8);
  EXPECT_EQ(Kept(), 1);
}

TEST_F(ReportsTest, ByProxySayWhoTold) {
  const v1::Facility hospital = Listed();
  v1::SubmitReportRequest request = AReport(hospital, Beds("severe", 8, 5));
  const absl::Status nobody = Submit(request, Osaka()).status();
  EXPECT_EQ(ReasonOf(nobody), "MISSING_FIELD");
  EXPECT_EQ(FieldOf(nobody), "told_by_desk");
  request.set_told_by_desk("ward office");
  const auto told = Submit(request, Osaka());
  ASSERT_TRUE(told.ok()) << told.status();
  EXPECT_EQ(told->report().source(), v1::REPORT_SOURCE_PROXY);
  EXPECT_TRUE(told->report().by_proxy());
  EXPECT_EQ(told->report().told_by_desk(), "ward office");
  EXPECT_EQ(ReasonOf(Submit(request, Nurse()).status()), "NOT_BY_PROXY");
}

TEST_F(ReportsTest, AreOfThoseWhoMay) {
  const v1::Facility hospital = Listed();
  v1::SubmitReportRequest request = AReport(hospital, Beds("severe", 8, 5));
  EXPECT_EQ(ReasonOf(Submit(request, Nurse("0192f0c1-0000-4000-8000-00000000000b")).status()), "FACILITY_UNKNOWN");
  request.set_told_by_desk("ward office");
  EXPECT_EQ(ReasonOf(Submit(request, Tokyo()).status()), "FACILITY_UNKNOWN");
  EXPECT_EQ(ReasonOf(Submit(request, Sakai()).status()), "NOT_YOUR_AREA");
  EXPECT_EQ(Submit(request, callers_.Service("admission")).status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(Kept(), 0);
  const v1::Report told = Told(hospital, Beds("severe", 8, 5));
  for (const std::string& token : {Tokyo(), Nurse("0192f0c1-0000-4000-8000-00000000000b")}) {
    EXPECT_EQ(ReasonOf(List(hospital.id(), token).status()), "FACILITY_UNKNOWN");
    EXPECT_EQ(ReasonOf(Versions(told, token).status()), "FACILITY_UNKNOWN");
    EXPECT_EQ(ReasonOf(Correct(told, Beds("severe", 8, 6), token).status()), "FACILITY_UNKNOWN");
  }
  EXPECT_EQ(ReasonOf(Correct(told, Beds("severe", 8, 6), Sakai()).status()), "NOT_YOUR_AREA");
  EXPECT_EQ(List(hospital.id(), Sakai())->reports_size(), 1);
}

TEST_F(ReportsTest, AreJudgedAndNothingIsKeptUntilItIsAnswered) {
  const v1::Facility hospital = Listed();
  v1::SubmitReportRequest request = AReport(hospital, Beds("severe", 8, 9));
  v1::BedCounts& counts = *request.mutable_content()->mutable_classes(0)->mutable_counts();
  counts.set_physical(8);
  const auto blocked = Submit(request, Nurse());
  ASSERT_TRUE(blocked.ok()) << blocked.status();
  EXPECT_FALSE(blocked->has_report());
  EXPECT_THAT(CodesOf(*blocked), ElementsAre("classes.severe.occupied MORE_THAN_PHYSICAL",
                                             "classes.severe.occupied OVER_STAFFED"));
  EXPECT_TRUE(blocked->findings(0).blocking());
  EXPECT_FALSE(blocked->findings(1).blocking());
  EXPECT_NE(blocked->findings(1).message(), "");
  Confirm(request, "classes.severe.occupied", "MORE_THAN_PHYSICAL");
  Confirm(request, "classes.severe.occupied", "OVER_STAFFED");
  EXPECT_THAT(CodesOf(*Submit(request, Nurse())), ElementsAre("classes.severe.occupied MORE_THAN_PHYSICAL"))
      << "what blocks can't be confirmed";
  EXPECT_EQ(Kept(), 0);
  counts.set_physical(10);
  const auto told = Submit(request, Nurse());
  ASSERT_TRUE(told.ok() && told->has_report()) << told.status();
  EXPECT_THAT(CodesOf(*told), IsEmpty());
  EXPECT_EQ(told->report().confirmed_size(), 2);
}

TEST_F(ReportsTest, AreComparedWithTheOneBefore) {
  const v1::Facility hospital = Listed();
  Told(hospital, Beds("severe", 30, 20));
  clock_.Advance(absl::Hours(1));
  EXPECT_THAT(CodesOf(*Submit(AReport(hospital, Beds("severe", 30, 5)), Nurse())),
              ElementsAre("classes.severe.occupied JUMPED"));
  EXPECT_THAT(CodesOf(*Submit(AReport(hospital, Beds("moderate", 30, 20)), Nurse())),
              ElementsAre("classes.severe CLASS_LEFT_OUT"));
  // One of before is compared with what was before it: nothing.
  v1::SubmitReportRequest early = AReport(hospital, Beds("severe", 30, 5));
  *early.mutable_report_time() = platform::rpc::ToTimestamp(clock_.Now() - absl::Hours(2));
  EXPECT_TRUE(Submit(early, Nurse())->has_report());
}

TEST_F(ReportsTest, OfBeforeChangeOnlyTheHistory) {
  const v1::Facility hospital = Listed();
  Told(hospital, Beds("severe", 8, 5));
  v1::SubmitReportRequest early = AReport(hospital, Beds("severe", 7, 5));
  *early.mutable_report_time() = platform::rpc::ToTimestamp(clock_.Now() - absl::Hours(1));
  ASSERT_TRUE(Submit(early, Nurse())->has_report());
  EXPECT_EQ(Staffed("severe"), 8);
  EXPECT_EQ(StaffedOn("2026-11-21"), 8) << "the last one of the day";
  v1::SubmitReportRequest yesterday = AReport(hospital, Beds("severe", 6, 5));
  *yesterday.mutable_report_time() = platform::rpc::ToTimestamp(clock_.Now() - absl::Hours(24));
  ASSERT_TRUE(Submit(yesterday, Nurse())->has_report());
  EXPECT_EQ(StaffedOn("2026-11-20"), 6);
  EXPECT_EQ(Staffed("severe"), 8);
}

TEST_F(ReportsTest, ForgetTheCountsOfAClassThatIsLeftOut) {
  const v1::Facility hospital = Listed();
  v1::ReportContent both = Beds("severe", 8, 5);
  *both.add_classes() = Beds("moderate", 20, 5).classes(0);
  Told(hospital, both);
  clock_.Advance(absl::Hours(1));
  Told(hospital, Beds("moderate", 20, 6));
  EXPECT_EQ(Staffed("severe"), -1);
  EXPECT_EQ(Staffed("moderate"), 20);
  EXPECT_EQ(Count("SELECT count(*) FROM wards"), 2) << "somebody may hold a bed there";
  EXPECT_EQ(Count("SELECT count(*) FROM ward_days"), 1);
}

TEST_F(ReportsTest, AreCorrectedByAVersionMore) {
  const v1::Facility hospital = Listed();
  const v1::Report told = Told(hospital, Beds("severe", 8, 5));
  clock_.Advance(absl::Hours(24));
  const auto corrected = Correct(told, Beds("severe", 9, 5), Nurse());
  ASSERT_TRUE(corrected.ok()) << corrected.status();
  ASSERT_TRUE(corrected->has_report());
  EXPECT_EQ(corrected->report().version(), 2);
  EXPECT_EQ(corrected->report().report_time().seconds(), told.report_time().seconds());
  EXPECT_EQ(Correct(told, Beds("severe", 9, 5), Nurse())->report().version(), 2) << "a retry";
  EXPECT_EQ(ReasonOf(Correct(told, Beds("severe", 7, 5), Nurse()).status()), "REPORT_CHANGED");
  EXPECT_EQ(Staffed("severe"), 9);
  EXPECT_EQ(StaffedOn("2026-11-21"), 9);
  const auto versions = Versions(told, Osaka());
  ASSERT_TRUE(versions.ok()) << versions.status();
  ASSERT_EQ(versions->versions_size(), 2);
  EXPECT_EQ(versions->versions(0).content().classes(0).counts().staffed(), 8);
  EXPECT_EQ(List(hospital.id(), Osaka())->reports(0).version(), 2);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'capacity.CorrectReport'"), 1);
}

TEST_F(ReportsTest, ThatWereOvertakenAreCorrectedInTheHistoryAlone) {
  const v1::Facility hospital = Listed();
  const v1::Report old = Told(hospital, Beds("severe", 8, 5));
  clock_.Advance(absl::Hours(24));
  Told(hospital, Beds("severe", 7, 5));
  ASSERT_TRUE(Correct(old, Beds("severe", 9, 5), Nurse())->has_report());
  EXPECT_EQ(Staffed("severe"), 7);
  EXPECT_EQ(StaffedOn("2026-11-21"), 9);
  EXPECT_EQ(StaffedOn("2026-11-22"), 7);
}

TEST_F(ReportsTest, AreCorrectedForTwoWeeks) {
  const v1::Report told = Told(Listed(), Beds("severe", 8, 5));
  clock_.Advance(absl::Hours(14 * 24));
  EXPECT_TRUE(Correct(told, Beds("severe", 9, 5), Nurse())->has_report());
  clock_.Advance(absl::Seconds(1));
  v1::Report seen = told;
  seen.set_version(2);
  EXPECT_EQ(ReasonOf(Correct(seen, Beds("severe", 7, 5), Nurse()).status()), "CORRECTION_TOO_LATE");
  seen.set_id("0192f0c1-0000-4000-8000-00000000000f");
  EXPECT_EQ(ReasonOf(Correct(seen, Beds("severe", 7, 5), Nurse()).status()), "REPORT_UNKNOWN");
}

TEST_F(ReportsTest, ComeInPagesNewestFirst) {
  const v1::Facility hospital = Listed();
  for (int i = 0; i < 3; ++i) {
    Told(hospital, Beds("severe", 8, i));
    clock_.Advance(absl::Hours(1));
  }
  const auto first = List(hospital.id(), Nurse(), 2);
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_EQ(first->reports_size(), 2);
  EXPECT_EQ(first->reports(0).content().classes(0).counts().occupied(), 2);
  const auto second = List(hospital.id(), Nurse(), 2, first->next_page_token());
  ASSERT_TRUE(second.ok()) << second.status();
  ASSERT_EQ(second->reports_size(), 1);
  EXPECT_EQ(second->reports(0).content().classes(0).counts().occupied(), 0);
  EXPECT_EQ(second->next_page_token(), "");
}

TEST_F(ReportsTest, AreRefusedFieldByField) {
  const v1::Facility hospital = Listed();
  const struct {
    const char* what;
    std::function<void(v1::SubmitReportRequest&)> change;
    const char* field;
    const char* reason;
  } cases[] = {
      {"no request id", [](auto& r) { r.clear_request_id(); }, "request_id", "MALFORMED_ID"},
      {"nothing", [](auto& r) { r.clear_content(); }, "content", "MISSING_FIELD"},
      {"no class", [](auto& r) { r.mutable_content()->mutable_classes(0)->clear_bed_class(); }, "content.classes[0].bed_class",
       "MISSING_FIELD"},
      {"no counts", [](auto& r) { r.mutable_content()->mutable_classes(0)->clear_counts(); }, "content.classes[0].counts",
       "MISSING_FIELD"},
      {"a class twice", [](auto& r) { *r.mutable_content()->add_classes() = Beds("severe", 1, 1).classes(0); },
       "content.classes[1]", "DUPLICATE_CLASS"},
      {"a capability twice",
       [](auto& r) {
         for (int i = 0; i < 2; ++i) r.mutable_content()->mutable_classes(0)->add_able()->set_capability("ecmo");
       },
       "content.classes[0].able[1]", "DUPLICATE_CAPABILITY"},
      {"a word of tomorrow", [](auto& r) { r.mutable_content()->set_surgery(static_cast<v1::ServiceState>(7)); },
       "content.surgery", "UNKNOWN_WORD"},
      {"in the future",
       [this](auto& r) { *r.mutable_report_time() = platform::rpc::ToTimestamp(clock_.Now() + absl::Hours(1)); },
       "report_time", "TIME_IN_FUTURE"},
      {"of last month",
       [this](auto& r) { *r.mutable_report_time() = platform::rpc::ToTimestamp(clock_.Now() - absl::Hours(15 * 24)); },
       "report_time", "TIME_TOO_OLD"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    v1::SubmitReportRequest request = AReport(hospital, Beds("severe", 8, 5));
    c.change(request);
    const absl::Status status = Submit(request, Nurse()).status();
    EXPECT_EQ(ReasonOf(status), c.reason);
    EXPECT_EQ(FieldOf(status), c.field);
  }
  EXPECT_EQ(Kept(), 0);
}

TEST_F(ReportsTest, ComeAsMeasureReports) {
  const v1::Facility hospital = Listed();
  v1::SubmitMeasureReportRequest request;
  request.set_request_id(RequestId::Random().ToString());
  request.set_facility_id(hospital.id());
  const auto population = [](const std::string& code, int count) {
    return R"({"code": {"coding": [{"code": ")" + code + R"("}]}, "count": )" + std::to_string(count) + "}";
  };
  request.set_content(R"({"resourceType": "MeasureReport", "status": "complete", "type": "summary",
                          "date": "2026-11-21T11:30:00+09:00", "group": [{"population": [)" +
                      population("numICUBeds", 8) + "," + population("numICUBedsOcc", 5) + "," +
                      population("numICUBedsAvail", 2) + "," + population("numVent", 4) + "]}]}");
  const auto told = tests::CallWith(Nurse(), *report_stub_, &Reports::SubmitMeasureReport, request);
  ASSERT_TRUE(told.ok()) << told.status();
  ASSERT_TRUE(told->has_report());
  EXPECT_EQ(told->report().source(), v1::REPORT_SOURCE_FHIR);
  const v1::ClassReport& severe = told->report().content().classes(0);
  EXPECT_EQ(severe.counts().blocked(), 1);
  EXPECT_EQ(severe.able(0).capability(), "ventilator");
  EXPECT_EQ(clock_.Now() - absl::FromUnixSeconds(told->report().report_time().seconds()), absl::Minutes(30));
  request.set_content("{}");
  EXPECT_EQ(ReasonOf(tests::CallWith(Nurse(), *report_stub_, &Reports::SubmitMeasureReport, request).status()),
            "NOT_A_MEASURE_REPORT");
  EXPECT_EQ(ReasonOf(tests::CallWith(Tokyo(), *report_stub_, &Reports::SubmitMeasureReport, request).status()),
            "FACILITY_UNKNOWN");
}

TEST_F(ReportsTest, ComeByTheTableAllOrNone) {
  const v1::Facility a = Listed("甲"), b = Listed("乙", "271004", "0192f0c1-0000-4000-8000-00000000000b");
  v1::ImportReportsRequest table = ATable(a.id() + ",severe,8,9,0\n" + b.id() + ",severe,9,5,0\n" + b.id() + ",moderate,9,5,\n");
  table.set_told_by_desk("prefecture's desk");
  table.set_request_id(RequestId::Random().ToString());
  const auto refused = Import(table, Osaka());
  ASSERT_TRUE(refused.ok()) << refused.status();
  EXPECT_EQ(refused->reports(), 0);
  ASSERT_EQ(refused->findings_size(), 2);
  std::map<int, std::string> found;
  for (const v1::TableFinding& one : refused->findings()) found[one.line()] = one.finding().code();
  EXPECT_EQ(found, (std::map<int, std::string>{{2, "OVER_STAFFED"}, {4, "MISSING_FIELD"}}));
  EXPECT_EQ(Kept(), 0);
  table.set_content(ATable(a.id() + ",severe,8,9,0\n" + b.id() + ",severe,9,5,0\n").content());
  v1::TableConfirmation& read = *table.add_confirmed();
  read.set_facility_id(a.id());
  read.set_code("OVER_STAFFED");
  read.set_path("classes.severe.occupied");
  for (int tries = 0; tries < 2; ++tries) {
    const auto kept = Import(table, Osaka());
    ASSERT_TRUE(kept.ok()) << kept.status();
    EXPECT_EQ(kept->reports(), 2);
    EXPECT_EQ(kept->findings_size(), 0);
  }
  EXPECT_EQ(Kept(), 2);
  EXPECT_EQ(List(b.id(), Osaka())->reports(0).source(), v1::REPORT_SOURCE_TABLE);
  table.set_content(ATable(a.id() + ",severe,8,7,0\n" + b.id() + ",severe,9,5,0\n").content());
  EXPECT_EQ(ReasonOf(Import(table, Osaka()).status()), "REQUEST_ID_REUSED");
}

TEST_F(ReportsTest, OfATableAreOfOnesOwnFacilitiesToo) {
  const v1::Facility a = Listed("甲"), b = Listed("乙", "271004", "0192f0c1-0000-4000-8000-00000000000b");
  const absl::Status others = Import(ATable(a.id() + ",severe,8,5,0\n" + b.id() + ",severe,9,5,0\n"), Nurse()).status();
  EXPECT_EQ(ReasonOf(others), "FACILITY_UNKNOWN");
  EXPECT_THAT(std::string(others.message()), HasSubstr("line 3, column 1"));
  EXPECT_EQ(Kept(), 0);
  EXPECT_EQ(Import(ATable(a.id() + ",severe,8,5,0\n"), Nurse())->reports(), 1);
  EXPECT_FALSE(List(a.id(), Nurse())->reports(0).by_proxy());
  EXPECT_EQ(ReasonOf(Import(ATable(a.id() + ",severe,8,5,0\n"), Sakai()).status()), "NOT_YOUR_AREA");
}

TEST_F(ReportsTest, TellThoseWhoFollowTheBoard) {
  const v1::Facility hospital = Listed();
  const int64_t before = Count("SELECT count(*) FROM changes");
  Told(hospital, Beds("severe", 8, 5));
  EXPECT_EQ(Count("SELECT count(*) FROM changes"), before + 1);
}

}  // namespace
}  // namespace mimamori::capacity
