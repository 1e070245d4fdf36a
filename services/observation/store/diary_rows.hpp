// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "services/observation/store/diary_store.hpp"
#include "services/platform/postgres/connection.hpp"

// Of `patients p` and `standings s`; what ReadDiarist reads, from `first` on.
#define MIMAMORI_DIARIST_COLUMNS                                                                               \
  "p.case_id, p.number, p.area_code, p.language, p.time_zone, p.status, p.reporter_id, p.high_risk, "          \
  "p.reports_per_day, p.plan_start, p.plan_end, p.plan_since, s.last_report, s.last_tier, s.symptomatic"

namespace mimamori::observation {

inline constexpr int kDiaristColumns = 15;

absl::StatusOr<Diarist> ReadDiarist(const platform::postgres::Rows& rows, int row, int first);

}  // namespace mimamori::observation
