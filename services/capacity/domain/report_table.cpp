// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/domain/report_table.hpp"

#include <array>
#include <charconv>
#include <utility>

#include "services/platform/core/csv_table.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::capacity {
namespace {

using platform::BadField;
using platform::CsvRow;

enum Column {
  kFacility, kClass, kStaffed, kOccupied, kBlocked, kLicensed, kPhysical, kAble, kOutpatient, kInpatient, kEmergency, kSurgery,
  kStaff, kColumns
};

constexpr std::array<platform::CsvColumn, kColumns> kHeadings{{
    {"facility_id", "施設ID", true},
    {"bed_class", "病床種別", true},
    {"staffed", "即応病床", true},
    {"occupied", "入院中", true},
    {"blocked", "使用不可", true},
    {"licensed", "許可病床"},
    {"physical", "設置病床"},
    {"able", "機能別"},
    {"outpatient", "外来"},
    {"inpatient", "入院"},
    {"emergency", "救急"},
    {"surgery", "手術"},
    {"staff", "職員"},
}};

using Word = std::pair<std::string_view, int>;
constexpr std::array<Word, 6> kServiceWords{{{"normal", 1}, {"通常", 1}, {"limited", 2}, {"制限", 2}, {"stopped", 3}, {"停止", 3}}};
constexpr std::array<Word, 6> kStaffWords{{{"normal", 1}, {"通常", 1}, {"short", 2}, {"不足", 2}, {"exhausted", 3}, {"逼迫", 3}}};

// 0 for an empty cell.
absl::StatusOr<int> ReadWord(std::string_view field, const std::array<Word, 6>& words, std::string_view cell) {
  if (cell.empty()) return 0;
  for (const auto& [word, number] : words) {
    if (word == cell) return number;
  }
  return BadField(field, "UNKNOWN_WORD", std::string(field) + " is not one of the words that there are");
}

absl::StatusOr<int> ReadNumber(std::string_view field, std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (!text.empty() && error == std::errc() && end == text.data() + text.size()) return number;
  return BadField(field, "MALFORMED_COUNT", std::string(field) + " is not a whole number");
}

absl::StatusOr<Count> ReadCount(std::string_view field, std::string_view cell) {
  if (cell.empty()) return Count();
  ASSIGN_OR_RETURN(const int number, ReadNumber(field, cell));
  return Count(number);
}

// "ventilator=5 ecmo=1".
absl::StatusOr<std::map<std::string, int>> ReadAble(std::string_view cell) {
  std::map<std::string, int> able;
  while (!cell.empty()) {
    const size_t end = std::min(cell.find(' '), cell.size());
    const std::string_view word = cell.substr(0, end);
    cell.remove_prefix(std::min(end + 1, cell.size()));
    if (word.empty()) continue;
    const size_t sign = std::min(word.find('='), word.size() - 1);
    ASSIGN_OR_RETURN(const int beds, ReadNumber("able", word.substr(sign + 1)));
    if (!able.emplace(word.substr(0, sign), beds).second) {
      return BadField("able", "MALFORMED_COUNT", "a capability stands there twice");
    }
  }
  return able;
}

class Reader {
 public:
  using Admit = std::function<absl::Status(const FacilityId&)>;
  Reader(platform::CsvTable table, const Admit& admit) : table_(std::move(table)), admit_(admit) {}

  absl::StatusOr<std::vector<TableReport>> Read() {
    for (const CsvRow& row : table_.rows()) {
      if (const absl::Status read = ReadRow(row); !read.ok()) table_.Complain(row, read);
    }
    RETURN_IF_ERROR(table_.Verdict());
    std::vector<TableReport> reports;
    for (auto& [id, report] : reports_) reports.push_back(std::move(report));
    return reports;
  }

 private:
  absl::Status ReadRow(const CsvRow& row) {
    const auto cell = [&](Column column) { return table_.Cell(row, column); };
    const auto id = FacilityId::Parse(cell(kFacility));
    if (!id.ok()) return BadField("facility_id", "FACILITY_UNKNOWN", "there is no such facility");
    RETURN_IF_ERROR(admit_(*id));
    if (cell(kClass).empty()) return BadField("bed_class", "MISSING_FIELD", "a row is about a class of beds");
    ClassReport told;
    ASSIGN_OR_RETURN(told.counts.staffed, ReadCount("staffed", cell(kStaffed)));
    ASSIGN_OR_RETURN(told.counts.occupied, ReadCount("occupied", cell(kOccupied)));
    ASSIGN_OR_RETURN(told.counts.blocked, ReadCount("blocked", cell(kBlocked)));
    ASSIGN_OR_RETURN(told.counts.licensed, ReadCount("licensed", cell(kLicensed)));
    ASSIGN_OR_RETURN(told.counts.physical, ReadCount("physical", cell(kPhysical)));
    ASSIGN_OR_RETURN(told.able, ReadAble(cell(kAble)));
    TableReport& one = reports_[*id];
    one.facility = *id;
    RETURN_IF_ERROR(ReadStates(row, one.report));
    const std::string code(cell(kClass));
    if (one.report.classes.emplace(code, std::move(told)).second) {
      one.lines[code] = row.line;
      return absl::OkStatus();
    }
    return BadField("bed_class", "DUPLICATE_CLASS", "this class of the facility stands in the table before");
  }

  // Told in any row of the facility; the last one counts.
  absl::Status ReadStates(const CsvRow& row, Report& report) {
    constexpr Column kServiceColumns[] = {kOutpatient, kInpatient, kEmergency, kSurgery};
    for (size_t i = 0; i < kServices.size(); ++i) {
      ASSIGN_OR_RETURN(const int state, ReadWord(kServices[i], kServiceWords, table_.Cell(row, kServiceColumns[i])));
      if (state != 0) report.services[i] = static_cast<ServiceState>(state);
    }
    ASSIGN_OR_RETURN(const int staff, ReadWord("staff", kStaffWords, table_.Cell(row, kStaff)));
    if (staff != 0) report.staff = static_cast<StaffState>(staff);
    return absl::OkStatus();
  }

  platform::CsvTable table_;
  const Admit& admit_;
  std::map<FacilityId, TableReport> reports_;
};

}  // namespace

int TableReport::LineOf(std::string_view path) const {
  constexpr std::string_view kClasses = "classes.";
  if (!path.starts_with(kClasses)) return 0;
  path.remove_prefix(kClasses.size());
  const auto line = lines.find(std::string(path.substr(0, path.find('.'))));
  return line == lines.end() ? 0 : line->second;
}

absl::StatusOr<std::vector<TableReport>> ReadReportTable(std::string_view bytes,
                                                         const std::function<absl::Status(const FacilityId&)>& admit) {
  ASSIGN_OR_RETURN(platform::CsvTable table, platform::CsvTable::Open(bytes, kHeadings, kMostReportRows,
                                                                      platform::OtherColumns::kRefused));
  return Reader(std::move(table), admit).Read();
}

}  // namespace mimamori::capacity
