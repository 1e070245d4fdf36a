// SPDX-License-Identifier: Apache-2.0
#include "services/observation/service/report_desk.hpp"

#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {

absl::StatusOr<std::vector<absl::StatusOr<HandedIn>>> ReportDesk::Keep(absl::Time deadline,
                                                                       const std::vector<NewReport>& reports) {
  ASSIGN_OR_RETURN(const auto rules, rules_.Current());
  return reports_.HandIn(deadline, rules->triage, rules->work, reports, rules->diary.reports_an_hour);
}

}  // namespace mimamori::observation
