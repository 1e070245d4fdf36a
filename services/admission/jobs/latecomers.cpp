// SPDX-License-Identifier: Apache-2.0
#include "services/admission/jobs/latecomers.hpp"

#include "services/platform/core/status_macros.hpp"

namespace mimamori::admission {
namespace {

constexpr int kBatch = 100;

absl::Time Soon() { return absl::Now() + absl::Seconds(10); }

}  // namespace

absl::StatusOr<bool> EndWhatIsLate(AdmissionStore& admissions, const OfferRules& rules, absl::Time now) {
  bool told = false;
  const auto decide = [&](KeptAdmission& seen) -> absl::StatusOr<std::vector<Step>> {
    Admission& admission = seen.admission;
    if (AskLonger(admission, rules, now)) {
      told = true;
      return StepsOfExtension(now);
    }
    ASSIGN_OR_RETURN(const bool lapsed, LapseOffer(admission, now));
    if (lapsed || admission.state != State::kHeld || !admission.bed || now < admission.bed->ends) return std::vector<Step>{};
    const FacilityId facility = admission.bed->facility;
    RETURN_IF_ERROR(LoseBed(admission, now));
    told = true;
    return StepsOfLoss(admission, facility);
  };
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<AdmissionId> late, admissions.Late(Soon(), now, now + absl::Minutes(rules.extend_before), kBatch));
    bool changed = false;
    for (const AdmissionId& id : late) {
      const AuditEntry audit{.time = now, .actor = "admission", .action = "admission.EndWhatIsLate", .object_type = "",
                             .object_id = "", .area = "", .reason = "", .payload = "{}", .trace_id = ""};
      ASSIGN_OR_RETURN(const bool one, admissions.Settle(Soon(), id, decide, audit));
      changed = changed || one;
    }
    if (!changed) return told;
  }
}

}  // namespace mimamori::admission
