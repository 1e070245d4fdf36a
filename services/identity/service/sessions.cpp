// SPDX-License-Identifier: Apache-2.0
#include "services/identity/service/identity_service.hpp"
#include "services/identity/service/messages.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/observe/log.hpp"

namespace mimamori::identity {
namespace {

using mimamori::rpc::v1::CookieName;

absl::Status SessionEnded() {
  return platform::Failure(absl::StatusCode::kUnauthenticated, "SESSION_ENDED", "this session is over; log in again");
}

// A session counts only in the cookie of its kind.
std::optional<SessionKind> KindOf(CookieName cookie) {
  switch (cookie) {
    case mimamori::rpc::v1::COOKIE_NAME_STAFF_SESSION: return SessionKind::kStaff;
    case mimamori::rpc::v1::COOKIE_NAME_OPERATOR_SESSION: return SessionKind::kOperator;
    case mimamori::rpc::v1::COOKIE_NAME_DIARY_SESSION: return SessionKind::kPatient;
    default: return std::nullopt;
  }
}

v1::ResolvedSession ToProto(const KnownSession& known, absl::Time end) {
  v1::ResolvedSession resolved;
  *resolved.mutable_expire_time() = platform::rpc::ToTimestamp(end);
  if (known.session.kind == SessionKind::kOperator) {
    resolved.set_subject(known.session.id.ToString());
    resolved.add_roles(mimamori::rpc::v1::ROLE_VENUE_OPERATOR);
    resolved.set_organisation(known.venue.ToString());
    return resolved;
  }
  if (known.session.kind == SessionKind::kPatient) {
    resolved.set_subject(known.session.id.ToString());
    resolved.add_roles(mimamori::rpc::v1::ROLE_PATIENT);
    resolved.set_organisation(known.case_id.ToString());
    return resolved;
  }
  resolved.set_subject(known.account.id.ToString());
  for (const Role role : known.account.roles) resolved.add_roles(ToProto(role));
  for (const platform::AreaCode& area : known.account.areas) resolved.add_area_codes(area.ToString());
  if (known.account.organisation_id) resolved.set_organisation(known.account.organisation_id->ToString());
  return resolved;
}

}  // namespace

grpc::ServerUnaryReactor* IdentityService::LogOut(grpc::CallbackServerContext* context,
                                                  const v1::LogOutRequest* request, v1::LogOutResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&IdentityService::DoLogOut, this));
}

absl::StatusOr<v1::LogOutResponse> IdentityService::DoLogOut(const Call& call, const v1::LogOutRequest& request) {
  const auto hash = HashOfToken(request.session_cookie());
  if (hash) {
    RETURN_IF_ERROR(stores_.sessions.EndStaff(call.deadline, *hash,
                                              {.time = call.now,
                                               .actor = "",
                                               .action = "identity.LogOut",
                                               .object_type = "account",
                                               .object_id = "",
                                               .area = "",
                                               .reason = "",
                                               .payload = "{}",
                                               .trace_id = call.trace.trace_id}));
  }
  return v1::LogOutResponse();  // its empty cookie deletes the browser's
}

grpc::ServerUnaryReactor* IdentityService::ResolveSession(grpc::CallbackServerContext* context,
                                                          const v1::ResolveSessionRequest* request,
                                                          v1::ResolvedSession* response) {
  return runner_.Unary(context, request, response, std::bind_front(&IdentityService::DoResolveSession, this));
}

absl::StatusOr<v1::ResolvedSession> IdentityService::DoResolveSession(const Call& call,
                                                                      const v1::ResolveSessionRequest& request) {
  const auto hash = HashOfToken(request.session_cookie());
  const auto kind = KindOf(request.cookie());
  if (!hash || !kind) return SessionEnded();

  ASSIGN_OR_RETURN(const SessionPolicy policy, policies_.Sessions(call.deadline, call.now));
  ASSIGN_OR_RETURN(std::optional<KnownSession> known, stores_.sessions.Find(call.deadline, *hash, *kind));
  if (!known || !IsAlive(known->session, call.now, policy)) return SessionEnded();
  if (IsSeenDue(known->session, call.now)) {
    const absl::Status seen = stores_.sessions.See(call.deadline, *hash, call.now);
    // The person goes on; the session only ends earlier than it should.
    if (!seen.ok()) {
      platform::observe::Log(spdlog::level::warn, "a session could not be marked as seen",
                             {platform::observe::Of(seen)}, call.trace.trace_id);
    }
    known->session.last_seen_at = call.now;
  }
  return ToProto(*known, EndOf(known->session, policy));
}

grpc::ServerUnaryReactor* IdentityService::OpenOperatorSession(grpc::CallbackServerContext* context,
                                                               const v1::OpenOperatorSessionRequest* request,
                                                               v1::OperatorSession* response) {
  return runner_.Unary(context, request, response, std::bind_front(&IdentityService::DoOpenOperatorSession, this));
}

absl::StatusOr<v1::OperatorSession> IdentityService::DoOpenOperatorSession(
    const Call& call, const v1::OpenOperatorSessionRequest& request) {
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(const platform::VenueId venue, platform::VenueId::Parse(request.venue_id()));

  ASSIGN_OR_RETURN(const SessionPolicy policy, policies_.Sessions(call.deadline, call.now));
  const Token token = NewToken();
  const NewOperatorSession opened{
      .session = OpenSession(SessionId::Random(), SessionKind::kOperator, call.now, policy),
      .token_hash = token.hash,
      .venue = venue,
      .opened_by = call.caller->issuer,
      .request_id = request_id};
  ASSIGN_OR_RETURN(const absl::Time expires_at,
                   stores_.sessions.OpenOperator(call.deadline, opened,
                                                {.time = call.now,
                                                 .actor = call.caller->issuer,
                                                 .action = "identity.OpenOperatorSession",
                                                 .object_type = "venue",
                                                 .object_id = venue.ToString(),
                                                 .area = "",
                                                 .reason = "",
                                                 .payload = "{}",
                                                 .trace_id = call.trace.trace_id}));
  v1::OperatorSession session;
  session.set_session_cookie(token.text);
  *session.mutable_expire_time() = platform::rpc::ToTimestamp(expires_at);
  return session;
}

}  // namespace mimamori::identity
