// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"

namespace mimamori::registry {

// Where a patient is. Numbers as in the proto.
enum class CaseStatus {
  kPositive = 1,
  kAwaiting,
  kHome,
  kAccommodation,
  kAdmitted,
  kElsewhere,
  kReleased,
  kDead,
};
std::string_view NameOf(CaseStatus status);  // "POSITIVE"
std::optional<CaseStatus> ParseStatus(std::string_view name);

// Why a row of the history corrects the one before it. Kept as a smallint, and the same as in the proto: never
// renumber.
enum class Correction : int16_t {
  kNone = 0,
  kEnteredWrongly = 1,
  kAnotherCase = 2,
  kToldWrongly = 3,
  kDidNotHappen = 4,
  kMerged = 5,  // taken over from a double
};

struct Standing {
  CaseStatus status = CaseStatus::kPositive;
  bool severe = false;                                  // within kAdmitted
  std::optional<absl::CivilDay> since = std::nullopt;  // none: since the case is there

  friend bool operator==(const Standing&, const Standing&) = default;
};

// What an officer wrote, before it is looked at.
struct StandingDraft {
  int status = 0;  // as in the proto
  bool severe = false;
  std::string date = {};
};
// BadField: MISSING_FIELD (status, status_date), SEVERE_NOT_ADMITTED, MALFORMED_DATE, DATE_IN_FUTURE.
absl::StatusOr<Standing> ParseStanding(const StandingDraft& draft, absl::CivilDay today);

// Which status may follow which: a version of policy `registry.statuses`.
class StatusTable {
 public:
  // `next`: of every status, by its name, those that may follow. FAILED_PRECONDITION (POLICY_MALFORMED, field: the
  // status) when one is missing or unknown, follows itself or twice, when anything leads back to POSITIVE or out of
  // RELEASED or DEAD: a new episode is a new case.
  static absl::StatusOr<StatusTable> Create(const std::map<std::string, std::vector<std::string>>& next);
  bool Leads(CaseStatus from, CaseStatus to) const { return next_.at(from).contains(to); }

 private:
  std::map<CaseStatus, std::set<CaseStatus>> next_;
};

// By name, in order.
const std::vector<std::string>& StatusNames();

}  // namespace mimamori::registry
