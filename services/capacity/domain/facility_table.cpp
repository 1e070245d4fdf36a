// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/domain/facility_table.hpp"

#include <array>
#include <charconv>
#include <set>
#include <utility>

#include "services/platform/core/csv_table.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::capacity {
namespace {

using platform::BadField;
using platform::CsvRow;

enum Column {
  kKind, kName, kArea, kLatitude, kLongitude, kZone, kAccepting, kCapabilities, kPhone, kEmail, kLanguage, kOrganisation, kDue,
  kColumns
};

constexpr std::array<platform::CsvColumn, kColumns> kHeadings{{
    {"kind", "種別", true},
    {"display_name", "施設名", true},
    {"area_code", "団体コード", true},
    {"latitude", "緯度"},
    {"longitude", "経度"},
    {"time_zone", "タイムゾーン"},
    {"accepting", "受入"},
    {"capabilities", "機能"},
    {"phone", "電話番号"},
    {"email_address", "メールアドレス"},
    {"language", "言語"},
    {"organisation_id", "組織ID"},
    {"due_minutes", "報告時刻", false, "due"},
}};

constexpr std::array<std::pair<std::string_view, FacilityKind>, 6> kKindNames{
    {{"hospital", FacilityKind::kHospital},
     {"病院", FacilityKind::kHospital},
     {"accommodation", FacilityKind::kAccommodation},
     {"宿泊療養施設", FacilityKind::kAccommodation},
     {"care_home", FacilityKind::kCareHome},
     {"介護施設", FacilityKind::kCareHome}}};

absl::StatusOr<FacilityKind> ReadKind(std::string_view cell) {
  if (cell.empty()) return BadField("kind", "MISSING_FIELD", "a facility has a kind");
  for (const auto& [name, kind] : kKindNames) {
    if (cell == name) return kind;
  }
  return BadField("kind", "UNKNOWN_KIND", "the kind is hospital, accommodation or care_home");
}

absl::StatusOr<bool> ReadAccepting(std::string_view cell) {
  if (cell == "yes" || cell == "可") return true;
  if (cell.empty() || cell == "no" || cell == "不可") return false;
  return BadField("accepting", "UNKNOWN_WORD", "accepting is yes or no");
}

absl::StatusOr<double> ReadDegrees(std::string_view field, std::string_view cell) {
  double degrees = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), degrees);
  if (!cell.empty() && error == std::errc() && end == cell.data() + cell.size()) return degrees;
  return BadField(field, "MALFORMED_POINT", "a point is two numbers, in degrees");
}

// Words with blanks between, also wide ones.
std::vector<std::string> WordsIn(std::string_view cell) {
  constexpr std::string_view kWide = "　";
  std::vector<std::string> words;
  while (!cell.empty()) {
    const size_t end = std::min({cell.find(' '), cell.find(kWide), cell.size()});
    if (end > 0) words.emplace_back(cell.substr(0, end));
    cell.remove_prefix(end);
    if (cell.starts_with(kWide)) cell.remove_prefix(kWide.size());
    else if (!cell.empty()) cell.remove_prefix(1);
  }
  return words;
}

// "09:00 15:00".
absl::StatusOr<std::vector<int>> ReadDeadlines(std::string_view cell) {
  std::vector<int> minutes;
  for (const std::string& word : WordsIn(cell)) {
    int hour = 0, minute = 0;
    const char *begin = word.data(), *colon = begin + word.find(':'), *end = begin + word.size();
    const bool read = word.size() == 5 && word[2] == ':' && std::from_chars(begin, colon, hour).ptr == colon &&
                      std::from_chars(colon + 1, end, minute).ptr == end;
    if (!read || hour < 0 || hour > 23 || minute < 0 || minute > 59) {
      return BadField("due_minutes", "BAD_DEADLINES", "deadlines are up to 4 times as 09:00, upwards");
    }
    minutes.push_back(60 * hour + minute);
  }
  return minutes;
}

class Reader {
 public:
  using Covered = std::function<bool(const platform::AreaCode&)>;
  Reader(platform::CsvTable table, const std::set<std::string>& capabilities, const Covered& covered,
         const FacilityExists& exists)
      : table_(std::move(table)), capabilities_(capabilities), covered_(covered), exists_(exists) {}

  absl::StatusOr<std::vector<FacilityEntry>> Read() {
    for (const CsvRow& row : table_.rows()) {
      auto entry = Parse(row);
      if (entry.ok()) {
        entries_.push_back(*std::move(entry));
      } else {
        table_.Complain(row, entry.status());
      }
    }
    RETURN_IF_ERROR(table_.Verdict());
    return std::move(entries_);
  }

 private:
  absl::StatusOr<FacilityEntry> Parse(const CsvRow& row) {
    FacilityEntry entry;
    Facility& facility = entry.facility;
    ASSIGN_OR_RETURN(facility.kind, ReadKind(table_.Cell(row, kKind)));
    ASSIGN_OR_RETURN(facility.area, platform::AreaCode::Parse(table_.Cell(row, kArea)));
    if (!covered_(facility.area)) return BadField("area_code", "AREA_UNKNOWN", "this is not one of your areas");
    ASSIGN_OR_RETURN(const FactsDraft draft, DraftOf(row));
    ASSIGN_OR_RETURN(facility.facts, ParseFacts(draft, capabilities_, ""));
    if (const std::string_view email = table_.Cell(row, kEmail); !email.empty()) {
      ASSIGN_OR_RETURN(entry.email, platform::EmailAddress::Parse(email));
    }
    facility.has_contact = entry.email.has_value();
    const std::string& name = facility.facts.display_name;
    if (!seen_.emplace(facility.area, name).second) {
      return BadField("display_name", "DUPLICATE_FACILITY", "name and area stand in the table before");
    }
    if (exists_(facility.area, name)) {
      return BadField("display_name", "FACILITY_EXISTS", "there is one of that name in that area");
    }
    return entry;
  }

  absl::StatusOr<FactsDraft> DraftOf(const CsvRow& row) const {
    const auto cell = [&](Column column) { return std::string(table_.Cell(row, column)); };
    FactsDraft draft{.display_name = cell(kName),
                     .time_zone = cell(kZone),
                     .capabilities = WordsIn(cell(kCapabilities)),
                     .phone = cell(kPhone),
                     .organisation_id = cell(kOrganisation),
                     .language = cell(kLanguage)};
    if (!cell(kLatitude).empty() || !cell(kLongitude).empty()) {
      draft.point.emplace();
      ASSIGN_OR_RETURN(draft.point->latitude, ReadDegrees("latitude", cell(kLatitude)));
      ASSIGN_OR_RETURN(draft.point->longitude, ReadDegrees("longitude", cell(kLongitude)));
    }
    ASSIGN_OR_RETURN(draft.accepting, ReadAccepting(cell(kAccepting)));
    ASSIGN_OR_RETURN(draft.due_minutes, ReadDeadlines(cell(kDue)));
    return draft;
  }

  platform::CsvTable table_;
  const std::set<std::string>& capabilities_;
  const Covered& covered_;
  const FacilityExists& exists_;
  std::set<std::pair<platform::AreaCode, std::string>> seen_;
  std::vector<FacilityEntry> entries_;
};

}  // namespace

absl::StatusOr<std::vector<FacilityEntry>> ReadFacilityTable(std::string_view bytes, const std::set<std::string>& capabilities,
                                                             const std::function<bool(const platform::AreaCode&)>& covered,
                                                             const FacilityExists& exists) {
  ASSIGN_OR_RETURN(platform::CsvTable table, platform::CsvTable::Open(bytes, kHeadings, kMostImportedFacilities,
                                                                      platform::OtherColumns::kRefused));
  return Reader(std::move(table), capabilities, covered, exists).Read();
}

}  // namespace mimamori::capacity
