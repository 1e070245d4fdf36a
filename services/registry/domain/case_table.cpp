// SPDX-License-Identifier: Apache-2.0
#include "services/registry/domain/case_table.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <string>
#include <utility>

#include "services/platform/core/csv_table.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/registry/domain/household.hpp"

namespace mimamori::registry {
namespace {

using platform::BadField;
using platform::CsvRow;

enum Column {
  kKind, kArea, kReport, kOnset, kSampling, kBirthYear, kSex, kRisks, kRoute, kEmail, kLanguage, kZone, kReports,
  kStart, kEnd, kHousehold, kColumns
};
constexpr std::array<platform::CsvColumn, kColumns> kHeadings{{
    {"kind", "区分", true},
    {"area_code", "団体コード", true},
    {"report_date", "届出日", true},
    {"onset_date", "発症日"},
    {"sampling_date", "検体採取日"},
    {"birth_year", "生年"},
    {"sex", "性別"},
    {"risk_factors", "リスク因子"},
    {"route", "感染経路"},
    {"email_address", "メールアドレス"},
    {"language", "言語"},
    {"time_zone", "タイムゾーン"},
    {"reports_per_day", "報告回数"},
    {"start_date", "観察開始日"},
    {"end_date", "観察終了日"},
    {"household", "世帯"},
}};

// Words of a column, and the number of the enum that each stands for.
using Word = std::pair<std::string_view, int>;
constexpr std::array<Word, 6> kKinds{{{"confirmed", static_cast<int>(CaseKind::kConfirmed)},
                                      {"確定", static_cast<int>(CaseKind::kConfirmed)},
                                      {"probable", static_cast<int>(CaseKind::kProbable)},
                                      {"疑い", static_cast<int>(CaseKind::kProbable)},
                                      {"contact", static_cast<int>(CaseKind::kContact)},
                                      {"濃厚接触者", static_cast<int>(CaseKind::kContact)}}};
constexpr std::array<Word, 6> kSexes{
    {{"female", 1}, {"女", 1}, {"male", 2}, {"男", 2}, {"other", 3}, {"その他", 3}}};
constexpr std::array<Word, 4> kRoutes{{{"known", 1}, {"判明", 1}, {"unknown", 2}, {"不明", 2}}};
constexpr std::array<Word, 36> kRiskNames{{{"diabetes", 1}, {"糖尿病", 1},
                                           {"chronic_respiratory_disease", 2}, {"慢性呼吸器疾患", 2},
                                           {"severe_cardiovascular_disease", 3}, {"重症心血管疾患", 3},
                                           {"cancer_under_treatment", 4}, {"治療中のがん", 4},
                                           {"immunosuppressants", 5}, {"免疫抑制剤", 5},
                                           {"immunodeficiency", 6}, {"免疫不全", 6},
                                           {"uncontrolled_hypertension", 7}, {"コントロール不良の高血圧", 7},
                                           {"severe_kidney_disease", 8}, {"重度腎疾患", 8},
                                           {"obesity", 9}, {"肥満", 9},
                                           {"after_organ_transplant", 10}, {"臓器移植後", 10},
                                           {"dialysis", 11}, {"透析", 11},
                                           {"late_pregnancy", 12}, {"妊娠37週以降", 12},
                                           {"pneumonia_less_than_half", 13}, {"肺炎片側半分未満", 13},
                                           {"pneumonia_half_or_more", 14}, {"肺炎片側半分以上", 14},
                                           {"pneumonia_both_sides", 15}, {"肺炎両側", 15},
                                           {"oxygen_needed", 16}, {"酸素必要", 16},
                                           {"looks_severely_ill", 17}, {"重篤感", 17},
                                           {"asymptomatic", 18}, {"無症状", 18}}};

template <size_t N>
std::optional<int> Find(const std::array<Word, N>& words, std::string_view cell) {
  for (const auto& [word, number] : words) {
    if (word == cell) return number;
  }
  return std::nullopt;
}

// 0 for an empty cell.
template <size_t N>
absl::StatusOr<int> ReadWord(std::string_view field, const std::array<Word, N>& words, std::string_view cell,
                             std::string_view reason) {
  if (cell.empty()) return 0;
  if (const auto number = Find(words, cell)) return *number;
  return BadField(field, reason, std::string(field) + " is not one of those that there are");
}

absl::StatusOr<int> ReadNumber(std::string_view field, std::string_view cell, std::string_view reason) {
  if (cell.empty()) return 0;
  int number = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
  if (error == std::errc() && end == cell.data() + cell.size()) return number;
  return BadField(field, reason, std::string(field) + " is not a number");
}

// Names with blanks between, also wide ones.
absl::StatusOr<std::vector<int>> ReadRisks(std::string_view cell) {
  constexpr std::string_view kWide = "　";
  std::vector<int> risks;
  while (!cell.empty()) {
    const size_t end = std::min({cell.find(' '), cell.find(kWide), cell.size()});
    if (end > 0) {
      ASSIGN_OR_RETURN(const int risk,
                       ReadWord("risk_factors", kRiskNames, cell.substr(0, end), "UNKNOWN_RISK_FACTOR"));
      risks.push_back(risk);
    }
    cell.remove_prefix(end);
    if (cell.starts_with(kWide)) cell.remove_prefix(kWide.size());
    else if (!cell.empty()) cell.remove_prefix(1);
  }
  return risks;
}

class Reader {
 public:
  using Covered = std::function<bool(const platform::AreaCode&)>;
  Reader(platform::CsvTable table, const Covered& covered, absl::Time now, absl::CivilDay today)
      : table_(std::move(table)), covered_(covered), now_(now), today_(today) {}

  absl::StatusOr<std::vector<CaseEntry>> Read() {
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
  struct Household {
    size_t reporter;
    int members = 0;
  };

  absl::StatusOr<CaseEntry> Parse(const CsvRow& row) {
    ASSIGN_OR_RETURN(const CaseDraft draft, DraftOf(row));
    CaseEntry entry;
    ASSIGN_OR_RETURN(entry.opened, OpenCase({}, draft, now_, today_));
    if (!covered_(entry.opened.area)) return BadField("area_code", "AREA_UNKNOWN", "this is not one of your areas");
    if (draft.has_contact) {
      ASSIGN_OR_RETURN(entry.email, platform::EmailAddress::Parse(table_.Cell(row, kEmail)));
    }
    ASSIGN_OR_RETURN(entry.reporter, ReporterFor(table_.Cell(row, kHousehold)));
    return entry;
  }

  absl::StatusOr<CaseDraft> DraftOf(const CsvRow& row) const {
    const auto cell = [&](Column column) { return std::string(table_.Cell(row, column)); };
    CaseDraft draft{.area_code = cell(kArea),
                    .onset_date = cell(kOnset),
                    .sampling_date = cell(kSampling),
                    .report_date = cell(kReport),
                    .has_contact = !cell(kEmail).empty(),
                    .patient = {.language = cell(kLanguage), .time_zone = cell(kZone)}};
    const std::string kind = cell(kKind);
    if (const auto known = Find(kKinds, kind)) draft.kind = static_cast<CaseKind>(*known);
    if (!draft.kind && !kind.empty()) {
      return BadField("kind", "UNKNOWN_KIND", "the kind is confirmed, probable or contact");
    }
    ASSIGN_OR_RETURN(draft.patient.birth_year, ReadNumber("birth_year", cell(kBirthYear), "BAD_BIRTH_YEAR"));
    ASSIGN_OR_RETURN(draft.patient.sex, ReadWord("sex", kSexes, cell(kSex), "UNKNOWN_SEX"));
    ASSIGN_OR_RETURN(draft.patient.risk_factors, ReadRisks(cell(kRisks)));
    ASSIGN_OR_RETURN(draft.patient.route, ReadWord("route", kRoutes, cell(kRoute), "UNKNOWN_ROUTE"));
    if (!cell(kReports).empty() || !cell(kStart).empty() || !cell(kEnd).empty()) {
      draft.plan = PlanDraft{.start_date = cell(kStart), .end_date = cell(kEnd)};
      ASSIGN_OR_RETURN(draft.plan->reports_per_day, ReadNumber("reports_per_day", cell(kReports), "BAD_COUNT"));
    }
    return draft;
  }

  // The first row of a household is the one who reports.
  absl::StatusOr<std::optional<size_t>> ReporterFor(std::string_view mark) {
    if (mark.empty()) return std::nullopt;
    const auto [household, first] = households_.try_emplace(std::string(mark), Household{.reporter = entries_.size()});
    if (first) return std::nullopt;
    if (++household->second.members > kMostMembers) {
      return BadField("household", "TOO_MANY_MEMBERS", "one person reports for 20 others at most");
    }
    return household->second.reporter;
  }

  platform::CsvTable table_;
  const Covered& covered_;
  const absl::Time now_;
  const absl::CivilDay today_;
  std::map<std::string, Household> households_;
  std::vector<CaseEntry> entries_;
};

}  // namespace

absl::StatusOr<std::vector<CaseEntry>> ReadCaseTable(std::string_view bytes,
                                                     const std::function<bool(const platform::AreaCode&)>& covered,
                                                     absl::Time now, absl::CivilDay today) {
  ASSIGN_OR_RETURN(platform::CsvTable table, platform::CsvTable::Open(bytes, kHeadings, kMostImportedCases,
                                                                      platform::OtherColumns::kRefused));
  return Reader(std::move(table), covered, now, today).Read();
}

}  // namespace mimamori::registry
