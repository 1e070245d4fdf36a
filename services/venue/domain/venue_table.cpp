// SPDX-License-Identifier: Apache-2.0
#include "services/venue/domain/venue_table.hpp"

#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "services/platform/core/csv.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::venue {
namespace {

using platform::BadField;
using platform::CsvProblem;
using platform::CsvRow;

enum Column { kName, kAddress, kArea, kKind, kEmail, kSeats, kMetres, kStay, kHours, kLanguage, kColumns };

// By the names of the request's fields, which are those of its failures too.
struct Heading {
  std::string_view field;
  std::string_view japanese;
  bool required;
};
constexpr std::array<Heading, kColumns> kHeadings{{{"display_name", "施設名", true},
                                                   {"address", "住所", true},
                                                   {"area_code", "団体コード", true},
                                                   {"kind", "種別", true},
                                                   {"email_address", "メールアドレス", true},
                                                   {"seat_count", "席数", false},
                                                   {"floor_area_m2", "面積", false},
                                                   {"typical_stay_minutes", "滞在時間", false},
                                                   {"opening_hours", "営業時間", false},
                                                   {"language", "言語", false}}};

constexpr std::array<std::pair<std::string_view, VenueKind>, 10> kKindNames{
    {{"food", VenueKind::kFood},
     {"飲食店", VenueKind::kFood},
     {"cluster_prone", VenueKind::kClusterProne},
     {"ライブハウス・スポーツクラブ", VenueKind::kClusterProne},
     {"indoor_leisure", VenueKind::kIndoorLeisure},
     {"屋内娯楽施設", VenueKind::kIndoorLeisure},
     {"hall", VenueKind::kHall},
     {"劇場・ホール", VenueKind::kHall},
     {"other", VenueKind::kOther},
     {"その他", VenueKind::kOther}}};

using Columns = std::array<std::optional<size_t>, kColumns>;

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

// 0 for an empty cell. UNKNOWN_KIND, BAD_COUNT about the column.
absl::StatusOr<int> ReadKind(std::string_view cell) {
  if (cell.empty()) return 0;
  for (const auto& [name, kind] : kKindNames) {
    if (cell == name) return static_cast<int>(kind);
  }
  return BadField("kind", "UNKNOWN_KIND", "the kind is not one of those that there are");
}

absl::StatusOr<int32_t> ReadCount(std::string_view field, std::string_view cell) {
  if (cell.empty()) return 0;
  int32_t count = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), count);
  if (error == std::errc() && end == cell.data() + cell.size()) return count;
  return BadField(field, "BAD_COUNT", std::string(field) + " is not a number");
}

class Table {
 public:
  using Offered = std::function<absl::Status(const platform::AreaCode&)>;
  explicit Table(const Offered& offered) : offered_(offered) {}

  absl::StatusOr<std::vector<Registration>> Read(const std::vector<CsvRow>& rows, std::vector<CsvProblem> problems) {
    problems_ = std::move(problems);
    RETURN_IF_ERROR(platform::CsvFailure("content", problems_));
    if (rows.size() < 2) return BadField("content", "NO_ROWS", "the table has a heading and at least one row");
    if (rows.size() > kMostImportedVenues + 1) {
      return BadField("content", "TOO_MANY_ROWS", "the table has more than 10,000 rows");
    }
    ReadHeading(rows[0]);
    RETURN_IF_ERROR(platform::CsvFailure("content", problems_));
    for (size_t i = 1; i < rows.size(); ++i) RETURN_IF_ERROR(ReadRow(rows[i]));
    RETURN_IF_ERROR(platform::CsvFailure("content", problems_));
    return std::move(venues_);
  }

 private:
  void ReadHeading(const CsvRow& row) {
    for (size_t at = 0; at < row.cells.size(); ++at) {
      for (size_t column = 0; column < kColumns; ++column) {
        const std::string_view heading = Trimmed(row.cells[at]);
        if (heading == kHeadings[column].field || heading == kHeadings[column].japanese) columns_[column] = at;
      }
    }
    for (size_t column = 0; column < kColumns; ++column) {
      if (columns_[column] || !kHeadings[column].required) continue;
      problems_.push_back({.line = row.line, .column = 0, .reason = "MISSING_COLUMN",
                           .sentence = "there is no column " + std::string(kHeadings[column].japanese)});
    }
  }

  // What is wrong with a row is a problem of the table; a failure ends the reading.
  absl::Status ReadRow(const CsvRow& row) {
    auto venue = Parse(row);
    if (!venue.ok()) {
      Complain(row, venue.status());
      return absl::OkStatus();
    }
    const platform::AreaCode area = venue->details.area;
    auto known = areas_.find(area);
    if (known == areas_.end()) known = areas_.emplace(area, offered_(area)).first;
    if (!known->second.ok() && !absl::IsInvalidArgument(known->second)) return known->second;
    if (!known->second.ok()) {
      Complain(row, known->second);
    } else if (!seen_.emplace(venue->details.display_name, venue->details.address).second) {
      Complain(row, BadField("display_name", "DUPLICATE_VENUE", "name and address stand in the table before"));
    } else {
      venues_.push_back(*std::move(venue));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Registration> Parse(const CsvRow& row) const {
    RegistrationForm form{.display_name = Cell(row, kName), .address = Cell(row, kAddress),
                          .area_code = Cell(row, kArea), .time_zone = {}, .email_address = Cell(row, kEmail),
                          .language = Cell(row, kLanguage)};
    ASSIGN_OR_RETURN(form.kind, ReadKind(Cell(row, kKind)));
    ASSIGN_OR_RETURN(form.seat_count, ReadCount("seat_count", Cell(row, kSeats)));
    ASSIGN_OR_RETURN(form.floor_area_m2, ReadCount("floor_area_m2", Cell(row, kMetres)));
    ASSIGN_OR_RETURN(form.typical_stay_minutes, ReadCount("typical_stay_minutes", Cell(row, kStay)));
    if (!Cell(row, kHours).empty()) form.opening_hours.every_day = {Cell(row, kHours)};
    return ParseRegistration(form);
  }

  std::string_view Cell(const CsvRow& row, Column column) const {
    const auto at = columns_[column];
    return at && *at < row.cells.size() ? Trimmed(row.cells[*at]) : std::string_view();
  }

  // Under the column of the field that the failure is about: "opening_hours.every_day[0]" is the one of opening_hours.
  void Complain(const CsvRow& row, const absl::Status& failure) {
    const std::string field = platform::FieldOf(failure);
    size_t at = 0;
    for (size_t column = 0; column < kColumns; ++column) {
      if (columns_[column] && field.starts_with(kHeadings[column].field)) at = *columns_[column] + 1;
    }
    problems_.push_back({.line = row.line, .column = static_cast<int>(at), .reason = platform::ReasonOf(failure),
                         .sentence = std::string(failure.message())});
  }

  const Offered& offered_;
  Columns columns_ = {};
  std::vector<CsvProblem> problems_;
  std::map<platform::AreaCode, absl::Status> areas_;
  std::set<std::pair<std::string, std::string>> seen_;
  std::vector<Registration> venues_;
};

}  // namespace

absl::StatusOr<std::vector<Registration>> ReadVenueTable(
    std::string_view bytes, const std::function<absl::Status(const platform::AreaCode&)>& offered) {
  ASSIGN_OR_RETURN(const std::string text, platform::DecodeOfficeText("content", bytes));
  std::vector<CsvProblem> problems;
  const std::vector<CsvRow> rows = platform::ParseCsv(text, problems);
  return Table(offered).Read(rows, std::move(problems));
}

}  // namespace mimamori::venue
