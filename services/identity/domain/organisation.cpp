// SPDX-License-Identifier: Apache-2.0
#include "services/identity/domain/organisation.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "services/platform/core/csv.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"

namespace mimamori::identity {
namespace {

using platform::BadField;
using platform::CsvProblem;
using platform::CsvRow;
using platform::Failure;

constexpr size_t kMostRows = 5'000;
constexpr size_t kCorporateNumberDigits = 13;

// Words of a table; 0 for what is none.
int KindOf(std::string_view word) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kWords{
      {{"保健所", "health_centre"}, {"行政", "authority"}, {"病院", "hospital"}, {"搬送", "transport"}}};
  for (size_t i = 0; i < kWords.size(); ++i) {
    if (word == kWords[i].first || word == kWords[i].second) return static_cast<int>(i) + 1;
  }
  return 0;
}

class Table {
 public:
  absl::StatusOr<std::vector<OrganisationRow>> Read(const std::vector<CsvRow>& rows, std::vector<CsvProblem> problems) {
    problems_ = std::move(problems);
    RETURN_IF_ERROR(platform::CsvFailure("content", problems_));
    if (rows.size() < 2) return BadField("content", "NO_ROWS", "the table has a heading and at least one row");
    if (rows.size() > kMostRows + 1) return BadField("content", "TOO_MANY_ROWS", "the table has more than 5,000 rows");
    ReadHeading(rows[0]);
    RETURN_IF_ERROR(platform::CsvFailure("content", problems_));
    for (size_t i = 1; i < rows.size(); ++i) ReadRow(rows[i]);
    RETURN_IF_ERROR(platform::CsvFailure("content", problems_));
    return std::move(organisations_);
  }

 private:
  enum Column { kKind, kName, kEnglishName, kArea, kCorporateNumber, kColumns };

  void ReadHeading(const CsvRow& row) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, kColumns> kHeadings{
        {{"種別", "kind"}, {"名称", "name"}, {"英語名", "english_name"}, {"団体コード", "area_code"},
         {"法人番号", "corporate_number"}}};
    columns_.fill(std::string::npos);
    for (size_t at = 0; at < row.cells.size(); ++at) {
      for (size_t i = 0; i < kColumns; ++i) {
        if (row.cells[at] == kHeadings[i].first || row.cells[at] == kHeadings[i].second) columns_[i] = at;
      }
    }
    for (const Column needed : {kKind, kName, kArea}) {
      if (columns_[needed] != std::string::npos) continue;
      Complain(row, 0, "MISSING_COLUMN", "there is no column " + std::string(kHeadings[needed].first));
    }
  }

  void ReadRow(const CsvRow& row) {
    const size_t before = problems_.size();
    OrganisationRow read{.area = {}, .facts = {}, .line = row.line, .column = static_cast<int>(columns_[kArea]) + 1};
    const auto area = platform::AreaCode::Parse(Cell(row, kArea));
    if (area.ok()) {
      read.area = *area;
    } else {
      Complain(row, read.column, Cell(row, kArea).empty() ? "MISSING_FIELD" : "MALFORMED_AREA_CODE",
               "a code has six digits, of which the last is its check digit");
    }
    const auto facts = ParseFacts(KindOf(Cell(row, kKind)), {.display_name = Cell(row, kName),
                                                             .english_name = Cell(row, kEnglishName),
                                                             .corporate_number = Cell(row, kCorporateNumber)});
    if (!facts.ok()) {
      Complain(row, ColumnOf(platform::FieldOf(facts.status())), platform::ReasonOf(facts.status()),
               std::string(facts.status().message()));
    } else if (area.ok() && !names_.insert({area->ToString(), facts->display_name}).second) {
      Complain(row, static_cast<int>(columns_[kName]) + 1, "DUPLICATE_ORGANISATION",
               "an organisation of this name and area stands in the table before");
    }
    if (problems_.size() != before) return;
    read.facts = *facts;
    organisations_.push_back(std::move(read));
  }

  int ColumnOf(std::string_view field) const {
    const Column column = field == "kind"             ? kKind
                          : field == "display_name"   ? kName
                          : field == "english_name"   ? kEnglishName
                                                      : kCorporateNumber;
    return static_cast<int>(columns_[column]) + 1;
  }

  std::string Cell(const CsvRow& row, Column column) const {
    return columns_[column] < row.cells.size() ? row.cells[columns_[column]] : "";
  }

  void Complain(const CsvRow& row, int column, std::string reason, std::string sentence) {
    problems_.push_back({.line = row.line, .column = column, .reason = std::move(reason),
                         .sentence = std::move(sentence)});
  }

  std::array<size_t, kColumns> columns_{};
  std::vector<CsvProblem> problems_;
  std::set<std::pair<std::string, std::string>> names_;
  std::vector<OrganisationRow> organisations_;
};

}  // namespace

absl::StatusOr<std::string> ParseCorporateNumber(std::string_view text) {
  if (text.empty()) return std::string();
  const bool digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  int sum = 0;
  for (size_t i = 1; digits && i < text.size(); ++i) sum += (text[text.size() - i] - '0') * (i % 2 == 0 ? 2 : 1);
  if (digits && text.size() == kCorporateNumberDigits && text[0] - '0' == 9 - sum % 9) return std::string(text);
  return BadField("corporate_number", "MALFORMED_CORPORATE_NUMBER",
                  "a corporate number has thirteen digits, of which the first is its check digit");
}

absl::StatusOr<OrganisationFacts> ParseFacts(int kind, OrganisationFacts facts) {
  if (kind < 1 || kind > 4) {
    return BadField("kind", "UNKNOWN_KIND", "kind is a health centre, an authority, a hospital or a transport firm");
  }
  facts.kind = static_cast<OrganisationKind>(kind);
  ASSIGN_OR_RETURN(facts.display_name, platform::ParseText("display_name", facts.display_name, 1, 100));
  ASSIGN_OR_RETURN(facts.english_name, platform::ParseText("english_name", facts.english_name, 0, 100));
  ASSIGN_OR_RETURN(facts.corporate_number, ParseCorporateNumber(facts.corporate_number));
  if (facts.active_to <= facts.active_from) {
    return BadField("active_to_time", "BAD_PERIOD", "an organisation ends after it begins");
  }
  return facts;
}

absl::Status CheckOrganisationArea(const AdministratorScope& scope, const platform::AreaCode& area) {
  if (Oversees(scope, {area})) return absl::OkStatus();
  return Failure(absl::StatusCode::kNotFound, "AREA_UNKNOWN", "this is not one of your areas", "area_code");
}

absl::Status CheckActive(const OrganisationFacts& facts, absl::Time now) {
  if (facts.active_from <= now && now < facts.active_to) return absl::OkStatus();
  return Failure(absl::StatusCode::kFailedPrecondition, "ORGANISATION_NOT_ACTIVE",
                 "this organisation has not begun, or has ended", "organisation_id");
}

absl::StatusOr<std::vector<OrganisationRow>> ReadOrganisationTable(std::string_view bytes) {
  ASSIGN_OR_RETURN(const std::string text, platform::DecodeOfficeText("content", bytes));
  std::vector<CsvProblem> problems;
  const std::vector<CsvRow> rows = platform::ParseCsv(text, problems);
  return Table().Read(rows, std::move(problems));
}

absl::Status OrganisationUnknown(std::string_view field) {
  return Failure(absl::StatusCode::kNotFound, "ORGANISATION_UNKNOWN", "there is no such organisation", field);
}

}  // namespace mimamori::identity
