// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/rule_book.hpp"

#include "tests/services/observation/store/observation_store_fixture.hpp"

namespace mimamori::observation {
namespace {

class RuleBookTest : public ObservationStoreTest {
 protected:
  void Change(const char* sql) {
    platform::postgres::Pool owner(database_.OwnerConninfo(), 1);
    const auto changed = owner.Run(Soon(), {"test.change", sql});
    ASSERT_TRUE(changed.ok()) << changed.status();
  }

  RuleBook book_{pool_, reports_};
};

TEST_F(RuleBookTest, SaysWhenItHasNoRules) {
  EXPECT_EQ(platform::ReasonOf(book_.Current().status()), "RULES_UNREAD");
}

TEST_F(RuleBookTest, KnowsTheRulesInForceAndAllOfTriage) {
  Change(R"sql(
    INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by)
    SELECT name, 2, '2026-11-20 00:00Z', CASE name WHEN 'observation.retention'
             THEN body || '{"report_days": 400, "oldest_report_days": 3}' ELSE body END, 'a', 'b'
    FROM policies WHERE name IN ('observation.triage', 'observation.monitoring', 'observation.worklist', 'observation.retention'))sql");
  const absl::Time turn = absl::FromCivil(absl::CivilDay(2026, 11, 20), absl::UTCTimeZone());
  ASSERT_TRUE(book_.Refresh(Soon(), turn - absl::Seconds(1)).ok());
  const auto before = book_.Current();
  ASSERT_TRUE(before.ok());
  EXPECT_EQ((*before)->monitoring.version, 1);
  EXPECT_EQ((*before)->work.version, 1);
  EXPECT_EQ((*before)->retention.oldest_report_days, 7);
  ASSERT_TRUE(book_.Refresh(Soon(), turn).ok());
  const auto after = book_.Current();
  EXPECT_EQ((*after)->monitoring.version, 2);
  EXPECT_EQ((*after)->work.version, 2);
  EXPECT_EQ((*after)->retention.oldest_report_days, 3);
  EXPECT_EQ((*after)->triage.At(turn - absl::Seconds(1))->version, 1);
  EXPECT_EQ((*after)->triage.At(turn)->version, 2);
}

TEST_F(RuleBookTest, KeepsWhatItHadWhereNewRulesCannotBeRead) {
  ASSERT_TRUE(book_.Refresh(Soon(), kNow).ok());
  Change("UPDATE policies SET body = '{}' WHERE name = 'observation.retention'");
  EXPECT_EQ(platform::ReasonOf(book_.Refresh(Soon(), kNow)), "POLICY_MALFORMED");
  ASSERT_TRUE(book_.Current().ok());
  EXPECT_EQ((*book_.Current())->retention.report_days, 365);
}

}  // namespace
}  // namespace mimamori::observation
