// SPDX-License-Identifier: Apache-2.0
#include "services/observation/export/tables.hpp"

#include <array>
#include <vector>

#include "fmt/format.h"
#include "services/platform/core/csv_writer.hpp"

namespace mimamori::observation {
namespace {

using Cells = std::vector<std::string>;

constexpr std::array<std::string_view, 4> kKindNames{"", "CONFIRMED", "PROBABLE", "CONTACT"};
// In the order of registry.v1.CaseStatus.
constexpr std::array<std::string_view, 9> kStatusNames{"",         "POSITIVE",  "AWAITING", "HOME", "ACCOMMODATION",
                                                       "ADMITTED", "ELSEWHERE", "RELEASED", "DEAD"};
constexpr std::array<std::string_view, 4> kSourceNames{"", "PATIENT", "HOUSEHOLD", "STAFF"};

template <size_t kCount>
std::string NameAt(const std::array<std::string_view, kCount>& names, int number) {
  return number >= 0 && number < static_cast<int>(kCount) ? std::string(names[static_cast<size_t>(number)]) : "";
}

std::string Shown(const std::optional<absl::CivilDay>& day) { return day ? absl::FormatCivilTime(*day) : ""; }
std::string Shown(const absl::Time& time, const absl::TimeZone& zone) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S", time, zone);
}
std::string Shown(const std::optional<int>& number) { return number ? std::to_string(*number) : ""; }
std::string Shown(const std::optional<bool>& yes) { return yes ? *yes ? "YES" : "NO" : ""; }
std::string Tenths(const std::optional<int>& tenths) {
  return tenths ? fmt::format("{}.{}", *tenths / 10, *tenths % 10) : "";
}
std::string NameOf(Tier tier) { return std::string(kTiers[static_cast<size_t>(tier) - 1].second); }

// "NONE": asked, and there are none; empty: not asked.
template <class Word, size_t kCount>
std::string Names(const WordTable<Word, kCount>& table, const std::optional<WordSet<Word>>& words) {
  if (!words) return "";
  std::string names;
  for (const auto& [word, name] : table) {
    if (words->Has(word)) names += (names.empty() ? "" : "; ") + std::string(name);
  }
  return names.empty() ? "NONE" : names;
}

std::string Reasons(const Judgement& judgement) {
  std::string told;
  for (const Reason& reason : judgement.reasons) {
    if (!told.empty()) told += "; ";
    told += kCauses[static_cast<size_t>(reason.cause) - 1].second;
    if (!reason.what.empty()) told += " " + reason.what;
    told += fmt::format(" {} ({})", reason.value, reason.limit);
  }
  return told;
}

}  // namespace

std::string LineListHeading() {
  return platform::WriteCsvRow(Cells{"number", "area_code", "kind", "status", "birth_year", "onset_date", "sampling_date",
                                     "risk_factors", "high_risk", "reports_per_day", "plan_start_date", "plan_end_date",
                                     "last_report_time", "last_tier"});
}

std::string LineListRow(const ListedPatient& listed) {
  const Patient& patient = listed.patient;
  return platform::WriteCsvRow(
      Cells{listed.number, listed.area, NameAt(kKindNames, static_cast<int>(patient.kind)), NameAt(kStatusNames, listed.status),
            Shown(patient.birth_year), Shown(patient.onset), Shown(patient.sampling),
            Names(kRiskFactorNames, std::optional(patient.risk_factors)), listed.high_risk ? "YES" : "NO",
            listed.times_a_day > 0 ? std::to_string(listed.times_a_day) : "", Shown(listed.plan_start), Shown(listed.plan_end),
            listed.last_report ? Shown(*listed.last_report, patient.zone) : "",
            listed.last_report ? NameOf(listed.last_tier) : ""});
}

std::string ReportHeading() {
  return platform::WriteCsvRow(Cells{"number", "area_code", "report_id", "report_time", "receive_time", "source", "temperature",
                                     "spo2", "pulse", "respiratory_rate", "oxygen", "emergency_signs", "symptoms",
                                     "fever_reducer", "food", "water", "urine", "tier", "reasons", "rules_version"});
}

std::string ReportRow(const ExportedReport& exported) {
  const Report& report = exported.report;
  const absl::TimeZone& zone = exported.who.zone;
  const auto scale = [&](Scale of) { return report.ScaleOf(of) == 0 ? "" : std::to_string(report.ScaleOf(of)); };
  return platform::WriteCsvRow(
      Cells{exported.number, exported.area, std::to_string(exported.id), Shown(report.time, zone), Shown(report.received, zone),
            NameAt(kSourceNames, exported.source), Tenths(report.readings.temperature), Shown(report.readings.spo2),
            Shown(report.readings.pulse), Shown(report.readings.respiratory_rate), Shown(report.readings.oxygen),
            Names(kSignNames, report.signs), Names(kSymptomNames, report.symptoms), Shown(report.fever_reducer),
            scale(Scale::kFood), scale(Scale::kWater), scale(Scale::kUrine), NameOf(exported.judgement.tier),
            Reasons(exported.judgement), std::to_string(exported.judgement.rules_version)});
}

}  // namespace mimamori::observation
