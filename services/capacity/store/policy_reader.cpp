// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/store/policy_reader.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/policy_body.hpp"

namespace mimamori::capacity {
namespace {

using platform::postgres::PolicyBody;

constexpr size_t kMostEntries = 30;
constexpr size_t kMostCounts = 100;
constexpr size_t kLongestCode = 20;
constexpr size_t kLongestName = 100;  // bytes

absl::Status Malformed(const std::string& path, std::string_view sentence) {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED",
                           fmt::format("{}: {}", path, sentence), path);
}

// A failure about a field of a part names the whole path.
template <class Value>
absl::StatusOr<Value> Placed(absl::StatusOr<Value> value, const std::string& path) {
  if (value.ok()) return value;
  return Malformed(fmt::format("{}.{}", path, platform::FieldOf(value.status())),
                   "is missing, of another type or out of range");
}

bool IsCode(std::string_view text) {
  return !text.empty() && text.size() <= kLongestCode && text.front() >= 'a' && text.front() <= 'z' &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

absl::StatusOr<std::vector<CatalogueEntry>> ReadEntries(const PolicyBody& body, const std::string& field) {
  ASSIGN_OR_RETURN(const std::vector<PolicyBody> parts, body.Objects(field));
  if (parts.empty() || parts.size() > kMostEntries) return Malformed(field, "there are 1 to 30 of them");
  std::vector<CatalogueEntry> entries;
  std::set<std::string> codes;
  for (const PolicyBody& part : parts) {
    const std::string path = fmt::format("{}[{}]", field, entries.size());
    CatalogueEntry entry;
    ASSIGN_OR_RETURN(entry.code, Placed(part.Text("code", kLongestCode), path));
    if (!IsCode(entry.code)) return Malformed(path + ".code", "is no lower-case word");
    if (!codes.insert(entry.code).second) return Malformed(path + ".code", "stands there twice");
    ASSIGN_OR_RETURN(entry.japanese_name, Placed(part.Text("ja", kLongestName), path));
    ASSIGN_OR_RETURN(entry.english_name, Placed(part.Text("en", kLongestName), path));
    entries.push_back(std::move(entry));
  }
  return entries;
}

constexpr std::array<std::string_view, 6> kSanerFields{"licensed", "physical", "staffed", "occupied", "blocked", "available"};

// "15:00".
std::optional<int> MinuteIn(std::string_view text) {
  const auto digit = [&](size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4)) return std::nullopt;
  const int hour = (text[0] - '0') * 10 + (text[1] - '0'), minute = (text[3] - '0') * 10 + (text[4] - '0');
  return hour < 24 && minute < 60 ? std::optional(60 * hour + minute) : std::nullopt;
}

absl::StatusOr<KindDuty> ReadKindDuty(const PolicyBody& body, const std::string& kind) {
  ASSIGN_OR_RETURN(const PolicyBody part, body.Object(kind));
  KindDuty out;
  ASSIGN_OR_RETURN(const std::vector<std::string> due, Placed(part.Texts("due", 5), kind));
  for (const std::string& text : due) {
    const auto minute = MinuteIn(text);
    if (!minute) return Malformed(kind + ".due", "is no time as 15:00");
    out.duty.due_minutes.push_back(*minute);
  }
  ASSIGN_OR_RETURN(out.duty.window_minutes, Placed(part.Int("window_minutes", 1, 1440), kind));
  ASSIGN_OR_RETURN(out.duty.grace_minutes, Placed(part.Int("grace_minutes", 0, 1440), kind));
  ASSIGN_OR_RETURN(out.remind_minutes, Placed(part.Int("remind_minutes", 0, 1439), kind));
  if (!CheckDuty(out.duty).ok()) return Malformed(kind + ".due", "are 1 to 4 times of the day, upwards");
  return out;
}

bool IsSanerField(std::string_view field) {
  constexpr std::string_view kAble = "able.";
  if (field.starts_with(kAble)) return IsCode(field.substr(kAble.size()));
  return std::ranges::find(kSanerFields, field) != kSanerFields.end();
}

}  // namespace

absl::StatusOr<NamedCatalogue> ReadCatalogue(const std::string& json) {
  const PolicyBody body(json);
  NamedCatalogue catalogue;
  ASSIGN_OR_RETURN(catalogue.classes, ReadEntries(body, "classes"));
  ASSIGN_OR_RETURN(catalogue.capabilities, ReadEntries(body, "capabilities"));
  return catalogue;
}

absl::StatusOr<PlausibilityRules> ReadPlausibility(const std::string& json) {
  const PolicyBody body(json);
  PlausibilityRules rules;
  ASSIGN_OR_RETURN(rules.correction_days, body.Int("correction_days", 1, 90));
  ASSIGN_OR_RETURN(const std::vector<PolicyBody> parts, body.Objects("steps"));
  for (const PolicyBody& part : parts) {
    const std::string path = fmt::format("steps[{}]", rules.jumps.steps.size());
    JumpStep step;
    ASSIGN_OR_RETURN(step.from, Placed(part.Int("from", 0, 999), path));
    ASSIGN_OR_RETURN(step.change, Placed(part.Int("change", 0, 999), path));
    ASSIGN_OR_RETURN(step.times, Placed(part.Int("times", 0, 999), path));
    ASSIGN_OR_RETURN(step.part, Placed(part.Int("part", 0, 999), path));
    rules.jumps.steps.push_back(step);
  }
  RETURN_IF_ERROR(CheckJumpRules(rules.jumps));
  return rules;
}

absl::StatusOr<SanerRules> ReadSanerRules(const std::string& json) {
  const PolicyBody body(json);
  ASSIGN_OR_RETURN(const std::vector<PolicyBody> parts, body.Objects("counts"));
  if (parts.empty() || parts.size() > kMostCounts) return Malformed("counts", "there are 1 to 100 of them");
  SanerRules rules;
  for (const PolicyBody& part : parts) {
    const std::string path = fmt::format("counts[{}]", rules.counts.size());
    SanerCount count;
    ASSIGN_OR_RETURN(count.population, Placed(part.Text("population", kLongestName), path));
    ASSIGN_OR_RETURN(count.bed_class, Placed(part.Text("class", kLongestCode), path));
    ASSIGN_OR_RETURN(count.field, Placed(part.Text("field", kLongestName), path));
    if (count.population.empty()) return Malformed(path + ".population", "is empty");
    if (!IsCode(count.bed_class)) return Malformed(path + ".class", "is no code of a class");
    if (!IsSanerField(count.field)) return Malformed(path + ".field", "is no count of a class");
    rules.counts.push_back(std::move(count));
  }
  return rules;
}

absl::StatusOr<DutyRules> ReadDutyRules(const std::string& json) { return DutyRulesIn(PolicyBody(json)); }

absl::StatusOr<DutyRules> DutyRulesIn(const PolicyBody& body) {
  DutyRules rules;
  for (const auto& [kind, name] : kFacilityKinds) {
    ASSIGN_OR_RETURN(rules.kinds[kind], ReadKindDuty(body, std::string(name)));
  }
  return rules;
}

}  // namespace mimamori::capacity
