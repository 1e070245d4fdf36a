// SPDX-License-Identifier: Apache-2.0
#include "services/admission/domain/priority.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "services/platform/core/error.hpp"

namespace mimamori::admission {
namespace {

constexpr int kMost = 1000;

absl::Status Malformed(std::string_view field, std::string_view sentence) {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED", sentence, field);
}

absl::Status CheckRow(std::string_view field, std::span<const int> points) {
  for (size_t i = 0; i < points.size(); ++i) {
    if (points[i] < 0 || points[i] > kMost) return Malformed(fmt::format("{}[{}]", field, i), "points are 0 to 1,000");
    if (i > 0 && points[i] < points[i - 1]) return Malformed(fmt::format("{}[{}]", field, i), "what is graver counts no less");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckPriorityRules(const PriorityRules& rules) {
  if (absl::Status row = CheckRow("urgency", rules.urgency); !row.ok()) return row;
  if (absl::Status row = CheckRow("tiers", rules.tiers); !row.ok()) return row;
  if (rules.admission_point < 0 || rules.admission_point > kMost) return Malformed("admission_point", "points are 0 to 1,000");
  if (rules.most_of_score < 0 || rules.most_of_score > kMost) return Malformed("most_of_score", "points are 0 to 1,000");
  if (rules.transfer < -kMost || rules.transfer > kMost) return Malformed("transfer", "points are -1,000 to 1,000");
  return absl::OkStatus();
}

Priority ScorePriority(const PriorityRules& rules, const Needs& needs, const std::optional<Triage>& triage, bool transfer) {
  Priority priority;
  const auto add = [&](PriorityPartKind kind, int value, int points) {
    priority.parts.push_back({.kind = kind, .value = value, .points = points});
    priority.points += points;
  };
  const int urgency = static_cast<int>(needs.urgency);
  add(PriorityPartKind::kUrgency, urgency, rules.urgency.at(static_cast<size_t>(urgency - 1)));
  if (triage) {
    const int tier = std::clamp(triage->tier, 1, kTiers);
    add(PriorityPartKind::kTier, tier, rules.tiers.at(static_cast<size_t>(tier - 1)));
    const int score = std::clamp(triage->admission_points, 0, kMost);  // the asymptomatic have less than nothing
    add(PriorityPartKind::kAdmissionScore, triage->admission_points,
        std::min(score * rules.admission_point, rules.most_of_score));
  }
  if (transfer) add(PriorityPartKind::kTransfer, 1, rules.transfer);
  return priority;
}

}  // namespace mimamori::admission
