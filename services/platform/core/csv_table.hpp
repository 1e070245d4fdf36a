// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/platform/core/csv.hpp"

namespace mimamori::platform {

// A column that a table may have, by the name of the request's field, which is that of its failures too, or in
// Japanese. Blanks and line ends in a heading, and the width of its brackets, don't matter: editions differ in them.
struct CsvColumn {
  std::string_view field;
  std::string_view japanese;  // with narrow brackets
  bool required = false;
  std::string_view other = {};  // another name that the column goes by
};

enum class OtherColumns { kIgnored, kRefused };

// An office's table, read by its heading. Problems gather; at the end it is all of the table or nothing.
class CsvTable {
 public:
  // `columns` outlives it. INVALID_ARGUMENT (field content): TEXT_NOT_DECODABLE, MALFORMED_CSV, NO_ROWS, TOO_MANY_ROWS,
  // MISSING_COLUMN; and, where others are refused, UNKNOWN_COLUMN, DUPLICATE_COLUMN (where not, the last one counts).
  static absl::StatusOr<CsvTable> Open(std::string_view bytes, std::span<const CsvColumn> columns, size_t most_rows,
                                       OtherColumns others);

  // Under the heading.
  std::span<const CsvRow> rows() const { return std::span(rows_).subspan(1); }
  // Without the blanks around it, also wide ones; empty where there is none. `column` as in `columns`.
  std::string_view Cell(const CsvRow& row, size_t column) const;
  // Where the column stands, from 1; 0 where there is none.
  int PlaceOf(size_t column) const { return places_[column] ? static_cast<int>(*places_[column]) + 1 : 0; }
  // Notes what is wrong with a row, under the column of the field that the failure is about: "hours.every_day[0]" is in
  // that of hours, "plan.end_date" in that of end_date.
  void Complain(const CsvRow& row, const absl::Status& failure);
  // All that was noted, line by line: see CsvFailure.
  absl::Status Verdict() const { return CsvFailure("content", problems_); }

 private:
  CsvTable(std::vector<CsvRow> rows, std::span<const CsvColumn> columns)
      : rows_(std::move(rows)), columns_(columns), places_(columns.size()) {}
  void ReadHeading(OtherColumns others);
  void Note(int line, int column, std::string_view reason, std::string sentence);

  std::vector<CsvRow> rows_;
  std::span<const CsvColumn> columns_;
  std::vector<std::optional<size_t>> places_;  // of each column among the cells
  std::vector<CsvProblem> problems_;
};

}  // namespace mimamori::platform
