// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/fhir/measure_report.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::capacity {
namespace {

using platform::FieldOf;
using platform::ReasonOf;

const SanerRules kRules{{{"numICUBeds", "severe", "staffed"},
                         {"numICUBedsOcc", "severe", "occupied"},
                         {"numICUBedsAvail", "severe", "available"},
                         {"numVent", "severe", "able.ventilator"},
                         {"numImpBeds", "moderate", "staffed"}}};

std::string Population(const char* code, const std::string& count) {
  return fmt::format(R"({{"code": {{"coding": [{{"system": "http://hl7.org/fhir/uv/saner/CodeSystem/MeasuredValues",
                      "code": "{}"}}]}}, "count": {}}})", code, count);
}
std::string With(const std::string& populations, const std::string& fields = R"("date": "2026-11-21T12:00:00+09:00")") {
  return fmt::format(R"({{"resourceType": "MeasureReport", "status": "complete", "type": "summary",
                          "measure": "http://hl7.org/fhir/uv/saner/Measure/CDCPatientImpactAndHospitalCapacity", {},
                          "group": [{{"code": {{"coding": [{{"code": "ICUBeds"}}]}}, "population": [{}]}}]}})", fields, populations);
}
const std::string kBeds = Population("numICUBeds", "12") + "," + Population("numICUBedsOcc", "9") + "," +
                          Population("numICUBedsAvail", "2") + "," + Population("numVent", "7") + "," +
                          Population("numSomething", "3");

absl::StatusOr<MeasuredReport> Read(const std::string& json) {
  absl::TimeZone tokyo;
  EXPECT_TRUE(absl::LoadTimeZone("Asia/Tokyo", &tokyo));
  return ReadMeasureReport(json, kRules, tokyo);
}

TEST(MeasureReport, IsReadByTheTableOfPopulations) {
  const auto read = Read(With(kBeds));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->time, absl::FromCivil(absl::CivilHour(2026, 11, 21, 3), absl::UTCTimeZone()));
  const ClassReport severe{.counts = {.staffed = 12, .occupied = 9, .blocked = 1}, .able = {{"ventilator", 7}}};
  EXPECT_EQ(read->report, (Report{.classes = {{"severe", severe}}}));
}

TEST(MeasureReport, LeavesUnknownWhatItDoesNotSay) {
  const auto read = Read(With(Population("numImpBeds", "30") + "," + Population("numICUBeds", "12")));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->report.classes.at("severe").counts, (BedCounts{.staffed = 12}));
  EXPECT_EQ(read->report.classes.at("moderate").counts, (BedCounts{.staffed = 30}));
}

TEST(MeasureReport, NeverBlocksFewerThanNone) {
  const auto read = Read(With(Population("numICUBeds", "10") + "," + Population("numICUBedsOcc", "9") + "," +
                              Population("numICUBedsAvail", "3")));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->report.classes.at("severe").counts.blocked, 0);
}

TEST(MeasureReport, SpeaksOfItsDateOrTheEndOfItsPeriod) {
  const struct {
    const char* what;
    const char* fields;
    std::optional<absl::CivilMinute> tokyo;
  } cases[] = {
      {"a moment", R"("date": "2026-11-21T09:30:00Z")", absl::CivilMinute(2026, 11, 21, 18, 30)},
      {"a day", R"("date": "2026-11-20")", absl::CivilMinute(2026, 11, 21, 0, 0)},
      {"a period", R"("period": {"start": "2026-11-20", "end": "2026-11-20"})", absl::CivilMinute(2026, 11, 21, 0, 0)},
      {"nothing", R"("id": "x")", std::nullopt},
  };
  absl::TimeZone tokyo;
  ASSERT_TRUE(absl::LoadTimeZone("Asia/Tokyo", &tokyo));
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    const auto read = Read(With(kBeds, c.fields));
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(read->time, c.tokyo ? std::optional(absl::FromCivil(*c.tokyo, tokyo)) : std::nullopt);
  }
}

TEST(MeasureReport, IsRefusedWithAReason) {
  const struct {
    const char* what;
    std::string json;
    const char* reason;
  } cases[] = {
      {"nothing", "", "MALFORMED_JSON"},
      {"half of it", With(kBeds).substr(0, 100), "MALFORMED_JSON"},
      {"a list", "[]", "NOT_A_MEASURE_REPORT"},
      {"a patient", R"({"resourceType": "Patient"})", "NOT_A_MEASURE_REPORT"},
      {"one that is pending", R"({"resourceType": "MeasureReport", "status": "pending"})", "NOT_A_MEASURE_REPORT"},
      {"of single patients", R"({"resourceType": "MeasureReport", "status": "complete", "type": "individual"})",
       "NOT_A_MEASURE_REPORT"},
      {"without a group", R"({"resourceType": "MeasureReport", "status": "complete"})", "UNKNOWN_POPULATION"},
      {"of something else", With(Population("numMasks", "5")), "UNKNOWN_POPULATION"},
      {"half a bed", With(Population("numICUBeds", "1.5")), "MALFORMED_COUNT"},
      {"a word", With(Population("numICUBeds", "\"12\"")), "MALFORMED_COUNT"},
      {"beyond measure", With(Population("numICUBeds", "99999999999999999999999")), "MALFORMED_COUNT"},
      {"two answers", With(Population("numICUBeds", "1") + "," + Population("numICUBeds", "2")), "MALFORMED_COUNT"},
      {"two answers of a capability", With(Population("numVent", "1") + "," + Population("numVent", "2")), "MALFORMED_COUNT"},
      {"no date", With(kBeds, R"("date": "yesterday")"), "MALFORMED_TIME"},
      {"a library", std::string(kLargestMeasureReport + 1, ' '), "TOO_LARGE"},
      {"depths", std::string(100'000, '['), "MALFORMED_JSON"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    const absl::Status status = Read(c.json).status();
    EXPECT_EQ(ReasonOf(status), c.reason);
    EXPECT_EQ(FieldOf(status), "content");
  }
}

}  // namespace
}  // namespace mimamori::capacity
