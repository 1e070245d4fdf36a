// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/capacity/domain/facility.hpp"
#include "services/capacity/domain/report.hpp"
#include "services/capacity/domain/scope.hpp"

namespace mimamori::capacity {

struct ReportTag { static constexpr const char* kName = "report_id"; };
using ReportId = platform::Id<ReportTag>;

// Kept as a smallint: never renumber.
enum class Source : int16_t { kOwn = 1, kProxy = 2, kTable = 3, kFhir = 4 };

// Paths with codes of findings, as they were told and read.
using Confirmed = std::set<std::pair<std::string, std::string>>;

// A report that somebody hands in.
struct ToldReport {
  FacilityId facility = {};
  Report report = {};
  absl::Time time = {};           // the moment that it speaks of
  Source source = Source::kOwn;
  bool by_proxy = false;
  std::string told_by_desk = {};  // by proxy: a desk or role
  Confirmed confirmed = {};

  friend bool operator==(const ToldReport&, const ToldReport&) = default;
};

// A version of policy `capacity.plausibility`.
struct PlausibilityRules {
  JumpRules jumps;
  int correction_days = 14;  // a report may be corrected, and may be old when it comes
};

// When a report may speak of: not behind `now` (a clock may be off by 5 minutes) and no older than a correction may be. BadField
// (report_time): TIME_IN_FUTURE, TIME_TOO_OLD. What lies a little ahead counts as of now.
absl::StatusOr<absl::Time> ParseReportTime(std::optional<absl::Time> told, const PlausibilityRules& rules, absl::Time now);

// Whose report it is, by who hands it in. PERMISSION_DENIED: NOT_YOUR_AREA. FAILED_PRECONDITION: FACILITY_CLOSED. BadField
// (told_by_desk): MISSING_FIELD by proxy, NOT_BY_PROXY where her own facility is meant, those of texts (up to 60 characters).
struct Teller {
  bool by_proxy = false;
  std::string desk = {};
};
absl::StatusOr<Teller> JudgeTeller(const Scope& scope, const Facility& facility, std::string_view told_by_desk);

// FAILED_PRECONDITION: CORRECTION_TOO_LATE.
absl::Status CheckCorrectable(absl::Time report_time, const PlausibilityRules& rules, absl::Time now);

// A sentence for whoever reports.
std::string_view SentenceOf(const Finding& finding);

}  // namespace mimamori::capacity
