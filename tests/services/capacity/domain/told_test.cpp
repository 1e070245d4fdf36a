// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/domain/told.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::capacity {
namespace {

using platform::FieldOf;
using platform::ReasonOf;

const absl::Time kNow = absl::FromUnixSeconds(1'795'000'000);
const PlausibilityRules kRules{.jumps = {}, .correction_days = 14};

TEST(ParseReportTime, BelievesAClockThatIsALittleAhead) {
  EXPECT_EQ(ParseReportTime(std::nullopt, kRules, kNow).value(), kNow);
  EXPECT_EQ(ParseReportTime(kNow - absl::Hours(2), kRules, kNow).value(), kNow - absl::Hours(2));
  EXPECT_EQ(ParseReportTime(kNow + absl::Minutes(5), kRules, kNow).value(), kNow);
  EXPECT_EQ(ReasonOf(ParseReportTime(kNow + absl::Minutes(6), kRules, kNow).status()), "TIME_IN_FUTURE");
  EXPECT_TRUE(ParseReportTime(kNow - absl::Hours(14 * 24), kRules, kNow).ok());
  const absl::Status old = ParseReportTime(kNow - absl::Hours(14 * 24) - absl::Seconds(1), kRules, kNow).status();
  EXPECT_EQ(ReasonOf(old), "TIME_TOO_OLD");
  EXPECT_EQ(FieldOf(old), "report_time");
}

TEST(CheckCorrectable, EndsAfterSomeDays) {
  EXPECT_TRUE(CheckCorrectable(kNow - absl::Hours(14 * 24), kRules, kNow).ok());
  EXPECT_EQ(ReasonOf(CheckCorrectable(kNow - absl::Hours(14 * 24) - absl::Seconds(1), kRules, kNow)), "CORRECTION_TOO_LATE");
}

TEST(JudgeTeller, KnowsWhoseReportItIs) {
  const OrganisationId hospital = OrganisationId::Random();
  Facility facility{.area = platform::AreaCode::Parse("271004").value(), .facts = {.organisation = hospital}};
  const Scope own{.organisation = hospital};
  const Scope officer{.areas = {platform::AreaCode::Parse("271004").value()}};
  const Scope neighbour{.areas = {platform::AreaCode::Parse("271403").value()}};

  EXPECT_FALSE(JudgeTeller(own, facility, "")->by_proxy);
  EXPECT_EQ(ReasonOf(JudgeTeller(own, facility, "ward office").status()), "NOT_BY_PROXY");
  EXPECT_TRUE(JudgeTeller(officer, facility, " ward office ")->by_proxy);
  EXPECT_EQ(JudgeTeller(officer, facility, " ward office ")->desk, "ward office");
  EXPECT_EQ(ReasonOf(JudgeTeller(officer, facility, "").status()), "MISSING_FIELD");
  EXPECT_EQ(FieldOf(JudgeTeller(officer, facility, "").status()), "told_by_desk");
  EXPECT_EQ(ReasonOf(JudgeTeller(officer, facility, std::string(61, 'a')).status()), "TEXT_TOO_LONG");
  EXPECT_EQ(ReasonOf(JudgeTeller(neighbour, facility, "ward office").status()), "NOT_YOUR_AREA");
  facility.closed = kNow;
  EXPECT_EQ(ReasonOf(JudgeTeller(own, facility, "").status()), "FACILITY_CLOSED");
  EXPECT_EQ(ReasonOf(JudgeTeller(neighbour, facility, "x").status()), "NOT_YOUR_AREA");
}

TEST(SentenceOf, IsThereForEachFinding) {
  for (const char* code : {"UNKNOWN_CLASS", "UNKNOWN_CAPABILITY", "OUT_OF_RANGE", "MISSING_FIELD", "MORE_THAN_STAFFED",
                           "MORE_THAN_PHYSICAL", "OVER_STAFFED", "OVER_PHYSICAL", "OVER_LICENSED", "JUMPED", "EMPTIED",
                           "CLASS_LEFT_OUT"}) {
    EXPECT_NE(SentenceOf({code, "", false}), SentenceOf({"?", "", false})) << code;
  }
}

}  // namespace
}  // namespace mimamori::capacity
