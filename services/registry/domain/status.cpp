// SPDX-License-Identifier: Apache-2.0
#include "services/registry/domain/status.hpp"

#include <array>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/registry/domain/day.hpp"

namespace mimamori::registry {
namespace {

using platform::BadField;

// In the order of the enum.
constexpr std::array<std::string_view, 8> kNames{"POSITIVE", "AWAITING",  "HOME",     "ACCOMMODATION",
                                                 "ADMITTED", "ELSEWHERE", "RELEASED", "DEAD"};

absl::Status Malformed(const std::string& status, std::string_view what) {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED",
                           "what follows " + status + ": " + std::string(what), status);
}

}  // namespace

std::string_view NameOf(CaseStatus status) { return kNames.at(static_cast<size_t>(status) - 1); }

std::optional<CaseStatus> ParseStatus(std::string_view name) {
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<CaseStatus>(i + 1);
  }
  return std::nullopt;
}

const std::vector<std::string>& StatusNames() {
  static const std::vector<std::string> names(kNames.begin(), kNames.end());
  return names;
}

absl::StatusOr<Standing> ParseStanding(const StandingDraft& draft, absl::CivilDay today) {
  if (draft.status < 1 || draft.status > static_cast<int>(kNames.size())) {
    return BadField("status", "MISSING_FIELD", "status is required");
  }
  Standing standing{.status = static_cast<CaseStatus>(draft.status), .severe = draft.severe};
  if (standing.severe && standing.status != CaseStatus::kAdmitted) {
    return BadField("severe", "SEVERE_NOT_ADMITTED", "who is severely ill is in a hospital");
  }
  ASSIGN_OR_RETURN(standing.since, ParsePastDay("status_date", draft.date, today));
  if (!standing.since) return BadField("status_date", "MISSING_FIELD", "status_date is required");
  return standing;
}

absl::StatusOr<StatusTable> StatusTable::Create(const std::map<std::string, std::vector<std::string>>& next) {
  StatusTable table;
  for (const std::string& name : StatusNames()) {
    const auto found = next.find(name);
    if (found == next.end()) return Malformed(name, "it is missing");
    const CaseStatus from = *ParseStatus(name);
    std::set<CaseStatus>& follow = table.next_[from];
    for (const std::string& follower : found->second) {
      const auto to = ParseStatus(follower);
      if (!to) return Malformed(name, "there is no such status");
      if (*to == from) return Malformed(name, "no status follows itself");
      if (*to == CaseStatus::kPositive) return Malformed(name, "nothing leads back to POSITIVE");
      if (!follow.insert(*to).second) return Malformed(name, "a status stands twice");
    }
    const bool last = from == CaseStatus::kReleased || from == CaseStatus::kDead;
    if (last && !follow.empty()) return Malformed(name, "a new episode is a new case");
  }
  return table;
}

}  // namespace mimamori::registry
