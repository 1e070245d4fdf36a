// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "services/capacity/store/report_store.hpp"
#include "services/platform/postgres/connection.hpp"

// Of `reports r`; what ReadReport reads.
#define MIMAMORI_REPORT_COLUMNS                                                                                  \
  "r.report_id, r.version, r.facility_id, r.told_at, r.received_at, r.source, r.by_proxy, r.told_by_desk, "       \
  "r.entered_by, r.body, r.confirmed"

namespace mimamori::capacity {

// {"classes": {"severe": {"staffed": 8, "occupied": 5, "blocked": 0, "able": {"ecmo": 2}}}, "services": {"surgery": 2}, "staff": 1}
std::string WriteReport(const Report& report);
absl::StatusOr<Report> ReadReportBody(const std::string& json);
std::string WriteAble(const std::map<std::string, int>& able);
absl::StatusOr<std::map<std::string, int>> ReadAble(const std::string& json);
std::string WriteConfirmed(const Confirmed& confirmed);

absl::StatusOr<KeptReport> ReadReport(const platform::postgres::Rows& rows, int row);

}  // namespace mimamori::capacity
