// SPDX-License-Identifier: Apache-2.0
// Telling people that their alert was wrong: preview, propose, approve.
#include "services/exposure/service/exposure_service.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"

namespace mimamori::exposure {
namespace {

constexpr size_t kReasonLength = 500;

}  // namespace

// Past retention nobody is known any more.
absl::Status ExposureService::CheckNotEnded(const Call& call, const Exposure& exposure) {
  if (!exposure.approved_at) {
    return platform::Failure(absl::StatusCode::kFailedPrecondition, "NOT_APPROVED",
                             "this exposure was not approved: nobody was told");
  }
  ASSIGN_OR_RETURN(const int days, rooms_.store.RetentionDaysAt(call.deadline, call.now));
  if (call.now < *exposure.approved_at + absl::Hours(24 * days)) return absl::OkStatus();
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "EVENT_ENDED",
                           "it is too long ago: nobody who was told is known any more");
}

absl::StatusOr<v1::CorrectionPreview> ExposureService::DoPreviewCorrection(
    const Call& call, const v1::PreviewCorrectionRequest& request) {
  ASSIGN_OR_RETURN(const ExposureId id, ExposureId::Parse(request.exposure_id()));
  ASSIGN_OR_RETURN(const Exposure exposure, rooms_.store.Get(call.deadline, id, call.caller->areas));
  RETURN_IF_ERROR(CheckNotEnded(call, exposure));
  ASSIGN_OR_RETURN(const Corrector::Count count, rooms_.corrector.CountTold(call.deadline, id));
  v1::CorrectionPreview preview;
  preview.set_recipients(count.told);
  preview.set_undecided(count.open);
  return preview;
}

absl::StatusOr<v1::Exposure> ExposureService::DoProposeCorrection(const Call& call,
                                                                  const v1::ProposeCorrectionRequest& request) {
  ASSIGN_OR_RETURN(const ExposureId id, ExposureId::Parse(request.exposure_id()));
  ASSIGN_OR_RETURN(const std::string reason,
                   platform::ParseText("reason", request.reason(), 0, kReasonLength, platform::Lines::kMany));
  ASSIGN_OR_RETURN(Exposure seen, rooms_.store.Get(call.deadline, id, call.caller->areas));
  RETURN_IF_ERROR(CheckNotEnded(call, seen));
  AuditEntry audit = AuditOf(call, "exposure.ProposeCorrection", seen);
  audit.reason = reason;
  ASSIGN_OR_RETURN(const bool changes,
                   mimamori::exposure::ProposeCorrection(seen, call.caller->subject, call.now));
  if (!changes) return Encode(seen);
  ASSIGN_OR_RETURN(const Exposure proposed,
                   rooms_.store.Change(call.deadline, id, call.caller->areas,
                                       [&](Exposure& exposure) {
                                         return mimamori::exposure::ProposeCorrection(exposure, call.caller->subject,
                                                                                      call.now)
                                             .status();
                                       },
                                       audit));
  rooms_.wake_dispatch();  // which has mail take back what has not left
  return Encode(proposed);
}

absl::StatusOr<v1::Exposure> ExposureService::DoApproveCorrection(const Call& call,
                                                                  const v1::ApproveCorrectionRequest& request) {
  ASSIGN_OR_RETURN(const ExposureId id, ExposureId::Parse(request.exposure_id()));
  ASSIGN_OR_RETURN(Exposure seen, rooms_.store.Get(call.deadline, id, call.caller->areas));
  const AuditEntry audit = AuditOf(call, "exposure.ApproveCorrection", seen);
  const Exposure before = seen;
  ASSIGN_OR_RETURN(const bool changes, mimamori::exposure::ApproveCorrection(seen, call.caller->subject,
                                                                             request.version(), call.now));
  if (!changes) return Encode(before);
  RETURN_IF_ERROR(CheckNotEnded(call, seen));
  ASSIGN_OR_RETURN(const Exposure approved,
                   rooms_.store.Change(call.deadline, id, call.caller->areas,
                                       [&](Exposure& exposure) {
                                         return mimamori::exposure::ApproveCorrection(exposure, call.caller->subject,
                                                                                      request.version(), call.now)
                                             .status();
                                       },
                                       audit));
  rooms_.wake_dispatch();
  return Encode(approved);
}

}  // namespace mimamori::exposure
