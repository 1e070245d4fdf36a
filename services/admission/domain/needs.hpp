// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace mimamori::admission {

// Kept as a smallint: never renumber.
enum class Urgency : int16_t { kPlanned = 1, kUrgent = 2, kEmergency = 3 };
inline constexpr std::array<std::pair<Urgency, std::string_view>, 3> kUrgencies{{
    {Urgency::kPlanned, "PLANNED"},
    {Urgency::kUrgent, "URGENT"},
    {Urgency::kEmergency, "EMERGENCY"},
}};

// What somebody needs a place for. Classes and capabilities by the codes of `capacity`.
struct Needs {
  std::string bed_class = {};               // "severe"
  std::set<std::string> capabilities = {};  // "dialysis", "isolation": the place has all of them
  Urgency urgency = Urgency::kUrgent;

  friend bool operator==(const Needs&, const Needs&) = default;
};

// As an officer wrote them.
struct NeedsDraft {
  std::string bed_class = {};
  std::vector<std::string> capabilities = {};
  int urgency = 0;
};

// BadField: MISSING_FIELD (needs.bed_class, needs.urgency), MALFORMED_CODE (not 1–32 small letters, digits, '_' and '-'),
// TOO_MANY_CAPABILITIES (over 16). What is named twice counts once.
absl::StatusOr<Needs> ParseNeeds(const NeedsDraft& draft);

}  // namespace mimamori::admission
