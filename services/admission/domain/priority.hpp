// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "services/admission/domain/needs.hpp"

namespace mimamori::admission {

// What the latest judged report of hers says, where she is watched (`observation`).
struct Triage {
  int tier = 1;              // 1 green … 4 red
  int admission_points = 0;  // of the score for admission

  friend bool operator==(const Triage&, const Triage&) = default;
};

inline constexpr int kTiers = 4;

// A version of policy `admission.priority`: points of each part.
struct PriorityRules {
  std::array<int, kUrgencies.size()> urgency = {0, 30, 100};  // planned, urgent, emergency
  std::array<int, kTiers> tiers = {0, 5, 20, 60};             // green … red
  int admission_point = 2;                                    // for each point of the score for admission
  int most_of_score = 30;                                     // which counts no more than so
  int transfer = 0;                                           // who lies in a hospital already

  friend bool operator==(const PriorityRules&, const PriorityRules&) = default;
};
// FAILED_PRECONDITION (POLICY_MALFORMED), with the path as the field: each 0–1,000, but `transfer`, -1,000–1,000; urgency and
// tiers never fall.
absl::Status CheckPriorityRules(const PriorityRules& rules);

// Kept as a smallint: never renumber.
enum class PriorityPartKind : int16_t { kUrgency = 1, kTier = 2, kAdmissionScore = 3, kTransfer = 4 };

struct PriorityPart {
  PriorityPartKind kind = PriorityPartKind::kUrgency;
  int value = 0;   // the urgency, the tier, the score's points; 1 of a transfer
  int points = 0;

  friend bool operator==(const PriorityPart&, const PriorityPart&) = default;
};

// Who comes first where there is not room for all: the sum of its parts, and nothing that isn't among them. Of equal ones,
// whoever waits longer.
struct Priority {
  int points = 0;
  std::vector<PriorityPart> parts = {};

  friend bool operator==(const Priority&, const Priority&) = default;
};

// `triage`: nullopt: nobody is known to have judged her; those parts are left out, not 0.
Priority ScorePriority(const PriorityRules& rules, const Needs& needs, const std::optional<Triage>& triage, bool transfer);

}  // namespace mimamori::admission
