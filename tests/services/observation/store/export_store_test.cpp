// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/export_store.hpp"

#include "tests/services/observation/store/observation_store_fixture.hpp"

namespace mimamori::observation {
namespace {

class ExportStoreTest : public ObservationStoreTest {
 protected:
  static Scope Osaka() { return {platform::AreaCode::Parse("270008").value()}; }
  void Say(const CaseId& id, const Report& report) {
    ASSERT_TRUE(Tell({{.patient = id, .request = RequestId::Random(), .report = report, .source = Source::kStaff,
                       .reported_by = "x"}})[0].ok());
  }
  static AuditEntry Audit() {
    return {.time = kNow, .actor = "hanako", .action = "observation.Test", .object_type = "", .object_id = "", .area = "",
            .reason = "", .payload = "{}", .trace_id = ""};
  }

  ExportStore exports_{pool_};
};

TEST_F(ExportStoreTest, PreparesEveryStatement) { PreparesAll(ExportStore::Statements()); }

TEST_F(ExportStoreTest, ReadsPeopleOfTheScopeInPages) {
  for (const char* area : {"271004", "131016", "271403"}) {
    WatchedPatient patient = APatient();
    patient.area = platform::AreaCode::Parse(area).value();
    patient.number = area;
    Watched(patient);
  }
  const auto first = exports_.People(Soon(), Osaka(), 0, 1);
  ASSERT_EQ(first->size(), 1u) << first.status();
  EXPECT_EQ(first->front().number, "271004");
  EXPECT_EQ(first->front().status, 3);
  EXPECT_EQ(first->front().times_a_day, 2);
  EXPECT_EQ(first->front().plan_end, absl::CivilDay(2026, 11, 28));
  EXPECT_FALSE(first->front().last_report);
  const auto rest = exports_.People(Soon(), Osaka(), first->front().key, 5);
  ASSERT_EQ(rest->size(), 1u);
  EXPECT_EQ(rest->front().area, "271403");
}

TEST_F(ExportStoreTest, ReadsTheWindowsReportsWithTheLastWordOnThem) {
  const CaseId id = Watched();
  Report low = Well(kNow);
  low.readings.spo2 = 95;
  Say(id, low);
  Say(id, Well(kNow + absl::Hours(12)));
  const auto people = exports_.People(Soon(), Osaka(), 0, 5).value();
  const auto before = exports_.Reports(Soon(), people, {});
  ASSERT_EQ(before->size(), 2u) << before.status();
  const size_t reasons = before->front().judgement.reasons.size();
  // Two late ones tell of a baseline from which 95 is a drop.
  for (const int hours : {2, 1}) {
    Report late = Well(kNow - absl::Hours(hours));
    late.received = kNow + absl::Hours(13);
    late.readings.spo2 = 99;
    Say(id, late);
  }
  const auto after = exports_.Reports(Soon(), people, {});
  ASSERT_EQ(after->size(), 4u);
  EXPECT_EQ((*after)[2].report.readings.spo2, 95);
  EXPECT_GT((*after)[2].judgement.reasons.size(), reasons) << "judged anew";
  EXPECT_EQ((*after)[2].source, 3);
  const auto window = exports_.Reports(Soon(), people, {.start = kNow, .end = kNow + absl::Hours(12)});
  ASSERT_EQ(window->size(), 1u) << "half-open";
}

TEST_F(ExportStoreTest, FindsOneWithAnAuditEntry) {
  const CaseId id = Watched();
  EXPECT_EQ(exports_.Find(Soon(), Osaka(), id, Audit())->number, "271004-2026-000123");
  EXPECT_EQ(platform::ReasonOf(exports_.Find(Soon(), {platform::AreaCode::Parse("130001").value()}, id, Audit()).status()),
            "PATIENT_UNKNOWN");
  EXPECT_EQ(pool_.Run(Soon(), {"test.audits", "SELECT count(*) FROM audit_entries WHERE area = '271004'"})->Int8(0, 0), 1);
}

}  // namespace
}  // namespace mimamori::observation
