// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/service/exposure_service.hpp"

#include <functional>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::exposure {

ExposureService::ExposureService(Rooms rooms, const Neighbours& neighbours, platform::rpc::Runner& runner)
    : rooms_(std::move(rooms)), neighbours_(neighbours), runner_(runner),
      venue_(venue::v1::VenueService::NewStub(neighbours.venue.channel())),
      registry_(registry::v1::RegistryService::NewStub(neighbours.registry.channel())),
      mail_(mail::v1::MailService::NewStub(neighbours.mail.channel())),
      texts_(mail::v1::TextService::NewStub(neighbours.mail.channel())) {}

grpc::ServerUnaryReactor* ExposureService::DeclareExposure(grpc::CallbackServerContext* context,
                                                           const v1::DeclareExposureRequest* request,
                                                           v1::Exposure* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ExposureService::DoDeclare, this));
}
grpc::ServerUnaryReactor* ExposureService::GetExposure(grpc::CallbackServerContext* context,
                                                       const v1::GetExposureRequest* request, v1::Exposure* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ExposureService::DoGet, this));
}
grpc::ServerUnaryReactor* ExposureService::ListExposures(grpc::CallbackServerContext* context,
                                                         const v1::ListExposuresRequest* request,
                                                         v1::ListExposuresResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ExposureService::DoList, this));
}
grpc::ServerUnaryReactor* ExposureService::PreviewExposure(grpc::CallbackServerContext* context,
                                                           const v1::PreviewExposureRequest* request,
                                                           v1::Preview* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ExposureService::DoPreview, this));
}
grpc::ServerUnaryReactor* ExposureService::PreviewMails(grpc::CallbackServerContext* context,
                                                        const v1::PreviewMailsRequest* request,
                                                        v1::PreviewedMails* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ExposureService::DoPreviewMails, this));
}
grpc::ServerUnaryReactor* ExposureService::ApproveExposure(grpc::CallbackServerContext* context,
                                                           const v1::ApproveExposureRequest* request,
                                                           v1::Exposure* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ExposureService::DoApprove, this));
}
grpc::ServerUnaryReactor* ExposureService::ChooseLevel(grpc::CallbackServerContext* context,
                                                       const v1::ChooseLevelRequest* request, v1::Exposure* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ExposureService::DoChooseLevel, this));
}
grpc::ServerUnaryReactor* ExposureService::CancelExposure(grpc::CallbackServerContext* context,
                                                          const v1::CancelExposureRequest* request,
                                                          v1::Exposure* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ExposureService::DoCancel, this));
}
grpc::ServerUnaryReactor* ExposureService::RecallExposure(grpc::CallbackServerContext* context,
                                                          const v1::RecallExposureRequest* request,
                                                          v1::Exposure* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ExposureService::DoRecall, this));
}
grpc::ServerUnaryReactor* ExposureService::PreviewCorrection(grpc::CallbackServerContext* context,
                                                             const v1::PreviewCorrectionRequest* request,
                                                             v1::CorrectionPreview* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ExposureService::DoPreviewCorrection, this));
}
grpc::ServerUnaryReactor* ExposureService::ProposeCorrection(grpc::CallbackServerContext* context,
                                                             const v1::ProposeCorrectionRequest* request,
                                                             v1::Exposure* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ExposureService::DoProposeCorrection, this));
}
grpc::ServerUnaryReactor* ExposureService::ApproveCorrection(grpc::CallbackServerContext* context,
                                                             const v1::ApproveCorrectionRequest* request,
                                                             v1::Exposure* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ExposureService::DoApproveCorrection, this));
}
grpc::ServerWriteReactor<v1::Progress>* ExposureService::WatchProgress(grpc::CallbackServerContext* context,
                                                                       const v1::WatchProgressRequest* request) {
  return runner_.Stream<v1::Progress>(context, request, std::bind_front(&ExposureService::DoWatch, this));
}

absl::StatusOr<v1::Exposure> ExposureService::DoGet(const Call& call, const v1::GetExposureRequest& request) {
  ASSIGN_OR_RETURN(const ExposureId id, ExposureId::Parse(request.exposure_id()));
  ASSIGN_OR_RETURN(const Exposure exposure, rooms_.store.Get(call.deadline, id, call.caller->areas));
  return Encode(exposure);
}

absl::StatusOr<v1::ListExposuresResponse> ExposureService::DoList(const Call& call,
                                                                  const v1::ListExposuresRequest& request) {
  constexpr char kQuestion[] = "exposure.list";
  ASSIGN_OR_RETURN(const int page_size, platform::rpc::ParsePageSize(request.page_size()));
  ASSIGN_OR_RETURN(const std::string position,
                   rooms_.page_tokens.Open(request.page_token(), call.caller->subject, kQuestion));
  const int64_t before = position.empty() ? 0 : std::stoll(position);  // sealed: ours, so it is a number
  ASSIGN_OR_RETURN(const auto page, rooms_.store.List(call.deadline, call.caller->areas, before, page_size));
  v1::ListExposuresResponse answer;
  for (const Exposure& exposure : page.exposures) *answer.add_exposures() = Encode(exposure);
  if (page.last_number != 0) {
    answer.set_next_page_token(
        rooms_.page_tokens.Seal(std::to_string(page.last_number), call.caller->subject, kQuestion));
  }
  return answer;
}

namespace {

void Encode(const Correction& correction, v1::Correction& out) {
  out.set_proposed_by(correction.proposed_by);
  *out.mutable_propose_time() = platform::rpc::ToTimestamp(*correction.proposed_at);
  out.set_approved_by(correction.approved_by);
  if (correction.approved_at) *out.mutable_approve_time() = platform::rpc::ToTimestamp(*correction.approved_at);
  if (correction.finished_at) *out.mutable_finish_time() = platform::rpc::ToTimestamp(*correction.finished_at);
  out.set_recipients(correction.recipients);
}

}  // namespace

v1::Exposure Encode(const Exposure& exposure) {
  v1::Exposure out;
  out.set_id(exposure.id.ToString());
  out.set_case_id(exposure.case_id.ToString());
  out.set_venue_id(exposure.venue.ToString());
  out.set_venue_name(exposure.venue_name);
  out.set_area_code(exposure.area.ToString());
  *out.mutable_start_time() = platform::rpc::ToTimestamp(exposure.start);
  *out.mutable_end_time() = platform::rpc::ToTimestamp(exposure.end);
  out.set_level(static_cast<v1::Level>(exposure.level));
  out.set_state(static_cast<v1::State>(exposure.state));
  out.set_proposed_by(exposure.proposed_by);
  out.set_approved_by(exposure.approved_by);
  *out.mutable_propose_time() = platform::rpc::ToTimestamp(exposure.proposed_at);
  if (exposure.approved_at) *out.mutable_approve_time() = platform::rpc::ToTimestamp(*exposure.approved_at);
  out.set_recipients(exposure.recipients);
  out.set_version(exposure.version);
  out.set_cancelled_by(exposure.cancelled_by);
  out.set_level_by(exposure.level_by);
  out.set_recalled_by(exposure.recalled_by);
  if (!exposure.correction.proposed_by.empty()) Encode(exposure.correction, *out.mutable_correction());
  out.set_rule_version(exposure.rule_version);
  if (exposure.service_day) out.set_service_day(absl::FormatCivilTime(*exposure.service_day));
  out.set_positives(exposure.positives);
  out.set_positives_needed(exposure.positives_needed);
  out.set_withdrawn_cases(exposure.withdrawn_cases);
  for (const Evidence& item : exposure.evidence) {
    v1::Evidence& shown = *out.add_evidence();
    shown.set_case_id(item.case_id.ToString());
    *shown.mutable_start_time() = platform::rpc::ToTimestamp(item.start);
    *shown.mutable_end_time() = platform::rpc::ToTimestamp(item.end);
    shown.set_recorded_by(item.recorded_by);
  }
  return out;
}

AuditEntry AuditOf(const platform::rpc::Call& call, const char* action, const Exposure& exposure,
                   std::string payload) {
  return {.time = call.now, .actor = call.caller->subject, .action = action, .object_type = "exposure",
          .object_id = exposure.id.ToString(), .area = exposure.area.ToString(), .reason = "", .payload = std::move(payload),
          .trace_id = call.trace.trace_id};
}

}  // namespace mimamori::exposure
