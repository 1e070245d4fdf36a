// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/store/hold_policies.hpp"

#include "services/platform/postgres/policies.hpp"
#include "tests/services/capacity/store/hold_store_fixture.hpp"

namespace mimamori::capacity {
namespace {

using platform::FieldOf;
using platform::ReasonOf;

TEST_F(HoldStoreTest, ShipsRulesThatCanBeRead) {
  const TakingRules rules = holds_.Rules(Soon(), kNow).value();
  EXPECT_EQ(rules.holds, HoldRules());
  EXPECT_EQ(rules.duties.kinds.at(FacilityKind::kHospital).duty.due_minutes, std::vector<int>{15 * 60});
  EXPECT_EQ(holds_.Anomalies(Soon(), kNow).value(), AnomalyRules());
  const auto retention = platform::postgres::PolicyAt(pool_, Soon(), "capacity.hold_retention", kNow);
  EXPECT_EQ(ReadHoldRetention(retention->body)->holds, absl::Hours(24 * 1826));
}

template <class Value>
std::string BadFieldOf(const absl::StatusOr<Value>& read) {
  EXPECT_EQ(ReasonOf(read.status()), "POLICY_MALFORMED");
  return FieldOf(read.status());
}

TEST(HoldPolicies, NameWhatIsWrong) {
  EXPECT_EQ(BadFieldOf(ReadHoldRules(R"({"minutes": 240, "extension": 120})")), "overdue_may_be_held");
  EXPECT_EQ(BadFieldOf(ReadHoldRules(R"({"minutes": 2000, "extension": 0, "overdue_may_be_held": true})")), "minutes");
  EXPECT_EQ(BadFieldOf(ReadHoldRules(R"({"minutes": "240", "extension": 0, "overdue_may_be_held": true})")), "minutes");
  EXPECT_EQ(BadFieldOf(ReadAnomalyRules(R"({"holds_of_one": 4, "rebooked_seconds": 60, "rebooked_times": 3,
                                            "night_begins": 1320, "night_ends": 1320, "night_holds": 20})")),
            "night_ends");
  EXPECT_EQ(BadFieldOf(ReadHoldRetention(R"({"hold_days": 91, "stay_days": 92})")), "hold_days");
}

}  // namespace
}  // namespace mimamori::capacity
