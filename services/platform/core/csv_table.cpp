// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/csv_table.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::platform {
namespace {

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kWide = "　";
  while (true) {
    if (text.starts_with(' ')) text.remove_prefix(1);
    else if (text.ends_with(' ')) text.remove_suffix(1);
    else if (text.starts_with(kWide)) text.remove_prefix(kWide.size());
    else if (text.ends_with(kWide)) text.remove_suffix(kWide.size());
    else return text;
  }
}

std::string Plain(std::string_view heading) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kReplaced{
      {{" ", ""}, {"　", ""}, {"\r", ""}, {"\n", ""}, {"\t", ""}, {"（", "("}, {"）", ")"}}};
  std::string text(heading);
  for (const auto& [from, to] : kReplaced) {
    for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
      text.replace(at, from.size(), to);
    }
  }
  return text;
}

bool IsNamed(const CsvColumn& column, std::string_view heading) {
  return !heading.empty() && (heading == column.field || heading == column.japanese || heading == column.other);
}

// Whether `path` is the column's field, one within it, or the field within another.
bool IsAbout(std::string_view path, std::string_view field) {
  if (path.starts_with(field)) {
    return path.size() == field.size() || path[field.size()] == '.' || path[field.size()] == '[';
  }
  return path.ends_with(field) && path[path.size() - field.size() - 1] == '.';
}

}  // namespace

absl::StatusOr<CsvTable> CsvTable::Open(std::string_view bytes, std::span<const CsvColumn> columns, size_t most_rows,
                                        OtherColumns others) {
  ASSIGN_OR_RETURN(const std::string text, DecodeOfficeText("content", bytes));
  std::vector<CsvProblem> problems;
  std::vector<CsvRow> rows = ParseCsv(text, problems);
  RETURN_IF_ERROR(CsvFailure("content", problems));
  if (rows.size() < 2) return BadField("content", "NO_ROWS", "the table has a heading and at least one row");
  if (rows.size() > most_rows + 1) {
    return BadField("content", "TOO_MANY_ROWS", fmt::format("the table has more than {} rows", most_rows));
  }
  CsvTable table(std::move(rows), columns);
  table.ReadHeading(others);
  RETURN_IF_ERROR(table.Verdict());
  return table;
}

void CsvTable::ReadHeading(OtherColumns others) {
  const CsvRow& heading = rows_.front();
  for (size_t at = 0; at < heading.cells.size(); ++at) {
    const std::string name = Plain(heading.cells[at]);
    bool known = false;
    for (size_t column = 0; column < columns_.size(); ++column) {
      if (!IsNamed(columns_[column], name)) continue;
      known = true;
      if (places_[column] && others == OtherColumns::kRefused) {
        Note(heading.line, static_cast<int>(at) + 1, "DUPLICATE_COLUMN", "this column stands in the table before");
      }
      places_[column] = at;
    }
    if (!known && others == OtherColumns::kRefused) {
      Note(heading.line, static_cast<int>(at) + 1, "UNKNOWN_COLUMN", "this column is not asked for: leave it out");
    }
  }
  for (size_t column = 0; column < columns_.size(); ++column) {
    if (places_[column] || !columns_[column].required) continue;
    Note(heading.line, 0, "MISSING_COLUMN", fmt::format("there is no column {}", columns_[column].japanese));
  }
}

std::string_view CsvTable::Cell(const CsvRow& row, size_t column) const {
  const std::optional<size_t> at = places_[column];
  return at && *at < row.cells.size() ? Trimmed(row.cells[*at]) : std::string_view();
}

void CsvTable::Complain(const CsvRow& row, const absl::Status& failure) {
  const std::string path = FieldOf(failure);
  int at = 0;
  for (size_t column = 0; column < columns_.size(); ++column) {
    if (IsAbout(path, columns_[column].field)) at = PlaceOf(column);
  }
  Note(row.line, at, ReasonOf(failure), std::string(failure.message()));
}

void CsvTable::Note(int line, int column, std::string_view reason, std::string sentence) {
  problems_.insert(std::ranges::upper_bound(problems_, line, {}, &CsvProblem::line),
                   CsvProblem{.line = line, .column = column, .reason = std::string(reason),
                              .sentence = std::move(sentence)});
}

}  // namespace mimamori::platform
