// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "services/exposure/domain/exposure.hpp"
#include "services/platform/postgres/connection.hpp"

// What the stores of exposures and of the rule share.
#define MIMAMORI_EXPOSURE_COLUMNS                                                                              \
  "exposure_id, case_id, venue_id, venue_name, time_zone, area_code, start_time, end_time, level, state, "     \
  "proposed_by, COALESCE(approved_by, ''), proposed_at, approved_at, recipients, version, number, "            \
  "COALESCE(cancelled_by, ''), COALESCE(level_by, ''), COALESCE(rule_version, 0), service_day, positives, "      \
  "positives_needed, withdrawn_cases, COALESCE(recalled_by, ''), recalled_at, "  \
  "COALESCE(correction_by, ''), correction_at, COALESCE(correction_approved_by, ''), correction_approved_at, "     \
  "corrected_at, corrections"

namespace mimamori::exposure {

// One of each row, by rule with its evidence.
absl::StatusOr<std::vector<Exposure>> ReadExposures(platform::postgres::Connection& connection,
                                                    const platform::postgres::Rows& rows);

std::vector<platform::postgres::Statement> ExposureRowStatements();

}  // namespace mimamori::exposure
