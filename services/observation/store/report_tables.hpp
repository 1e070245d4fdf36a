// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "services/observation/store/report_judging.hpp"

namespace mimamori::observation {

// A report as it is to be kept.
struct JudgedRow {
  const NewReport* told = nullptr;
  const KeptReport* kept = nullptr;
  int64_t patient = 0;
};

// Ids for so many reports.
absl::StatusOr<std::vector<int64_t>> TakeReportIds(platform::postgres::Connection& transaction, size_t count);

absl::Status InsertReports(platform::postgres::Connection& transaction, const std::vector<JudgedRow>& rows);
// Of those who changed.
absl::Status KeepStandings(platform::postgres::Connection& transaction, const People& people);
// The last word on each report.
absl::Status KeepRejudged(platform::postgres::Connection& transaction, const std::vector<Rejudged>& rejudged);

std::vector<platform::postgres::Statement> ReportTablesStatements();

}  // namespace mimamori::observation
