// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "services/observation/store/report_store.hpp"
#include "services/platform/postgres/connection.hpp"

// Of `reports r`; what ReadTold and ReadReport read, from `first` on.
#define MIMAMORI_TOLD_COLUMNS                                                                                       \
  "r.time, r.received, r.temperature, r.spo2, r.pulse, r.respiratory_rate, r.oxygen, r.signs, r.symptoms, "         \
  "r.fever_reducer, r.scales"
#define MIMAMORI_REPORT_COLUMNS "r.report_id, " MIMAMORI_TOLD_COLUMNS                                                       \
  ", r.judgement, r.note, r.source, r.doubtful_time, r.replaces"

namespace mimamori::observation {

// Four bits a scale.
int32_t PackScales(const Report& report);

// What was told alone.
Report ReadTold(const platform::postgres::Rows& rows, int row, int first);

// INTERNAL when the judgement can't be read.
absl::StatusOr<KeptReport> ReadReport(const platform::postgres::Rows& rows, int row, int first);

}  // namespace mimamori::observation
