// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/store/facility_store.hpp"

#include <gtest/gtest.h>

#include "embedded/capacity_migrations.hpp"
#include "services/capacity/store/board_store.hpp"
#include "services/capacity/store/facility_import_store.hpp"
#include "services/capacity/store/figure_store.hpp"
#include "services/capacity/store/plan_store.hpp"
#include "services/capacity/store/reminder_store.hpp"
#include "services/capacity/store/report_store.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::capacity {
namespace {

absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

class CapacityStoreTest : public testing::Test {
 protected:
  void PreparesAll(const std::vector<platform::postgres::Statement>& statements) {
    auto session = pool_.Borrow(Soon());
    ASSERT_TRUE(session.ok());
    for (const auto& statement : statements) {
      const absl::Status prepared = (*session)->Prepare(statement);
      EXPECT_TRUE(prepared.ok()) << statement.name << ": " << prepared;
    }
  }
  tests::ScratchDatabase database_{"capacity", embedded::capacity_migrations::Files()};
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 4};
};

TEST_F(CapacityStoreTest, PreparesEveryStatement) {
  PreparesAll(FacilityStore::Statements());
  PreparesAll(FacilityImportStore::Statements());
  PreparesAll(ReportStore::Statements());
  PreparesAll(BoardStore::Statements());
  PreparesAll(FigureStore::Statements());
  PreparesAll(PlanStore::Statements());
  PreparesAll(ReminderStore::Statements());
}

TEST_F(CapacityStoreTest, ReadsTheCatalogueThatIsShipped) {
  FacilityStore facilities(pool_);
  const auto catalogue = facilities.CatalogueAt(Soon(), absl::Now());
  ASSERT_TRUE(catalogue.ok()) << catalogue.status();
  EXPECT_EQ(catalogue->Codes().classes, (std::set<std::string>{"moderate", "rooms", "severe"}));
  EXPECT_EQ(catalogue->capabilities.size(), 10u);
}

TEST_F(CapacityStoreTest, ReadsTheRulesOfReportsThatAreShipped) {
  ReportStore reports(pool_);
  const auto rules = reports.RulesAt(Soon(), absl::Now());
  ASSERT_TRUE(rules.ok()) << rules.status();
  EXPECT_EQ(rules->plausibility.correction_days, 14);
  EXPECT_EQ(rules->plausibility.jumps.steps.size(), 3u);
  const auto saner = reports.SanerRulesAt(Soon(), absl::Now());
  ASSERT_TRUE(saner.ok()) << saner.status();
  for (const SanerCount& count : saner->counts) EXPECT_TRUE(rules->catalogue.classes.contains(count.bed_class));
}

}  // namespace
}  // namespace mimamori::capacity
