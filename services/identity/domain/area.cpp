// SPDX-License-Identifier: Apache-2.0
#include "services/identity/domain/area.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "services/platform/core/area_code.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"

namespace mimamori::identity {
namespace {

using platform::BadField;
using platform::CsvProblem;
using platform::CsvRow;

constexpr size_t kMostRows = 5'000;
constexpr size_t kLongestName = 50;

// Where a heading has each column; npos for one that it lacks.
struct Columns {
  size_t code = std::string::npos;
  size_t prefecture = std::string::npos;
  size_t name = std::string::npos;
};

// A heading without the blanks, line ends and kinds of brackets in which editions differ.
std::string Plain(std::string text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kReplaced{
      {{" ", ""}, {"　", ""}, {"\r", ""}, {"\n", ""}, {"（", "("}, {"）", ")"}, {"\t", ""}}};
  for (const auto& [from, to] : kReplaced) {
    for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) text.replace(at, from.size(), to);
  }
  return text;
}

Columns ReadHeading(const CsvRow& row) {
  Columns columns;
  for (size_t i = 0; i < row.cells.size(); ++i) {
    const std::string heading = Plain(row.cells[i]);
    if (heading == "団体コード" || heading == "code") columns.code = i;
    if (heading == "都道府県名(漢字)" || heading == "都道府県名" || heading == "prefecture") columns.prefecture = i;
    if (heading == "市区町村名(漢字)" || heading == "市区町村名" || heading == "name") columns.name = i;
  }
  return columns;
}

class Table {
 public:
  explicit Table(Prefectures known) : prefectures_(std::move(known)) {}

  absl::StatusOr<std::vector<Area>> Read(const std::vector<CsvRow>& rows, std::vector<CsvProblem> problems) {
    problems_ = std::move(problems);
    RETURN_IF_ERROR(platform::CsvFailure("content", problems_));
    if (rows.size() < 2) return BadField("content", "NO_ROWS", "the table has a heading and at least one row");
    if (rows.size() > kMostRows + 1) return BadField("content", "TOO_MANY_ROWS", "the table has more than 5,000 rows");
    const Columns columns = ReadHeading(rows[0]);
    for (const auto& [at, name] : {std::pair{columns.code, "団体コード"}, {columns.prefecture, "都道府県名（漢字）"},
                                   {columns.name, "市区町村名（漢字）"}}) {
      if (at == std::string::npos) Complain(rows[0], 0, "MISSING_COLUMN", std::string("there is no column ") + name);
    }
    RETURN_IF_ERROR(platform::CsvFailure("content", problems_));
    for (size_t i = 1; i < rows.size(); ++i) ReadRow(rows[i], columns);
    for (const auto& [row, column, area] : municipalities_) CheckPrefecture(*row, column, area);
    std::ranges::stable_sort(problems_, {}, &CsvProblem::line);
    RETURN_IF_ERROR(platform::CsvFailure("content", problems_));
    return std::move(areas_);
  }

 private:
  struct Municipality {
    const CsvRow* row;
    size_t column;  // of the prefecture's name
    Area area;
  };

  void ReadRow(const CsvRow& row, const Columns& columns) {
    const size_t before = problems_.size();
    Area area{.code = Cell(row, columns.code), .display_name = {}, .prefecture = {}};
    const auto code = platform::AreaCode::Parse(area.code);
    if (!code.ok()) {
      Complain(row, columns.code + 1, area.code.empty() ? "MISSING_FIELD" : "MALFORMED_AREA_CODE",
               "a code has six digits, of which the last is its check digit");
    } else if (!codes_.insert(area.code).second) {
      Complain(row, columns.code + 1, "DUPLICATE_AREA_CODE", "this code stands in the table before");
    }
    const std::string prefecture = Name(row, columns.prefecture, 1);
    if (code.ok() && code->IsPrefecture()) {
      if (!Name(row, columns.name, 0).empty()) {
        Complain(row, columns.name + 1, "PREFECTURE_MISMATCH", "the code is a prefecture's, which has no municipality");
      }
      area.display_name = prefecture;
      if (problems_.size() == before) prefectures_[area.code.substr(0, 2)] = prefecture;
    } else {
      area.display_name = Name(row, columns.name, 1);
      area.prefecture = prefecture;
    }
    if (problems_.size() != before) return;
    if (!area.prefecture.empty()) municipalities_.push_back({&row, columns.prefecture, area});
    areas_.push_back(std::move(area));
  }

  // Once every prefecture of the table is known.
  void CheckPrefecture(const CsvRow& row, size_t column, const Area& area) {
    const auto known = prefectures_.find(area.code.substr(0, 2));
    if (known != prefectures_.end() && known->second == area.prefecture) return;
    Complain(row, column + 1, "PREFECTURE_MISMATCH", "this is not the prefecture that the code begins with");
  }

  std::string Cell(const CsvRow& row, size_t column) const { return column < row.cells.size() ? row.cells[column] : ""; }

  std::string Name(const CsvRow& row, size_t column, size_t least) {
    const auto name = platform::ParseText("content", Cell(row, column), least, kLongestName);
    if (name.ok()) return *name;
    Complain(row, column + 1, platform::ReasonOf(name.status()), "a name is plain text of 1 to 50 characters");
    return "";
  }

  void Complain(const CsvRow& row, size_t column, std::string reason, std::string sentence) {
    problems_.push_back({.line = row.line, .column = static_cast<int>(column), .reason = std::move(reason),
                         .sentence = std::move(sentence)});
  }

  Prefectures prefectures_;
  std::vector<CsvProblem> problems_;
  std::set<std::string> codes_;
  std::vector<Municipality> municipalities_;
  std::vector<Area> areas_;
};

}  // namespace

absl::StatusOr<std::vector<Area>> ReadAreaTable(std::string_view bytes, Prefectures known) {
  ASSIGN_OR_RETURN(const std::string text, platform::DecodeOfficeText("content", bytes));
  std::vector<CsvProblem> problems;
  const std::vector<CsvRow> rows = platform::ParseCsv(text, problems);
  return Table(std::move(known)).Read(rows, std::move(problems));
}

}  // namespace mimamori::identity
