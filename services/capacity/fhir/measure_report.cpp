// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/fhir/measure_report.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::capacity {
namespace {

using nlohmann::json;

constexpr int64_t kMostCount = 1'000'000;  // what is plausible is judged like any report
constexpr size_t kMostParts = 1'000;       // groups, populations

absl::Status Bad(std::string_view reason, std::string_view sentence) {
  return platform::BadField("content", reason, sentence);
}

std::string TextOf(const json& object, const char* field) {
  const auto it = object.find(field);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

// An array of objects; empty where there is none.
std::vector<const json*> PartsOf(const json& object, const char* field) {
  std::vector<const json*> parts;
  const auto it = object.find(field);
  if (it == object.end() || !it->is_array()) return parts;
  for (const json& part : *it) {
    if (part.is_object() && parts.size() < kMostParts) parts.push_back(&part);
  }
  return parts;
}

// The codes of a CodeableConcept.
std::vector<std::string> CodesOf(const json& part) {
  std::vector<std::string> codes;
  const auto concept_ = part.find("code");
  if (concept_ == part.end() || !concept_->is_object()) return codes;
  for (const json* coding : PartsOf(*concept_, "coding")) codes.push_back(TextOf(*coding, "code"));
  return codes;
}

absl::StatusOr<int> CountOf(const json& population) {
  const auto it = population.find("count");
  const bool whole = it != population.end() && it->is_number_integer();
  if (!whole || *it < -kMostCount || *it > kMostCount) return Bad("MALFORMED_COUNT", "a population has a count, a whole number");
  return it->get<int>();
}

absl::StatusOr<std::optional<absl::Time>> TimeOf(const json& report, const absl::TimeZone& zone) {
  std::string text = TextOf(report, "date");
  if (const auto period = report.find("period"); text.empty() && period != report.end() && period->is_object()) {
    text = TextOf(*period, "end");
  }
  if (text.empty()) return std::nullopt;
  absl::Time time;
  std::string error;
  if (absl::ParseTime(absl::RFC3339_full, text, &time, &error)) return time;
  absl::CivilDay day;
  // The end of a day, as a period that ends with it says.
  if (absl::ParseCivilTime(text, &day)) return zone.At(absl::CivilSecond(day + 1)).pre;
  return Bad("MALFORMED_TIME", "date is not as 2026-11-21T12:00:00+09:00");
}

// Gathers counts by class and field.
class Gatherer {
 public:
  absl::Status Take(const SanerCount& known, int count) {
    told_ = true;
    ClassReport& one = classes_[known.bed_class];
    if (known.field == "licensed") return Set(one.counts.licensed, count);
    if (known.field == "physical") return Set(one.counts.physical, count);
    if (known.field == "staffed") return Set(one.counts.staffed, count);
    if (known.field == "occupied") return Set(one.counts.occupied, count);
    if (known.field == "blocked") return Set(one.counts.blocked, count);
    if (known.field == "available") return Set(available_[known.bed_class], count);
    constexpr std::string_view kAble = "able.";
    const auto [it, first] = one.able.emplace(known.field.substr(kAble.size()), count);
    return first || it->second == count ? absl::OkStatus() : Twice();
  }

  absl::StatusOr<std::map<std::string, ClassReport>> Classes() && {
    if (!told_) return Bad("UNKNOWN_POPULATION", "it has no population that is known here");
    for (auto& [code, one] : classes_) {
      BedCounts& counts = one.counts;
      const Count& available = available_[code];
      if (counts.blocked || !available || !counts.staffed || !counts.occupied) continue;
      counts.blocked = std::max(0, *counts.staffed - *counts.occupied - *available);
    }
    return std::move(classes_);
  }

 private:
  static absl::Status Twice() { return Bad("MALFORMED_COUNT", "a population stands there twice, with different counts"); }
  static absl::Status Set(Count& into, int count) {
    if (into && *into != count) return Twice();
    into = count;
    return absl::OkStatus();
  }

  bool told_ = false;
  std::map<std::string, ClassReport> classes_;
  std::map<std::string, Count> available_;
};

absl::Status CheckKind(const json& report) {
  if (report.is_discarded()) return Bad("MALFORMED_JSON", "this is no JSON");
  if (!report.is_object() || TextOf(report, "resourceType") != "MeasureReport") {
    return Bad("NOT_A_MEASURE_REPORT", "this is no MeasureReport");
  }
  if (TextOf(report, "status") != "complete") return Bad("NOT_A_MEASURE_REPORT", "its status is not complete");
  if (const std::string type = TextOf(report, "type"); type == "individual" || type == "subject-list") {
    return Bad("NOT_A_MEASURE_REPORT", "it tells of single patients, which is not asked for");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<MeasuredReport> ReadMeasureReport(std::string_view text, const SanerRules& rules, const absl::TimeZone& zone) {
  if (text.size() > kLargestMeasureReport) return Bad("TOO_LARGE", "it has more than 256 KiB");
  const json report = json::parse(text, nullptr, false);
  RETURN_IF_ERROR(CheckKind(report));
  MeasuredReport out;
  ASSIGN_OR_RETURN(out.time, TimeOf(report, zone));
  Gatherer gatherer;
  for (const json* group : PartsOf(report, "group")) {
    for (const json* population : PartsOf(*group, "population")) {
      const std::vector<std::string> codes = CodesOf(*population);
      for (const SanerCount& known : rules.counts) {
        if (std::ranges::find(codes, known.population) == codes.end()) continue;
        ASSIGN_OR_RETURN(const int count, CountOf(*population));
        RETURN_IF_ERROR(gatherer.Take(known, count));
      }
    }
  }
  ASSIGN_OR_RETURN(out.report.classes, std::move(gatherer).Classes());
  return out;
}

}  // namespace mimamori::capacity
