// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/domain/plan.hpp"

#include <fmt/format.h>

#include "services/platform/core/error.hpp"

namespace mimamori::capacity {
namespace {

using platform::BadField;

constexpr int kMostBeds = 999;

}  // namespace

absl::StatusOr<PlanBeds> ParsePlan(const std::vector<PlanEntry>& entries, const std::set<std::string>& classes) {
  PlanBeds beds;
  for (const PlanEntry& entry : entries) {
    const std::string path = fmt::format("beds[{}].", &entry - entries.data());
    if (entry.phase < 1 || entry.phase > kMostPhase) return BadField(path + "phase", "UNKNOWN_PHASE", "a phase is 1 to 9");
    if (!classes.contains(entry.bed_class)) {
      return BadField(path + "bed_class", "UNKNOWN_CLASS", "there is no such class of beds");
    }
    if (entry.beds < 0 || entry.beds > kMostBeds) return BadField(path + "beds", "OUT_OF_RANGE", "a number is 0 to 999");
    if (!beds.emplace(std::pair(entry.phase, entry.bed_class), entry.beds).second) {
      return BadField(path + "bed_class", "DUPLICATE_CLASS", "this class stands there twice for one phase");
    }
  }
  return beds;
}

absl::StatusOr<absl::CivilDay> ParseValidFrom(std::string_view text, absl::CivilDay today, std::string_view field) {
  absl::CivilDay day;
  if (text.empty()) return BadField(field, "MISSING_FIELD", "it counts from a day on");
  if (!absl::ParseCivilTime(absl::string_view(text.data(), text.size()), &day) || absl::FormatCivilTime(day) != text) {
    return BadField(field, "MALFORMED_DATE", "a day is as 2026-11-21");
  }
  if (day < today) return BadField(field, "DATE_IN_PAST", "what counted before is not changed");
  return day;
}

absl::StatusOr<int> ParsePhase(int phase) {
  if (phase >= 1 && phase <= kMostPhase) return phase;
  return BadField("phase", "UNKNOWN_PHASE", "a phase is 1 to 9");
}

}  // namespace mimamori::capacity
