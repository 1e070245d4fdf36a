// SPDX-License-Identifier: Apache-2.0
#include "fmt/format.h"
#include "services/observation/service/monitoring_messages.hpp"
#include "services/observation/service/monitoring_service.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

using identity::v1::DeviceService;
using platform::RequestId;

// Whom a link is for. NOT_FOUND: LINK_UNKNOWN, also when it was revoked or nobody of that case is known any more.
struct Addressed {
  Invitation invitation = {};
  Reporter reporter = {};
};
absl::StatusOr<Addressed> AddresseeOf(const platform::rpc::Call& call, const std::string& payload,
                                      InvitationStore& invitations) {
  const auto id = InvitationId::Parse(payload);
  if (!id.ok()) return absl::InternalError("a diary's link holds no invitation");
  ASSIGN_OR_RETURN(const std::optional<Invitation> invitation, invitations.Find(call.deadline, *id));
  if (!invitation || (invitation->revoked_at && !invitation->used)) return LinkUnknown();
  auto found = invitations.FindReporter(call.deadline, invitation->case_id, std::nullopt);
  if (absl::IsNotFound(found.status())) return LinkUnknown();
  if (!found.ok()) return found.status();
  return Addressed{.invitation = *invitation, .reporter = std::move(found->reporter)};
}

}  // namespace

grpc::ServerUnaryReactor* MonitoringService::OpenDiary(grpc::CallbackServerContext* context,
                                                       const v1::OpenDiaryRequest* request, v1::OpenedDiary* response) {
  return runner_.Unary(context, request, response, std::bind_front(&MonitoringService::DoOpenDiary, this));
}

// The guess is counted before anybody looks whether it is right. Each step answers its retry as it answered the first time,
// so a binding that was cut off anywhere is completed by asking again. A session without a device of this service reports
// for nobody.
absl::StatusOr<v1::OpenedDiary> MonitoringService::DoOpenDiary(const Call& call, const v1::OpenDiaryRequest& request) {
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  RETURN_IF_ERROR(CheckBirthYear(request.birth_year(), call.now));
  ASSIGN_OR_RETURN(const identity::v1::LinkTry guess, Try(call, request, request_id));
  ASSIGN_OR_RETURN(const Addressed addressed, AddresseeOf(call, guess.payload(), rooms_.invitations));
  RETURN_IF_ERROR(JudgeGuess(addressed.reporter, request.birth_year(), guess.tries_left(), call.now));

  const Invitation& invitation = addressed.invitation;
  ASSIGN_OR_RETURN(identity::v1::DeviceSession session, OpenSession(call, request, invitation.case_id));
  const std::string payload = fmt::format(R"({{"invitation_id": "{}", "device_id": "{}"}})", invitation.id.ToString(),
                                          session.device_id());
  ASSIGN_OR_RETURN(const BoundDevice bound,
                   rooms_.bindings.Bind(call.deadline, invitation, session.device_id(),
                                        DeedOf(call, session.device_id(), "observation.OpenDiary", payload)));
  v1::OpenedDiary opened;
  opened.set_session_cookie(std::move(*session.mutable_session_cookie()));
  opened.set_trusted(bound.device.trusted);
  *opened.mutable_expire_time() = session.expire_time();
  return opened;
}

absl::StatusOr<identity::v1::LinkTry> MonitoringService::Try(const Call& call, const v1::OpenDiaryRequest& request,
                                                             const RequestId& request_id) {
  identity::v1::TryLinkRequest asked;
  asked.set_request_id(request.request_id());
  asked.set_token(request.token());
  asked.set_fingerprint(FingerprintOf(request.token(), request_id, request.birth_year()));
  const auto context = rooms_.identity.Context(call);
  return platform::rpc::Ask(*devices_, &DeviceService::Stub::TryLink, *context, asked);
}

absl::StatusOr<identity::v1::DeviceSession> MonitoringService::OpenSession(const Call& call,
                                                                           const v1::OpenDiaryRequest& request,
                                                                           const CaseId& id) {
  identity::v1::OpenDeviceSessionRequest asked;
  asked.set_request_id(request.request_id());
  asked.set_token(request.token());
  asked.set_case_id(id.ToString());
  const auto context = rooms_.identity.Context(call);
  return platform::rpc::Ask(*devices_, &DeviceService::Stub::OpenDeviceSession, *context, asked);
}

}  // namespace mimamori::observation
