// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/diary_rows.hpp"

#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {

using platform::postgres::Rows;

absl::StatusOr<Diarist> ReadDiarist(const Rows& rows, int row, int first) {
  Diarist diarist{.case_id = CaseId(rows.Uuid(row, first)),
                  .number = std::string(rows.Text(row, first + 1)),
                  .language = std::string(rows.Text(row, first + 3)),
                  .time_zone = std::string(rows.Text(row, first + 4)),
                  .status = rows.Int2(row, first + 5)};
  ASSIGN_OR_RETURN(diarist.area, platform::AreaCode::Parse(rows.Text(row, first + 2)));
  if (!rows.IsNull(row, first + 6)) diarist.reporter = CaseId(rows.Uuid(row, first + 6));
  Watched& watched = diarist.watched;
  watched.high_risk = rows.Bool(row, first + 7);
  watched.plan.zone = ZoneNamed(rows.Text(row, first + 4));
  if (!rows.IsNull(row, first + 8)) {
    diarist.planned = true;
    watched.plan.times_a_day = rows.Int2(row, first + 8);
    watched.plan.first = rows.Date(row, first + 9);
    watched.plan.last = rows.Date(row, first + 10);
    watched.plan.from = rows.Time(row, first + 11);
  }
  if (!rows.IsNull(row, first + 12)) watched.last_report = rows.Time(row, first + 12);
  watched.last_tier = static_cast<Tier>(rows.Int2(row, first + 13));
  watched.symptomatic = rows.Bool(row, first + 14);
  return diarist;
}

}  // namespace mimamori::observation
