// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "services/capacity/store/report_store.hpp"
#include "services/platform/postgres/connection.hpp"

namespace mimamori::capacity {

// What a kept report changes beside itself, under its facility's lock: the counts of its wards, unless a later report told them,
// and the history of its day.
absl::Status ApplyReport(platform::postgres::Connection& transaction, const Facility& facility, const KeptReport& kept);
// The same for a correction: wherever the version before it counts.
absl::Status ApplyCorrection(platform::postgres::Connection& transaction, const Facility& facility, const KeptReport& kept);

std::vector<platform::postgres::Statement> ReportEffectStatements();

}  // namespace mimamori::capacity
