// SPDX-License-Identifier: Apache-2.0
#include <google/protobuf/util/message_differencer.h>

#include <chrono>
#include <thread>

#include "services/exposure/jobs/alert_mails.hpp"
#include "services/exposure/service/exposure_service.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::exposure {
namespace {

// How long a change may stay unseen. Mail's counts are one indexed read, shared by everybody who watches an exposure
// through one gateway stream.
constexpr auto kPause = std::chrono::milliseconds(500);

bool Settled(const v1::Progress& progress) {
  const v1::CorrectionProgress& correction = progress.correction();
  if (progress.has_correction() && (!correction.finished() || correction.queued() + correction.deferred() > 0)) {
    return false;
  }
  return progress.state() == v1::STATE_CANCELLED ||
         ((progress.state() == v1::STATE_DISPATCHED || progress.state() == v1::STATE_RECALLED) &&
          progress.queued() == 0 && progress.deferred() == 0);
}

bool SameCounts(v1::Progress a, v1::Progress b) {
  a.clear_time();
  b.clear_time();
  return google::protobuf::util::MessageDifferencer::Equals(a, b);
}

}  // namespace

absl::Status ExposureService::DoWatch(const Call& call, const v1::WatchProgressRequest& request,
                                      platform::rpc::Sink<v1::Progress>& sink) {
  ASSIGN_OR_RETURN(const ExposureId id, ExposureId::Parse(request.exposure_id()));
  v1::Progress shown;
  bool first = true;
  while (!call.cancelled() && absl::Now() < call.deadline) {
    ASSIGN_OR_RETURN(const Exposure exposure, rooms_.store.Get(call.deadline, id, call.caller->areas));
    ASSIGN_OR_RETURN(const v1::Progress now, ProgressOf(exposure));
    if (first || !SameCounts(shown, now)) {
      if (!sink.Write(now)) return absl::OkStatus();
      shown = now;
      first = false;
    }
    if (Settled(now)) return absl::OkStatus();
    std::this_thread::sleep_for(kPause);
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Progress> ExposureService::ProgressOf(const Exposure& exposure) {
  v1::Progress progress;
  progress.set_state(static_cast<v1::State>(exposure.state));
  progress.set_recipients(exposure.recipients);
  *progress.mutable_time() = platform::rpc::ToTimestamp(rooms_.clock.Now());
  if (exposure.state == State::kProposed || exposure.state == State::kCancelled) return progress;
  ASSIGN_OR_RETURN(const mail::v1::Progress mails, MailsOf(GroupOf(MailKind::kAlert, exposure.id)));
  progress.set_queued(static_cast<int32_t>(mails.queued()));
  progress.set_sent(static_cast<int32_t>(mails.sent()));
  progress.set_deferred(static_cast<int32_t>(mails.deferred()));
  progress.set_failed(static_cast<int32_t>(mails.failed()));
  progress.set_cancelled(static_cast<int32_t>(mails.cancelled()));
  if (exposure.correction.approved_by.empty()) return progress;
  ASSIGN_OR_RETURN(const mail::v1::Progress corrections, MailsOf(GroupOf(MailKind::kCorrection, exposure.id)));
  v1::CorrectionProgress& correction = *progress.mutable_correction();
  correction.set_finished(exposure.correction.finished_at.has_value());
  correction.set_queued(static_cast<int32_t>(corrections.queued()));
  correction.set_sent(static_cast<int32_t>(corrections.sent()));
  correction.set_deferred(static_cast<int32_t>(corrections.deferred()));
  correction.set_failed(static_cast<int32_t>(corrections.failed()));
  correction.set_cancelled(static_cast<int32_t>(corrections.cancelled()));
  return progress;
}

absl::StatusOr<mail::v1::Progress> ExposureService::MailsOf(const std::string& group) {
  mail::v1::GetProgressRequest request;
  request.set_group(group);
  mail::v1::Progress mails;
  const auto context = neighbours_.mail.Context(absl::Now() + absl::Seconds(5));
  RETURN_IF_ERROR(platform::rpc::FromGrpc(mail_->GetProgress(context.get(), request, &mails)));
  return mails;
}

}  // namespace mimamori::exposure
