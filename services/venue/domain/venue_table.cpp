// SPDX-License-Identifier: Apache-2.0
#include "services/venue/domain/venue_table.hpp"

#include <array>
#include <charconv>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "services/platform/core/csv_table.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::venue {
namespace {

using platform::BadField;
using platform::CsvRow;

enum Column { kName, kAddress, kArea, kKind, kEmail, kSeats, kMetres, kStay, kHours, kLanguage, kColumns };

constexpr std::array<platform::CsvColumn, kColumns> kHeadings{{
    {"display_name", "施設名", true},
    {"address", "住所", true},
    {"area_code", "団体コード", true},
    {"kind", "種別", true},
    {"email_address", "メールアドレス", true},
    {"seat_count", "席数"},
    {"floor_area_m2", "面積"},
    {"typical_stay_minutes", "滞在時間"},
    {"opening_hours", "営業時間"},
    {"language", "言語"},
}};

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

class Reader {
 public:
  using Offered = std::function<absl::Status(const platform::AreaCode&)>;
  Reader(platform::CsvTable table, const Offered& offered) : table_(std::move(table)), offered_(offered) {}

  absl::StatusOr<std::vector<Registration>> Read() {
    for (const CsvRow& row : table_.rows()) RETURN_IF_ERROR(ReadRow(row));
    RETURN_IF_ERROR(table_.Verdict());
    return std::move(venues_);
  }

 private:
  // What is wrong with a row is a problem of the table; a failure ends the reading.
  absl::Status ReadRow(const CsvRow& row) {
    auto venue = Parse(row);
    if (!venue.ok()) {
      table_.Complain(row, venue.status());
      return absl::OkStatus();
    }
    const platform::AreaCode area = venue->details.area;
    auto known = areas_.find(area);
    if (known == areas_.end()) known = areas_.emplace(area, offered_(area)).first;
    if (!known->second.ok() && !absl::IsInvalidArgument(known->second)) return known->second;
    if (!known->second.ok()) {
      table_.Complain(row, known->second);
    } else if (!seen_.emplace(venue->details.display_name, venue->details.address).second) {
      table_.Complain(row, BadField("display_name", "DUPLICATE_VENUE", "name and address stand in the table before"));
    } else {
      venues_.push_back(*std::move(venue));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Registration> Parse(const CsvRow& row) const {
    const auto cell = [&](Column column) { return table_.Cell(row, column); };
    RegistrationForm form{.display_name = cell(kName), .address = cell(kAddress), .area_code = cell(kArea),
                          .time_zone = {}, .email_address = cell(kEmail), .language = cell(kLanguage)};
    ASSIGN_OR_RETURN(form.kind, ReadKind(cell(kKind)));
    ASSIGN_OR_RETURN(form.seat_count, ReadCount("seat_count", cell(kSeats)));
    ASSIGN_OR_RETURN(form.floor_area_m2, ReadCount("floor_area_m2", cell(kMetres)));
    ASSIGN_OR_RETURN(form.typical_stay_minutes, ReadCount("typical_stay_minutes", cell(kStay)));
    if (!cell(kHours).empty()) form.opening_hours.every_day = {cell(kHours)};
    return ParseRegistration(form);
  }

  platform::CsvTable table_;
  const Offered& offered_;
  std::map<platform::AreaCode, absl::Status> areas_;
  std::set<std::pair<std::string, std::string>> seen_;
  std::vector<Registration> venues_;
};

}  // namespace

absl::StatusOr<std::vector<Registration>> ReadVenueTable(
    std::string_view bytes, const std::function<absl::Status(const platform::AreaCode&)>& offered) {
  ASSIGN_OR_RETURN(platform::CsvTable table, platform::CsvTable::Open(bytes, kHeadings, kMostImportedVenues,
                                                                      platform::OtherColumns::kIgnored));
  return Reader(std::move(table), offered).Read();
}

}  // namespace mimamori::venue
