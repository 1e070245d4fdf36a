// SPDX-License-Identifier: Apache-2.0
#include "services/mail/service/mail_service.hpp"

#include "services/mail/service/decoding.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::mail {
namespace {

constexpr int kMostFates = 500;

v1::Progress Encode(const std::string& group, const Progress& progress) {
  v1::Progress out;
  out.set_group(group);
  out.set_queued(progress.queued);
  out.set_sent(progress.sent);
  out.set_deferred(progress.deferred);
  out.set_failed(progress.failed);
  out.set_cancelled(progress.cancelled);
  return out;
}

}  // namespace

absl::StatusOr<v1::EnqueueResponse> MailService::DoEnqueue(const platform::rpc::Call& call,
                                                           const v1::EnqueueRequest& request) {
  ASSIGN_OR_RETURN(Batch batch, DecodeBatch(request, call.caller->subject, call.now, {surroundings_.public_url, surroundings_.staff_url},
                                            parameters_));
  batch.trace_id = call.trace.trace_id;
  if (batch.mail->limited) {
    ASSIGN_OR_RETURN(batch.quotas, surroundings_.quotas(call.deadline, call.now));
  }
  ASSIGN_OR_RETURN(const std::vector<MessageId> ids, store_.Enqueue(call.deadline, batch));
  surroundings_.wake_sender();
  v1::EnqueueResponse response;
  for (const MessageId& id : ids) response.add_message_ids(id.ToString());
  return response;
}

absl::StatusOr<v1::Progress> MailService::DoGetProgress(const platform::rpc::Call& call,
                                                        const v1::GetProgressRequest& request) {
  ASSIGN_OR_RETURN(const std::string group, DecodeGroup(request.group()));
  ASSIGN_OR_RETURN(const Progress progress, store_.GetProgress(call.deadline, call.caller->subject, group));
  return Encode(group, progress);
}

absl::StatusOr<v1::Progress> MailService::DoCancelGroup(const platform::rpc::Call& call,
                                                        const v1::CancelGroupRequest& request) {
  ASSIGN_OR_RETURN(const std::string group, DecodeGroup(request.group()));
  ASSIGN_OR_RETURN(const Progress progress, store_.CancelGroup(call.deadline, call.now, call.caller->subject, group,
                                                               call.trace.trace_id));
  return Encode(group, progress);
}

absl::StatusOr<v1::FindFatesResponse> MailService::DoFindFates(const platform::rpc::Call& call,
                                                               const v1::FindFatesRequest& request) {
  if (request.request_ids_size() > kMostFates) {
    return platform::BadField("request_ids", "TOO_MANY_MESSAGES", "at most 500 messages at a time");
  }
  std::vector<platform::RequestId> requests;
  for (const std::string& id : request.request_ids()) {
    ASSIGN_OR_RETURN(const auto parsed, platform::RequestId::Parse(id));
    requests.push_back(parsed);
  }
  ASSIGN_OR_RETURN(const auto fates, store_.FindFates(call.deadline, call.caller->subject, requests));
  v1::FindFatesResponse response;
  for (const Fate fate : fates) response.add_fates(static_cast<v1::Fate>(fate));
  return response;
}

absl::StatusOr<v1::Stop> MailService::DoSetStop(const platform::rpc::Call& call, const v1::SetStopRequest& request) {
  ASSIGN_OR_RETURN(const auto address, platform::EmailAddress::Parse(request.email_address()));
  RETURN_IF_ERROR(stops_.Set(call.deadline, call.now, address, request.stopped(), call.trace.trace_id));
  v1::Stop stop;
  stop.set_stopped(request.stopped());
  return stop;
}

absl::StatusOr<v1::Stop> MailService::DoGetStop(const platform::rpc::Call& call, const v1::GetStopRequest& request) {
  ASSIGN_OR_RETURN(const auto address, platform::EmailAddress::Parse(request.email_address()));
  ASSIGN_OR_RETURN(const std::vector<bool> stopped, stops_.AreStopped(call.deadline, {&address}));
  v1::Stop stop;
  stop.set_stopped(stopped.front());
  return stop;
}

}  // namespace mimamori::mail
