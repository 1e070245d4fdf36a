// SPDX-License-Identifier: Apache-2.0
// Preview, approve, choose the level, cancel, recall.
#include <fmt/format.h>

#include "services/exposure/service/exposure_service.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"

namespace mimamori::exposure {
namespace {

constexpr size_t kReasonLength = 500;

v1::Preview Encode(const Gathering::Result& result, Level level, const AlertPolicy& policy) {
  v1::Preview out;
  out.set_recipients(static_cast<int32_t>(result.recipients.size()));
  out.set_unverified(result.unverified);
  for (const Recipient& recipient : result.recipients) {
    switch (recipient.confidence) {
      case Confidence::kCheckedOut: out.set_checked_out(out.checked_out() + 1); break;
      case Confidence::kAutomatic: out.set_automatic(out.automatic() + 1); break;
      case Confidence::kAssumed: out.set_assumed(out.assumed() + 1); break;
    }
    if (recipient.marked) out.set_marked(out.marked() + 1);
    out.set_people(out.people() + recipient.people);
  }
  for (const MinutesBucket& bucket : Histogram(result.recipients)) {
    v1::MinutesBucket& shown = *out.add_minutes();
    shown.set_from_minutes(bucket.from);
    shown.set_to_minutes(bucket.to);
    shown.set_recipients(bucket.recipients);
  }
  out.set_patient_excluded(result.patient_excluded);
  out.set_reason_required(NeedsReason(level, out.recipients(), policy));
  out.set_unreadable(result.unreadable);
  out.set_stays(result.stays);
  out.set_stays_out_of_hours(result.stays_out_of_hours);
  out.set_stays_set_apart(result.stays_set_apart);
  out.set_stays_offline(result.stays_offline);
  out.set_stays_guest(result.stays_guest);
  out.set_stays_present(result.stays_present);
  out.set_told_before(result.told_before);
  return out;
}

}  // namespace

absl::StatusOr<v1::Preview> ExposureService::DoPreview(const Call& call, const v1::PreviewExposureRequest& request) {
  ASSIGN_OR_RETURN(const ExposureId id, ExposureId::Parse(request.exposure_id()));
  ASSIGN_OR_RETURN(const Exposure exposure, rooms_.store.Get(call.deadline, id, call.caller->areas));
  ASSIGN_OR_RETURN(const AlertPolicy policy, rooms_.store.AlertPolicyAt(call.deadline, call.now));
  ASSIGN_OR_RETURN(const auto result,
                   rooms_.gatherer.Gather(exposure, policy, {.officer = call.caller->subject, .purpose = "preview",
                                                             .deadline = call.deadline, .call = &call}));
  RETURN_IF_ERROR(rooms_.store.Audit(call.deadline, AuditOf(call, "exposure.Preview", exposure,
                                                            fmt::format(R"({{"recipients":{}}})",
                                                                        result.recipients.size()))));
  return Encode(result, exposure.level, policy);
}

absl::StatusOr<v1::Exposure> ExposureService::DoApprove(const Call& call, const v1::ApproveExposureRequest& request) {
  ASSIGN_OR_RETURN(const ExposureId id, ExposureId::Parse(request.exposure_id()));
  ASSIGN_OR_RETURN(const std::string reason,
                   platform::ParseText("reason", request.reason(), 0, kReasonLength, platform::Lines::kMany));
  ASSIGN_OR_RETURN(const Exposure seen, rooms_.store.Get(call.deadline, id, call.caller->areas));
  const bool decided_by_her = seen.approved_by == call.caller->subject;
  if (decided_by_her && (seen.state == State::kDispatching || seen.state == State::kDispatched)) {
    return mimamori::exposure::Encode(seen);  // a retry
  }
  ASSIGN_OR_RETURN(const AlertPolicy policy, rooms_.store.AlertPolicyAt(call.deadline, call.now));
  // Judged first without counting people: who may not approve must not learn how many there are.
  RETURN_IF_ERROR(CheckApproval(seen, call.caller->subject, request.version(), reason, policy.least_recipients, policy));
  // Whoever is found by a question that approves is told who asked. So where it depends on their number whether she may, that
  // is asked first as what it is, a look.
  if (!CheckApproval(seen, call.caller->subject, request.version(), reason, 0, policy).ok()) {
    ASSIGN_OR_RETURN(const auto looked,
                     rooms_.gatherer.Gather(seen, policy, {.officer = call.caller->subject, .purpose = "preview",
                                                           .deadline = call.deadline, .call = &call}));
    RETURN_IF_ERROR(CheckApproval(seen, call.caller->subject, request.version(), reason,
                                  static_cast<int>(looked.recipients.size()), policy));
  }
  ASSIGN_OR_RETURN(const auto result,
                   rooms_.gatherer.Gather(seen, policy, {.officer = call.caller->subject, .purpose = "approve",
                                                         .deadline = call.deadline, .call = &call}));
  const int people = static_cast<int>(result.recipients.size());
  AuditEntry audit = AuditOf(call, "exposure.Approve", seen, fmt::format(R"({{"recipients":{}}})", people));
  audit.reason = reason;
  ASSIGN_OR_RETURN(const Exposure approved,
                   rooms_.store.Change(call.deadline, id, call.caller->areas,
                                       [&](Exposure& exposure) -> absl::Status {
                                         RETURN_IF_ERROR(CheckApproval(exposure, call.caller->subject,
                                                                       request.version(), reason, people, policy));
                                         exposure.state = State::kDispatching;
                                         exposure.approved_by = call.caller->subject;
                                         exposure.approved_at = call.now;
                                         return absl::OkStatus();
                                       },
                                       audit));
  // The people whom she approved, not those of some seconds later. Should this step be lost, the dispatch gathers them.
  const auto fixed = rooms_.store.KeepRecipients(call.deadline, id, result.recipients, result.heeded, call.now);
  rooms_.wake_dispatch();
  if (!fixed.ok() || !*fixed) return mimamori::exposure::Encode(approved);
  ASSIGN_OR_RETURN(const Exposure now, rooms_.store.Get(call.deadline, id, call.caller->areas));
  return mimamori::exposure::Encode(now);
}

absl::StatusOr<v1::Exposure> ExposureService::DoChooseLevel(const Call& call, const v1::ChooseLevelRequest& request) {
  ASSIGN_OR_RETURN(const ExposureId id, ExposureId::Parse(request.exposure_id()));
  ASSIGN_OR_RETURN(const Level level, LevelOf(request.level()));
  ASSIGN_OR_RETURN(Exposure seen, rooms_.store.Get(call.deadline, id, call.caller->areas));
  const Exposure before = seen;
  ASSIGN_OR_RETURN(const bool changes, mimamori::exposure::ChooseLevel(seen, call.caller->subject, request.version(), level));
  if (!changes) return mimamori::exposure::Encode(before);
  ASSIGN_OR_RETURN(const Exposure changed,
                   rooms_.store.Change(call.deadline, id, call.caller->areas,
                                       [&](Exposure& exposure) {
                                         return mimamori::exposure::ChooseLevel(exposure, call.caller->subject,
                                                                                  request.version(), level)
                                             .status();
                                       },
                                       AuditOf(call, "exposure.ChooseLevel", before,
                                               fmt::format(R"({{"level":{}}})", static_cast<int>(level)))));
  return mimamori::exposure::Encode(changed);
}

absl::StatusOr<v1::Exposure> ExposureService::DoCancel(const Call& call, const v1::CancelExposureRequest& request) {
  ASSIGN_OR_RETURN(const ExposureId id, ExposureId::Parse(request.exposure_id()));
  ASSIGN_OR_RETURN(const std::string reason,
                   platform::ParseText("reason", request.reason(), 0, kReasonLength, platform::Lines::kMany));
  ASSIGN_OR_RETURN(const Exposure seen, rooms_.store.Get(call.deadline, id, call.caller->areas));
  if (seen.state == State::kCancelled) return mimamori::exposure::Encode(seen);
  AuditEntry audit = AuditOf(call, "exposure.Cancel", seen);
  audit.reason = reason;
  ASSIGN_OR_RETURN(const Exposure cancelled,
                   rooms_.store.Change(call.deadline, id, call.caller->areas,
                                       [&](Exposure& exposure) -> absl::Status {
                                         if (exposure.state != State::kProposed) {
                                           return platform::Failure(absl::StatusCode::kFailedPrecondition,
                                                                    "NOT_PROPOSED", "this exposure was decided already");
                                         }
                                         exposure.state = State::kCancelled;
                                         exposure.cancelled_by = call.caller->subject;
                                         return absl::OkStatus();
                                       },
                                       audit));
  return mimamori::exposure::Encode(cancelled);
}

absl::StatusOr<v1::Exposure> ExposureService::DoRecall(const Call& call, const v1::RecallExposureRequest& request) {
  ASSIGN_OR_RETURN(const ExposureId id, ExposureId::Parse(request.exposure_id()));
  ASSIGN_OR_RETURN(const std::string reason,
                   platform::ParseText("reason", request.reason(), 0, kReasonLength, platform::Lines::kMany));
  ASSIGN_OR_RETURN(Exposure seen, rooms_.store.Get(call.deadline, id, call.caller->areas));
  AuditEntry audit = AuditOf(call, "exposure.Recall", seen);
  audit.reason = reason;
  ASSIGN_OR_RETURN(const bool changes, Recall(seen, call.caller->subject, call.now));
  if (!changes) return mimamori::exposure::Encode(seen);
  ASSIGN_OR_RETURN(const Exposure recalled,
                   rooms_.store.Change(call.deadline, id, call.caller->areas,
                                       [&](Exposure& exposure) {
                                         return Recall(exposure, call.caller->subject, call.now).status();
                                       },
                                       audit));
  rooms_.wake_dispatch();  // which has mail take them back
  return mimamori::exposure::Encode(recalled);
}

}  // namespace mimamori::exposure
