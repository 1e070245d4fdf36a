// SPDX-License-Identifier: Apache-2.0
#include "tests/services/capacity/service/capacity_house.hpp"

namespace mimamori::capacity {
namespace {

constexpr char kOther[] = "0192f0c1-0000-4000-8000-00000000000b";
constexpr char kThird[] = "0192f0c1-0000-4000-8000-00000000000c";

class FiguresTest : public CapacityHouse {
 protected:
  absl::StatusOr<v1::Figures> Figures(const std::string& token, const std::string& date = "", const std::string& area = "") {
    v1::GetFiguresRequest request;
    request.set_date(date);
    request.set_area_code(area);
    return tests::CallWith(token, *figure_stub_, &FigureStub::GetFigures, request);
  }
  v1::ClassFigures TotalFor(const std::string& token, const std::string& date = "", const std::string& area = "") {
    const auto figures = Figures(token, date, area);
    EXPECT_TRUE(figures.ok()) << figures.status();
    if (!figures.ok() || figures->total().classes_size() == 0) return {};
    return figures->total().classes(0);
  }
  v1::SetPlanRequest APlan(const v1::Facility& facility, const std::string& day, int revision,
                           const std::vector<std::tuple<int, std::string, int>>& beds) {
    v1::SetPlanRequest request;
    request.set_facility_id(facility.id());
    request.set_valid_from_date(day);
    request.set_revision(revision);
    for (const auto& [phase, bed_class, count] : beds) {
      v1::PlannedBeds& one = *request.add_beds();
      one.set_phase(phase);
      one.set_bed_class(bed_class);
      one.set_beds(count);
    }
    return request;
  }
  absl::StatusOr<v1::Plan> SetPlan(const v1::SetPlanRequest& request, const std::string& token) {
    return tests::CallWith(token, *figure_stub_, &FigureStub::SetPlan, request);
  }
  absl::StatusOr<v1::Plan> GetPlan(const v1::Facility& facility, const std::string& token, const std::string& date = "") {
    v1::GetPlanRequest request;
    request.set_facility_id(facility.id());
    request.set_date(date);
    return tests::CallWith(token, *figure_stub_, &FigureStub::GetPlan, request);
  }
  absl::StatusOr<v1::Phase> SetPhase(int phase, const std::string& day, const std::string& token,
                                     const std::string& area = "270008") {
    v1::SetPhaseRequest request;
    request.set_area_code(area);
    request.set_phase(phase);
    request.set_valid_from_date(day);
    return tests::CallWith(token, *figure_stub_, &FigureStub::SetPhase, request);
  }
};

TEST_F(FiguresTest, AddUpAreasAndSayHowManyTheyAreOf) {
  Told(Listed("甲"), Beds("severe", 8, 5, 1));
  Told(Listed("乙", "271403", kOther), Beds("severe", 2, 4));
  const v1::Facility silent = Listed("丙", "271403", kThird);
  Told(silent, Beds("severe", 50, 0));
  clock_.Advance(absl::Hours(28));
  Told(*Get(Listed("丁").id(), Osaka()), Beds("severe", 10, 1));
  clock_.Advance(absl::Hours(3));  // the first three are unknown now
  const auto figures = Figures(Osaka());
  ASSERT_TRUE(figures.ok()) << figures.status();
  ASSERT_EQ(figures->areas_size(), 2);
  EXPECT_EQ(figures->areas(0).area_code(), "271004");
  EXPECT_EQ(figures->areas(0).classes(0).facilities(), 2);
  EXPECT_EQ(figures->areas(0).classes(0).known(), 1);
  EXPECT_EQ(figures->areas(1).classes(0).known(), 0);
  EXPECT_EQ(figures->areas(1).classes(0).staffed(), 0);
  EXPECT_FALSE(figures->areas(1).classes(0).has_occupancy()) << "unknown is not empty";
  ASSERT_EQ(figures->prefectures_size(), 1);
  EXPECT_EQ(figures->prefectures(0).area_code(), "270008");
  EXPECT_EQ(figures->prefectures(0).classes(0).facilities(), 4);
  EXPECT_EQ(figures->prefectures(0).classes(0).staffed(), 10);
  EXPECT_EQ(figures->total().classes(0).available(), 9);
  EXPECT_EQ(absl::FromUnixSeconds(figures->total().classes(0).oldest_report_time().seconds()), clock_.Now() - absl::Hours(3));
  EXPECT_FALSE(figures->areas(1).classes(0).has_oldest_report_time());
}

TEST_F(FiguresTest, AreRatiosOfSums) {
  Told(Listed("甲"), Beds("severe", 8, 5, 1));
  Told(Listed("乙", "271403", kOther), Beds("severe", 2, 4));
  const v1::ClassFigures total = TotalFor(Osaka());
  EXPECT_DOUBLE_EQ(total.occupancy(), 0.9);
  EXPECT_EQ(total.available(), 2);
  EXPECT_EQ(TotalFor(Osaka(), "", "271403").occupancy(), 2.0) << "over all of it is told as it is";
}

TEST_F(FiguresTest, AreThoseOfEachOnesScope) {
  Told(Listed("甲"), Beds("severe", 8, 5));
  Told(Listed("乙", "271403", kOther), Beds("severe", 2, 1));
  Told(Listed("丙", "130001", kThird), Beds("severe", 100, 1));
  for (const char* date : {"", "2026-11-21"}) {
    SCOPED_TRACE(date);
    EXPECT_EQ(TotalFor(Osaka(), date).staffed(), 10);
    EXPECT_EQ(TotalFor(Tokyo(), date).staffed(), 100);
    EXPECT_EQ(TotalFor(Nurse(), date).staffed(), 8);
    EXPECT_EQ(TotalFor(Nurse(kOther), date).staffed(), 2);
    EXPECT_EQ(TotalFor(callers_.Service("admission"), date).staffed(), 110);
    EXPECT_EQ(TotalFor(callers_.Officer(kHanako, {"270008", "130001"}), date).staffed(), 110);
    EXPECT_EQ(TotalFor(Osaka(), date, "130001").facilities(), 0);
  }
}

TEST_F(FiguresTest, OfADayAreItsLastReports) {
  const v1::Facility first = Listed("甲"), second = Listed("乙", "271403", kOther);
  Told(first, Beds("severe", 8, 5, 1));
  Told(second, Beds("severe", 2, 4));
  clock_.Advance(absl::Hours(2));
  Told(first, Beds("severe", 9, 5, 1));
  clock_.Advance(absl::Hours(24));
  Told(first, Beds("severe", 7, 5, 1));
  const v1::ClassFigures then = TotalFor(Osaka(), "2026-11-21");
  EXPECT_EQ(then.facilities(), 2);
  EXPECT_EQ(then.known(), 2);
  EXPECT_EQ(then.staffed(), 11);
  EXPECT_EQ(then.available(), 3);
  EXPECT_DOUBLE_EQ(then.occupancy(), 9.0 / 11);
  EXPECT_EQ(absl::FromUnixSeconds(then.oldest_report_time().seconds()), clock_.Now() - absl::Hours(26));
  const v1::ClassFigures now = TotalFor(Osaka(), "2026-11-22");
  EXPECT_EQ(now.facilities(), 2);
  EXPECT_EQ(now.known(), 1) << "who told nothing that day is unknown";
  EXPECT_EQ(now.staffed(), 7);
  EXPECT_EQ(TotalFor(Osaka(), "2026-11-20").known(), 0);
}

TEST_F(FiguresTest, LeaveOutWhatIsClosedFromThatDayOn) {
  const v1::Facility hospital = Listed();
  Told(hospital, Beds("severe", 8, 5));
  clock_.Advance(absl::Hours(24));
  v1::CloseFacilityRequest request;
  request.set_facility_id(hospital.id());
  request.set_revision(1);
  ASSERT_TRUE(tests::CallWith(Osaka(), *stub_, &Facilities::CloseFacility, request).ok());
  EXPECT_EQ(TotalFor(Osaka()).facilities(), 0);
  EXPECT_EQ(TotalFor(Osaka(), "2026-11-22").facilities(), 0);
  EXPECT_EQ(TotalFor(Osaka(), "2026-11-21").staffed(), 8);
}

TEST_F(FiguresTest, ShowThePlanOfThePhaseBesideWhatIs) {
  const v1::Facility hospital = Listed("甲"), promised = Listed("乙", "271403", kOther);
  Told(hospital, Beds("severe", 8, 5));
  ASSERT_TRUE(SetPlan(APlan(hospital, "2026-11-21", 0, {{1, "severe", 4}, {2, "severe", 12}}), Osaka()).ok());
  ASSERT_TRUE(SetPlan(APlan(promised, "2026-11-21", 0, {{2, "severe", 3}}), Sakai()).ok());
  EXPECT_FALSE(TotalFor(Osaka()).has_planned()) << "no phase is set";
  ASSERT_TRUE(SetPhase(1, "2026-11-21", Prefecture()).ok());
  EXPECT_EQ(TotalFor(Osaka()).planned(), 4);
  EXPECT_EQ(TotalFor(Osaka()).facilities(), 1);
  ASSERT_TRUE(SetPhase(2, "2026-11-22", Prefecture()).ok());
  clock_.Advance(absl::Hours(24));
  const auto figures = Figures(Osaka());
  EXPECT_EQ(figures->prefectures(0).phase(), 2);
  EXPECT_EQ(figures->total().classes(0).planned(), 15);
  EXPECT_EQ(figures->total().classes(0).facilities(), 2) << "who promised such beds has them, and they are unknown";
  EXPECT_EQ(figures->total().classes(0).known(), 1);
  EXPECT_EQ(TotalFor(Osaka(), "2026-11-21").planned(), 4);
  EXPECT_EQ(TotalFor(Nurse()).planned(), 12);
}

TEST_F(FiguresTest, ArePlannedByThoseWhoAreResponsible) {
  const v1::Facility hospital = Listed();
  const v1::SetPlanRequest request = APlan(hospital, "2026-11-21", 0, {{1, "severe", 4}});
  EXPECT_EQ(ReasonOf(SetPlan(request, Sakai()).status()), "NOT_YOUR_AREA");
  EXPECT_EQ(ReasonOf(SetPlan(request, Tokyo()).status()), "FACILITY_UNKNOWN");
  EXPECT_EQ(SetPlan(request, Nurse()).status().code(), absl::StatusCode::kPermissionDenied);
  const auto made = SetPlan(request, Osaka());
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->revision(), 1);
  EXPECT_EQ(SetPlan(request, Osaka())->revision(), 1) << "a retry";
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'capacity.SetPlan'"), 1);
  EXPECT_EQ(ReasonOf(SetPlan(APlan(hospital, "2026-11-21", 0, {{1, "severe", 5}}), Osaka()).status()), "PLAN_CHANGED");
  EXPECT_EQ(SetPlan(APlan(hospital, "2026-11-21", 1, {{1, "severe", 5}}), Osaka())->revision(), 2);
  EXPECT_EQ(SetPlan(APlan(hospital, "2026-12-01", 0, {}), Osaka())->revision(), 1);
  EXPECT_EQ(GetPlan(hospital, Nurse())->beds(0).beds(), 5);
  EXPECT_EQ(GetPlan(hospital, Sakai(), "2026-11-30")->valid_from_date(), "2026-11-21");
  EXPECT_EQ(GetPlan(hospital, Osaka(), "2026-12-01")->beds_size(), 0);
  EXPECT_EQ(GetPlan(hospital, Osaka(), "2026-11-20")->valid_from_date(), "");
  EXPECT_EQ(ReasonOf(GetPlan(hospital, Tokyo()).status()), "FACILITY_UNKNOWN");
}

TEST_F(FiguresTest, AreAskedForFieldByField) {
  const v1::Facility hospital = Listed();
  EXPECT_EQ(ReasonOf(Figures(Osaka(), "2026-11-22").status()), "DATE_IN_FUTURE");
  EXPECT_EQ(ReasonOf(Figures(Osaka(), "today").status()), "MALFORMED_DATE");
  EXPECT_EQ(ReasonOf(Figures(Osaka(), "", "271005").status()), "MALFORMED_AREA_CODE");
  EXPECT_EQ(ReasonOf(SetPlan(APlan(hospital, "2026-11-20", 0, {}), Osaka()).status()), "DATE_IN_PAST");
  EXPECT_EQ(FieldOf(SetPlan(APlan(hospital, "2026-11-21", 0, {{1, "magic", 1}}), Osaka()).status()), "beds[0].bed_class");
  EXPECT_EQ(ReasonOf(SetPhase(0, "2026-11-21", Prefecture()).status()), "UNKNOWN_PHASE");
  EXPECT_EQ(ReasonOf(SetPhase(1, "2026-11-21", Prefecture(), "271004").status()), "NOT_A_PREFECTURE");
  EXPECT_EQ(ReasonOf(SetPhase(1, "2026-11-20", Prefecture()).status()), "DATE_IN_PAST");
  EXPECT_EQ(ReasonOf(SetPhase(1, "2026-11-21", Osaka()).status()), "AREA_UNKNOWN") << "the whole prefecture's officers";
  EXPECT_EQ(ReasonOf(SetPhase(1, "2026-11-21", Tokyo()).status()), "AREA_UNKNOWN");
  EXPECT_EQ(SetPhase(1, "2026-11-21", Nurse()).status().code(), absl::StatusCode::kPermissionDenied);
}

}  // namespace
}  // namespace mimamori::capacity
