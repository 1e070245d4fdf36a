// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/domain/told.hpp"

#include <algorithm>
#include <array>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"

namespace mimamori::capacity {
namespace {

using platform::BadField;

constexpr absl::Duration kClocksDiffer = absl::Minutes(5);
constexpr size_t kLongestDesk = 60;

constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kSentences{{
    {"UNKNOWN_CLASS", "there is no such class of beds"},
    {"UNKNOWN_CAPABILITY", "there is no such capability"},
    {"OUT_OF_RANGE", "a number is 0 to 999"},
    {"MISSING_FIELD", "this has to be told"},
    {"MORE_THAN_STAFFED", "more beds can do this than are staffed"},
    {"MORE_THAN_PHYSICAL", "more people lie there than there are beds"},
    {"OVER_STAFFED", "occupied and blocked are more than staffed: is that so?"},
    {"OVER_PHYSICAL", "more beds are staffed than there are: is that so?"},
    {"OVER_LICENSED", "there are more beds than are permitted: is that so?"},
    {"JUMPED", "this changed much since the last report: is that so?"},
    {"EMPTIED", "the last report had a number here: is it not known any more?"},
    {"CLASS_LEFT_OUT", "the last report told of this class: is it not known any more?"},
}};

}  // namespace

absl::StatusOr<absl::Time> ParseReportTime(std::optional<absl::Time> told, const PlausibilityRules& rules, absl::Time now) {
  if (!told) return now;
  if (*told > now + kClocksDiffer) return BadField("report_time", "TIME_IN_FUTURE", "a report speaks of what was so");
  if (*told < now - rules.correction_days * absl::Hours(24)) {
    return BadField("report_time", "TIME_TOO_OLD", "this is too long ago to be reported");
  }
  return std::min(*told, now);
}

absl::StatusOr<Teller> JudgeTeller(const Scope& scope, const Facility& facility, std::string_view told_by_desk) {
  const bool own = scope.Owns(facility);
  if (!own && !scope.Governs(facility.area)) {
    return platform::Failure(absl::StatusCode::kPermissionDenied, "NOT_YOUR_AREA", "others are responsible for this facility");
  }
  if (facility.closed) {
    return platform::Failure(absl::StatusCode::kFailedPrecondition, "FACILITY_CLOSED", "this facility is closed");
  }
  Teller teller{.by_proxy = !own};
  ASSIGN_OR_RETURN(teller.desk, platform::ParseText("told_by_desk", told_by_desk, own ? 0 : 1, kLongestDesk));
  if (own && !teller.desk.empty()) {
    return BadField("told_by_desk", "NOT_BY_PROXY", "this facility is your own: nobody told it to you");
  }
  return teller;
}

absl::Status CheckCorrectable(absl::Time report_time, const PlausibilityRules& rules, absl::Time now) {
  if (now <= report_time + rules.correction_days * absl::Hours(24)) return absl::OkStatus();
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "CORRECTION_TOO_LATE",
                           "this report is too old to be corrected");
}

std::string_view SentenceOf(const Finding& finding) {
  const auto found = std::ranges::find(kSentences, finding.code, &std::pair<std::string_view, std::string_view>::first);
  return found == kSentences.end() ? std::string_view("this is not so as it should be") : found->second;
}

}  // namespace mimamori::capacity
