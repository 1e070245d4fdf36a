// SPDX-License-Identifier: Apache-2.0
// How many rows the statements that walk over everybody look at, by EXPLAIN: a figure that no busy machine changes.
#include <algorithm>
#include <cstdio>
#include <string>

#include "fmt/format.h"
#include "tests/services/observation/store/observation_store_fixture.hpp"

namespace mimamori::observation {
namespace {

using platform::postgres::Connection;
using platform::postgres::Statement;

constexpr int64_t kPeople = 20000;

class PlanShapeTest : public ObservationStoreTest {
 protected:
  // All are silent since the evening before; each second one is on the list already.
  PlanShapeTest() {
    const absl::Status filled = owner_->Script(fmt::format(R"sql(
      INSERT INTO patients (case_id, number, area_code, kind, risk_factors, status, language, time_zone, has_contact, high_risk,
                            reports_per_day, plan_start, plan_end, plan_since)
        SELECT gen_random_uuid(), 'n' || n, '271004', 1, 0, 3, 'ja', 'Asia/Tokyo', true, false, 2, '2026-11-18', '2026-11-28',
               '2026-11-18 12:00+09' FROM generate_series(1, {0}) n;
      INSERT INTO standings (patient, memory, last_report)
        SELECT patient, decode(repeat('00', 140), 'hex'), '2026-11-20 19:00+09' FROM patients;
      INSERT INTO work_items (patient, area_code, state, urgency, rung, opened, raised, contact_by, calm_reports, attempts,
                              escalated, version)
        SELECT patient, area_code, 1, 3, 4, now(), now(), now(), 0, 0, false, 1 FROM patients WHERE patient % 2 = 0;
      ANALYZE)sql", kPeople));
    EXPECT_TRUE(filled.ok()) << filled;
  }

  static Statement Named(const std::vector<Statement>& statements, std::string_view name) {
    return *std::ranges::find_if(statements, [&](const Statement& one) { return one.name == name; });
  }
  // `arguments`: of the statement, as SQL. Runs it. `plan_mode`: a plan_cache_mode.
  int64_t RowsRead(const Statement& statement, const std::string& arguments, const char* plan_mode) {
    const std::string prepare = fmt::format("SET plan_cache_mode = {}; PREPARE shape AS {}", plan_mode, statement.sql);
    const std::string explain = fmt::format("EXPLAIN (ANALYZE, TIMING OFF) EXECUTE shape({})", arguments);
    const absl::Status prepared = owner_->Script(prepare);
    EXPECT_TRUE(prepared.ok()) << prepared;
    const auto plan = owner_->Run({fmt::format("t.explain {}", ++explained_).c_str(), explain.c_str()});
    EXPECT_TRUE(plan.ok() && owner_->Script("DEALLOCATE shape").ok()) << plan.status();
    return plan.ok() ? Sum(*plan) : -1;
  }

  const std::unique_ptr<Connection> owner_ = *Connection::Open(database_.OwnerConninfo());

 private:
  // What the nodes of a plan gave or threw away, however often they were run.
  static int64_t Sum(const platform::postgres::Rows& plan) {
    int64_t sum = 0, loops = 1;
    for (int row = 0; row < plan.size(); ++row) {
      const std::string line(plan.Text(row, 0));
      int64_t rows = 0;
      if (const size_t at = line.find("(actual rows="); at != std::string::npos) {
        std::sscanf(line.c_str() + at, "(actual rows=%ld loops=%ld)", &rows, &loops);
      } else if (const size_t removed = line.find("Rows Removed by"); removed != std::string::npos) {
        std::sscanf(line.c_str() + line.rfind(' '), "%ld", &rows);
      }
      sum += rows * loops;
    }
    return sum;
  }
  int explained_ = 0;
};

// Once it read 320 million rows a step, of a million people.
TEST_F(PlanShapeTest, AStepOfTheClimbBeginsWhereTheLastOneEnded) {
  const Statement silent = Named(SilenceStore::Statements(), "observation.find_silent");
  for (const char* mode : {"force_custom_plan", "force_generic_plan"}) {
    SCOPED_TRACE(mode);
    const int64_t read = RowsRead(silent, fmt::format("'Asia/Tokyo', 2::int2, false, false, {}, '2026-11-21 04:00+09', "
                                                      "'2026-11-21', '2026-11-21 10:00+09', 900, 3::int2, 500",
                                                      kPeople - 1000), mode);
    EXPECT_GE(read, 500);
    EXPECT_LE(read, 8 * 1000) << "a thousand are left, in three tables";
  }
}

TEST_F(PlanShapeTest, AChoiceLooksAtEverybodyOnceAlsoWhenAllAreChosen) {
  const Statement choose = Named(ReminderStore::Statements(), "observation.choose_reminders");
  const std::string arguments =
      "'2026-11-21', 0::int2, 1::int2, 'Asia/Tokyo', 2::int2, 0::int2, 1440::int2, 15, '2026-11-21 10:00+09', "
      "'2026-11-21 04:00+09', '2026-11-21 10:00+09', '2026-11-21 15:00+09', 'infinity', 200";
  const int64_t first = RowsRead(choose, arguments, "force_custom_plan");
  EXPECT_GE(first, 2 * kPeople);
  EXPECT_LE(first, 8 * kPeople) << "people, standings, and the steps between them and the batches";
  EXPECT_EQ(reminders_.Waiting(Soon(), {.slot = {.day = absl::CivilDay(2026, 11, 21), .number = 0}}, 0, kNow)->reminders.size(),
            200u);
  // The table's statistics say that it is empty.
  EXPECT_LE(RowsRead(choose, arguments, "force_custom_plan"), 8 * kPeople) << "those who were chosen are looked up, not walked along";
}

}  // namespace
}  // namespace mimamori::observation
