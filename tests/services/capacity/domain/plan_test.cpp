// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/domain/plan.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::capacity {
namespace {

using platform::FieldOf;
using platform::ReasonOf;

const std::set<std::string> kClasses{"moderate", "severe"};

TEST(ParsePlan, IsByPhaseAndClass) {
  EXPECT_EQ(ParsePlan({{1, "severe", 2}, {2, "severe", 4}, {1, "moderate", 0}}, kClasses).value(),
            (PlanBeds{{{1, "moderate"}, 0}, {{1, "severe"}, 2}, {{2, "severe"}, 4}}));
  EXPECT_TRUE(ParsePlan({}, kClasses)->empty()) << "nothing may be promised any more";
  const struct {
    const char* what;
    std::vector<PlanEntry> entries;
    const char* field;
    const char* reason;
  } cases[] = {
      {"phase 0", {{0, "severe", 2}}, "beds[0].phase", "UNKNOWN_PHASE"},
      {"phase 10", {{1, "severe", 2}, {10, "severe", 2}}, "beds[1].phase", "UNKNOWN_PHASE"},
      {"another class", {{1, "rooms", 2}}, "beds[0].bed_class", "UNKNOWN_CLASS"},
      {"fewer than none", {{1, "severe", -1}}, "beds[0].beds", "OUT_OF_RANGE"},
      {"a thousand", {{1, "severe", 1000}}, "beds[0].beds", "OUT_OF_RANGE"},
      {"twice", {{1, "severe", 2}, {1, "severe", 2}}, "beds[1].bed_class", "DUPLICATE_CLASS"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    const absl::Status status = ParsePlan(c.entries, kClasses).status();
    EXPECT_EQ(FieldOf(status), c.field);
    EXPECT_EQ(ReasonOf(status), c.reason);
  }
}

TEST(ParseValidFrom, IsTodayOrLater) {
  const absl::CivilDay today(2026, 11, 21);
  EXPECT_EQ(ParseValidFrom("2026-11-21", today).value(), today);
  EXPECT_EQ(ReasonOf(ParseValidFrom("2026-11-20", today).status()), "DATE_IN_PAST");
  EXPECT_EQ(ReasonOf(ParseValidFrom("", today).status()), "MISSING_FIELD");
  EXPECT_EQ(ReasonOf(ParseValidFrom("2026-11-31", today).status()), "MALFORMED_DATE");
  EXPECT_EQ(FieldOf(ParseValidFrom("tomorrow", today).status()), "valid_from_date");
}

}  // namespace
}  // namespace mimamori::capacity
