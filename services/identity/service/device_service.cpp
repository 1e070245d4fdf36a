// SPDX-License-Identifier: Apache-2.0
#include "services/identity/service/device_service.hpp"

#include "services/identity/service/token.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::identity {
namespace {

constexpr size_t kFingerprintBytes = 16;

platform::postgres::AuditEntry AuditOf(const platform::rpc::Call& call, const char* action, const CaseId& id) {
  return {.time = call.now,
          .actor = call.caller->issuer,
          .action = action,
          .object_type = "case",
          .object_id = id.ToString(),
          .area = "",
          .reason = "",
          .payload = "{}",
          .trace_id = call.trace.trace_id};
}

}  // namespace

grpc::ServerUnaryReactor* DeviceService::TryLink(grpc::CallbackServerContext* context,
                                                 const v1::TryLinkRequest* request, v1::LinkTry* response) {
  return runner_.Unary(context, request, response, std::bind_front(&DeviceService::DoTryLink, this));
}

absl::StatusOr<v1::LinkTry> DeviceService::DoTryLink(const Call& call, const v1::TryLinkRequest& request) {
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  if (request.fingerprint().size() != kFingerprintBytes) {
    return platform::BadField("fingerprint", "MALFORMED_FINGERPRINT", "a fingerprint has 16 bytes");
  }
  const auto hash = HashOfToken(request.token());
  if (!hash) return LinkUnknown();
  ASSIGN_OR_RETURN(const KeptTry kept,
                   store_.Try(call.deadline, call.now, *hash, call.caller->issuer,
                              {.request_id = request_id, .fingerprint = request.fingerprint()}));
  v1::LinkTry answer;
  answer.set_payload(kept.payload);
  answer.set_tries_left(kMostTries - kept.number);
  return answer;
}

grpc::ServerUnaryReactor* DeviceService::OpenDeviceSession(grpc::CallbackServerContext* context,
                                                           const v1::OpenDeviceSessionRequest* request,
                                                           v1::DeviceSession* response) {
  return runner_.Unary(context, request, response, std::bind_front(&DeviceService::DoOpen, this));
}

absl::StatusOr<v1::DeviceSession> DeviceService::DoOpen(const Call& call, const v1::OpenDeviceSessionRequest& request) {
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(const CaseId id, CaseId::Parse(request.case_id()));
  const auto hash = HashOfToken(request.token());
  if (!hash) return LinkUnknown();

  ASSIGN_OR_RETURN(const SessionPolicy policy, policies_.Sessions(call.deadline, call.now));
  const Token token = NewToken();
  ASSIGN_OR_RETURN(
      const OpenedDevice opened,
      store_.Open(call.deadline,
                  {.session = OpenSession(SessionId::Random(), SessionKind::kPatient, call.now, policy),
                   .session_hash = token.hash,
                   .link_hash = *hash,
                   .case_id = id,
                   .opened_by = call.caller->issuer,
                   .request_id = request_id},
                  AuditOf(call, "identity.OpenDeviceSession", id)));
  v1::DeviceSession session;
  session.set_session_cookie(token.text);
  session.set_device_id(opened.id.ToString());
  *session.mutable_expire_time() = platform::rpc::ToTimestamp(opened.expires_at);
  return session;
}

grpc::ServerUnaryReactor* DeviceService::EndDeviceSessions(grpc::CallbackServerContext* context,
                                                           const v1::EndDeviceSessionsRequest* request,
                                                           v1::EndDeviceSessionsResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&DeviceService::DoEnd, this));
}

absl::StatusOr<v1::EndDeviceSessionsResponse> DeviceService::DoEnd(const Call& call,
                                                                   const v1::EndDeviceSessionsRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, CaseId::Parse(request.case_id()));
  std::optional<SessionId> device;
  if (!request.device_id().empty()) {
    ASSIGN_OR_RETURN(device, SessionId::Parse(request.device_id()));
  }
  ASSIGN_OR_RETURN(const int64_t ended,
                   store_.End(call.deadline, id, device, AuditOf(call, "identity.EndDeviceSessions", id)));
  v1::EndDeviceSessionsResponse answer;
  answer.set_ended(static_cast<int32_t>(ended));
  return answer;
}

}  // namespace mimamori::identity
