// SPDX-License-Identifier: Apache-2.0
#include "services/identity/domain/area.hpp"

#include <array>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "services/platform/core/area_code.hpp"
#include "services/platform/core/csv_table.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"

namespace mimamori::identity {
namespace {

using platform::BadField;
using platform::CsvRow;

constexpr size_t kMostRows = 5'000;
constexpr size_t kLongestName = 50;

enum Column { kCode, kPrefecture, kName, kColumns };
constexpr std::array<platform::CsvColumn, kColumns> kHeadings{{
    {"code", "団体コード", true},
    {"prefecture", "都道府県名(漢字)", true, "都道府県名"},
    {"name", "市区町村名(漢字)", true, "市区町村名"},
}};

class Reader {
 public:
  Reader(platform::CsvTable table, Prefectures known) : table_(std::move(table)), prefectures_(std::move(known)) {}

  absl::StatusOr<std::vector<Area>> Read() {
    for (const CsvRow& row : table_.rows()) {
      if (auto area = Parse(row)) areas_.push_back({&row, *std::move(area)});
    }
    // Once every prefecture of the table is known.
    for (const auto& [row, area] : areas_) CheckPrefecture(*row, area);
    RETURN_IF_ERROR(table_.Verdict());
    std::vector<Area> read;
    for (auto& [row, area] : areas_) read.push_back(std::move(area));
    return read;
  }

 private:
  // None, and every reason, when anything is wrong.
  std::optional<Area> Parse(const CsvRow& row) {
    bool right = true;
    const auto check = [&](const absl::Status& status) {
      if (status.ok()) return;
      table_.Complain(row, status);
      right = false;
    };
    const auto code = ReadCode(row);
    check(code.status());
    const bool whole = code.ok() && code->IsPrefecture();
    const auto prefecture = Name(row, kPrefecture, 1);
    check(prefecture.status());
    const auto name = Name(row, kName, whole ? 0 : 1);
    check(name.status());
    if (whole && name.ok() && !name->empty()) {
      check(BadField("name", "PREFECTURE_MISMATCH", "the code is a prefecture's, which has no municipality"));
    }
    if (!right) return std::nullopt;
    if (!whole) return Area{.code = code->ToString(), .display_name = *name, .prefecture = *prefecture};
    prefectures_[code->ToString().substr(0, 2)] = *prefecture;
    return Area{.code = code->ToString(), .display_name = *prefecture, .prefecture = {}};
  }

  absl::StatusOr<platform::AreaCode> ReadCode(const CsvRow& row) {
    const std::string_view text = table_.Cell(row, kCode);
    if (text.empty()) return BadField("code", "MISSING_FIELD", "code is required");
    ASSIGN_OR_RETURN(platform::AreaCode code, platform::AreaCode::Parse(text, "code"));
    if (codes_.insert(code).second) return code;
    return BadField("code", "DUPLICATE_AREA_CODE", "this code stands in the table before");
  }

  absl::StatusOr<std::string> Name(const CsvRow& row, Column column, size_t least) const {
    return platform::ParseText(kHeadings[column].field, table_.Cell(row, column), least, kLongestName);
  }

  void CheckPrefecture(const CsvRow& row, const Area& area) {
    if (area.prefecture.empty()) return;
    const auto known = prefectures_.find(area.code.substr(0, 2));
    if (known != prefectures_.end() && known->second == area.prefecture) return;
    table_.Complain(row, BadField("prefecture", "PREFECTURE_MISMATCH",
                                  "this is not the prefecture that the code begins with"));
  }

  platform::CsvTable table_;
  Prefectures prefectures_;
  std::set<platform::AreaCode> codes_;
  std::vector<std::pair<const CsvRow*, Area>> areas_;
};

}  // namespace

absl::StatusOr<std::vector<Area>> ReadAreaTable(std::string_view bytes, Prefectures known) {
  ASSIGN_OR_RETURN(platform::CsvTable table, platform::CsvTable::Open(bytes, kHeadings, kMostRows,
                                                                      platform::OtherColumns::kIgnored));
  return Reader(std::move(table), std::move(known)).Read();
}

}  // namespace mimamori::identity
