// SPDX-License-Identifier: Apache-2.0
#include "services/identity/domain/organisation.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "services/platform/core/csv_table.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"

namespace mimamori::identity {
namespace {

using platform::BadField;
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

enum Column { kKind, kName, kEnglishName, kArea, kCorporateNumber, kColumns };
constexpr std::array<platform::CsvColumn, kColumns> kHeadings{{
    {"kind", "種別", true},
    {"display_name", "名称", true, "name"},
    {"english_name", "英語名"},
    {"area_code", "団体コード", true},
    {"corporate_number", "法人番号"},
}};

class Reader {
 public:
  explicit Reader(platform::CsvTable table) : table_(std::move(table)) {}

  absl::StatusOr<std::vector<OrganisationRow>> Read() {
    for (const CsvRow& row : table_.rows()) ReadRow(row);
    RETURN_IF_ERROR(table_.Verdict());
    return std::move(organisations_);
  }

 private:
  void ReadRow(const CsvRow& row) {
    const auto cell = [&](Column column) { return std::string(table_.Cell(row, column)); };
    const auto area = ReadArea(cell(kArea));
    if (!area.ok()) table_.Complain(row, area.status());
    const auto facts = ParseFacts(KindOf(cell(kKind)), {.display_name = cell(kName),
                                                        .english_name = cell(kEnglishName),
                                                        .corporate_number = cell(kCorporateNumber)});
    if (!facts.ok()) table_.Complain(row, facts.status());
    if (!area.ok() || !facts.ok()) return;
    if (!names_.insert({area->ToString(), facts->display_name}).second) {
      table_.Complain(row, BadField("display_name", "DUPLICATE_ORGANISATION",
                                    "an organisation of this name and area stands in the table before"));
    }
    organisations_.push_back({.area = *area, .facts = *facts, .line = row.line, .column = table_.PlaceOf(kArea)});
  }

  static absl::StatusOr<platform::AreaCode> ReadArea(const std::string& code) {
    if (code.empty()) return BadField("area_code", "MISSING_FIELD", "area_code is required");
    return platform::AreaCode::Parse(code);
  }

  platform::CsvTable table_;
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

absl::Status CheckKindFor(const std::vector<Role>& roles, OrganisationKind kind) {
  for (const Role role : roles) {
    const bool fits = role == Role::kHospitalStaff    ? kind == OrganisationKind::kHospital
                      : role == Role::kTransportStaff ? kind == OrganisationKind::kTransport
                                                      : true;
    if (fits) continue;
    return BadField("organisation_id", "ORGANISATION_NOT_OF_ROLE",
                    "staff of hospitals belong to a hospital, those of transport firms to such a firm");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<OrganisationRow>> ReadOrganisationTable(std::string_view bytes) {
  ASSIGN_OR_RETURN(platform::CsvTable table, platform::CsvTable::Open(bytes, kHeadings, kMostRows,
                                                                      platform::OtherColumns::kIgnored));
  return Reader(std::move(table)).Read();
}

absl::Status OrganisationUnknown(std::string_view field) {
  return Failure(absl::StatusCode::kNotFound, "ORGANISATION_UNKNOWN", "there is no such organisation", field);
}

}  // namespace mimamori::identity
