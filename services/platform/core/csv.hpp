// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace mimamori::platform {

struct CsvRow {
  int line = 0;  // on which it begins, from 1
  std::vector<std::string> cells = {};
};

// What is wrong with a table, where: lines and columns from 1, column 0 for a whole line. The sentence quotes nothing.
struct CsvProblem {
  int line = 0;
  int column = 0;
  std::string reason;
  std::string sentence;
};

// Text as Japanese offices save it: UTF-8 with or without a byte order mark, else Shift_JIS as Windows writes it (CP932).
// INVALID_ARGUMENT (field, TEXT_NOT_DECODABLE) for bytes that are neither.
absl::StatusOr<std::string> DecodeOfficeText(std::string_view field, std::string_view bytes);

// RFC 4180: commas, CR LF or LF, cells in quotation marks may hold commas, line ends and doubled quotation marks. Empty
// lines are left out. Malformed quotation is a problem (MALFORMED_CSV), with what was read up to there.
std::vector<CsvRow> ParseCsv(std::string_view text, std::vector<CsvProblem>& problems);

// All problems as one failure of a request's field: INVALID_ARGUMENT with the first one's reason, and a sentence that names
// up to ten by line and column. OK when there is none.
absl::Status CsvFailure(std::string_view field, const std::vector<CsvProblem>& problems);

}  // namespace mimamori::platform
