// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "services/capacity/domain/beds.hpp"

namespace mimamori::capacity {

// Kept as a smallint: never renumber.
enum class ServiceState : int16_t { kUntold = 0, kNormal = 1, kLimited = 2, kStopped = 3 };
enum class StaffState : int16_t { kUntold = 0, kNormal = 1, kShort = 2, kExhausted = 3 };

// What a hospital does (G-MIS); stored by name.
inline constexpr std::array<std::string_view, 4> kServices{"outpatient", "inpatient", "emergency", "surgery"};

// One class of beds; `able`: staffed beds that can do something besides, by the capability's code.
struct ClassReport {
  BedCounts counts = {};
  std::map<std::string, int> able = {};

  friend bool operator==(const ClassReport&, const ClassReport&) = default;
};

// What a facility says of one moment. A class that is left out is not known any more.
struct Report {
  std::map<std::string, ClassReport> classes = {};  // by the class's code
  std::array<ServiceState, kServices.size()> services = {};
  StaffState staff = StaffState::kUntold;

  friend bool operator==(const Report&, const Report&) = default;
};

// Classes of beds and capabilities there are, by their codes (policy `capacity.classes`).
struct Catalogue {
  std::set<std::string> classes;
  std::set<std::string> capabilities;
};

// From so many beds on, a change as large as any of these is asked about (shape: DIVI-Intensivregister). 0: none of that kind.
struct JumpStep {
  int from = 0;
  int change = 0;   // beds more or fewer
  int times = 0;    // n: n times as many, or more
  int part = 0;     // n: an n-th, or fewer

  friend bool operator==(const JumpStep&, const JumpStep&) = default;
};
// A version of policy `capacity.plausibility`: by `from`, the first at 0.
struct JumpRules {
  std::vector<JumpStep> steps;

  friend bool operator==(const JumpRules&, const JumpRules&) = default;
};
// FAILED_PRECONDITION (POLICY_MALFORMED), with the path as the field.
absl::Status CheckJumpRules(const JumpRules& rules);

// Something wrong or odd in a report. `path`: "classes.severe.occupied", "classes.severe.able.ecmo". What is not blocking is
// taken once its sender has confirmed it: in a crisis more lie in a ward than it has places, and that has to be shown.
struct Finding {
  std::string code;
  std::string path;
  bool blocking = false;

  friend bool operator==(const Finding&, const Finding&) = default;
};

// Blocking: UNKNOWN_CLASS, UNKNOWN_CAPABILITY, OUT_OF_RANGE (not 0–999), MISSING_FIELD (staffed, occupied, blocked),
// MORE_THAN_STAFFED (able to do something), MORE_THAN_PHYSICAL (occupied: whoever lies somewhere lies in a bed that is there).
// To be confirmed: OVER_STAFFED (occupied and blocked), OVER_PHYSICAL (staffed), OVER_LICENSED (physical, or staffed where
// physical is not told), JUMPED (occupied, staffed, against `previous`), EMPTIED (had a number), CLASS_LEFT_OUT. By path.
std::vector<Finding> FindingsOf(const Report& report, const Report* previous, const Catalogue& catalogue,
                                const JumpRules& rules);

// What stands between a report and being kept: what blocks, and what `confirmed` (paths with codes, as they were told) lacks.
std::vector<Finding> Unanswered(const std::vector<Finding>& findings, const std::set<std::pair<std::string, std::string>>& confirmed);

}  // namespace mimamori::capacity
