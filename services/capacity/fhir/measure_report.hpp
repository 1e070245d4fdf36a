// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/capacity/domain/report.hpp"
#include "services/capacity/domain/saner.hpp"

namespace mimamori::capacity {

constexpr size_t kLargestMeasureReport = 256 * 1024;  // bytes

// What a MeasureReport says. Where available is told and blocked is not, blocked is what is neither occupied nor available.
struct MeasuredReport {
  Report report;
  std::optional<absl::Time> time = std::nullopt;  // its date, else the end of its period
};

// FHIR R4 as JSON. `zone`: that of days without a time. INVALID_ARGUMENT (field content): MALFORMED_JSON, NOT_A_MEASURE_REPORT
// (also one that is not complete, or of single patients), UNKNOWN_POPULATION (none that is known), MALFORMED_COUNT,
// MALFORMED_TIME, TOO_LARGE.
absl::StatusOr<MeasuredReport> ReadMeasureReport(std::string_view json, const SanerRules& rules, const absl::TimeZone& zone);

}  // namespace mimamori::capacity
