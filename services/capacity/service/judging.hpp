// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "services/capacity/store/report_store.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::capacity {

// Of a request that has one, or means now. Fails as ParseReportTime.
template <class Request>
absl::StatusOr<absl::Time> ReportTimeIn(const Request& request, const PlausibilityRules& rules, absl::Time now) {
  std::optional<absl::Time> told;
  if (request.has_report_time()) {
    ASSIGN_OR_RETURN(told, platform::rpc::ParseTimestamp(true, request.report_time(), "report_time"));
  }
  return ParseReportTime(told, rules, now);
}

// Who tells it may; what she confirmed is answered, the rest is found. Both outlive what is given.
inline ReportStore::Judge JudgeBy(const Scope& scope, const ReportRules& rules) {
  return [&scope, &rules](const Facility& facility, const Report* previous,
                          ToldReport& told) -> absl::StatusOr<std::vector<Finding>> {
    ASSIGN_OR_RETURN(Teller teller, JudgeTeller(scope, facility, told.told_by_desk));
    told.by_proxy = teller.by_proxy;
    told.told_by_desk = std::move(teller.desk);
    if (told.source == Source::kOwn && told.by_proxy) told.source = Source::kProxy;
    return Unanswered(FindingsOf(told.report, previous, rules.catalogue, rules.plausibility.jumps), told.confirmed);
  };
}

}  // namespace mimamori::capacity
