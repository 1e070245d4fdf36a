// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "services/observation/store/report_people.hpp"

namespace mimamori::observation {

// The first try of a report that was told before.
struct EarlierTry {
  size_t position = 0;  // of the report that is told again
  KeptReport kept;
};
// Of those of `reports` at these positions, of whom all are known.
absl::StatusOr<std::vector<EarlierTry>> FindTries(platform::postgres::Connection& transaction,
                                                  const std::vector<NewReport>& reports,
                                                  const std::vector<size_t>& positions, const People& people);

// The answer to a retry: what its first try was answered. ALREADY_EXISTS: REQUEST_ID_REUSED (that was another report).
absl::StatusOr<KeptReport> AnswerAgain(const NewReport& told, KeptReport kept);

std::vector<platform::postgres::Statement> ReportTriesStatements();

}  // namespace mimamori::observation
