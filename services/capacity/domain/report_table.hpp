// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/capacity/domain/facility.hpp"
#include "services/capacity/domain/report.hpp"

namespace mimamori::capacity {

constexpr size_t kMostReportRows = 10'000;
constexpr size_t kLargestReportTable = 5 * 512 * 1024;  // bytes

// The report of one facility in a table.
struct TableReport {
  FacilityId facility = {};
  Report report = {};
  std::map<std::string, int> lines = {};  // of each class

  // Of a finding's path, from 1; 0: of no line.
  int LineOf(std::string_view path) const;
};

// The reports of a table, as ImportReportsRequest describes it, by facility. `admit`: whether a facility may be reported for, or
// why not. All of it or nothing: INVALID_ARGUMENT (field content) with the problems by line and column, one a row: MISSING_FIELD,
// FACILITY_UNKNOWN, DUPLICATE_CLASS, MALFORMED_COUNT, UNKNOWN_WORD, what `admit` says, and those of platform::CsvTable. Counts that
// are left out are not told; whether they may be is judged later.
absl::StatusOr<std::vector<TableReport>> ReadReportTable(std::string_view bytes,
                                                         const std::function<absl::Status(const FacilityId&)>& admit);

}  // namespace mimamori::capacity
