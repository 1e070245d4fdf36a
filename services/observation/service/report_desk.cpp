// SPDX-License-Identifier: Apache-2.0
#include "services/observation/service/report_desk.hpp"

#include <utility>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {

absl::Status DeviceUnknown() {
  return platform::Failure(absl::StatusCode::kPermissionDenied, "DEVICE_UNKNOWN",
                           "this device doesn't report any more; ask the health centre for a new link");
}

absl::Status CheckAdmitted(const Admitted& admitted) {
  if (!admitted.trusted) return DeviceUnknown();
  if (!admitted.about) return platform::NotFound("MEMBER_UNKNOWN", "this device doesn't report for her");
  if (admitted.about->Ended()) {
    return platform::Failure(absl::StatusCode::kFailedPrecondition, "DIARY_ENDED",
                             "nothing is told here any more; if things get worse, call");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<absl::StatusOr<HandedIn>>> ReportDesk::Keep(absl::Time deadline,
                                                                       const std::vector<Submission>& submissions) {
  ASSIGN_OR_RETURN(const auto rules, rules_.Current());
  std::vector<Asked> asked;
  asked.reserve(submissions.size());
  for (const Submission& one : submissions) asked.push_back(one.asked);
  ASSIGN_OR_RETURN(std::vector<Admitted> admitted, diaries_.Admit(deadline, asked));

  std::vector<absl::StatusOr<HandedIn>> results(submissions.size(), absl::InternalError("not kept"));
  std::vector<NewReport> reports;
  std::vector<size_t> positions;
  for (size_t i = 0; i < submissions.size(); ++i) {
    if (absl::Status allowed = CheckAdmitted(admitted[i]); !allowed.ok()) {
      results[i] = std::move(allowed);
      continue;
    }
    positions.push_back(i);
    reports.push_back(submissions[i].report);
    reports.back().trusted = *admitted[i].trusted;
  }
  if (reports.empty()) return results;
  ASSIGN_OR_RETURN(auto kept, reports_.Keep(deadline, rules->triage, rules->work, reports, rules->diary.reports_an_hour));
  for (size_t i = 0; i < positions.size(); ++i) {
    if (!kept[i].ok()) {
      results[positions[i]] = kept[i].status();
    } else {
      results[positions[i]] = HandedIn{.kept = *std::move(kept[i]), .about = *std::move(admitted[positions[i]].about)};
    }
  }
  return results;
}

}  // namespace mimamori::observation
