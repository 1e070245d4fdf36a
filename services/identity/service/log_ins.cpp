// SPDX-License-Identifier: Apache-2.0
#include "services/identity/service/identity_service.hpp"
#include "services/identity/service/messages.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::identity {
namespace {

using platform::BadField;

// Only what no account could have is refused by field; anything else is judged, so that the answer says nothing.
absl::StatusOr<LogInForm> Decode(const v1::LogInRequest& request) {
  if (request.user_name().empty()) return BadField("user_name", "MISSING_FIELD", "user_name is required");
  if (request.user_name().size() > 256) return BadField("user_name", "TEXT_TOO_LONG", "user_name is too long");
  if (request.password().empty()) return BadField("password", "MISSING_FIELD", "password is required");
  if (request.password().size() > 1024) return BadField("password", "TEXT_TOO_LONG", "password is too long");
  if (request.recovery_code().size() > 64) return BadField("recovery_code", "TEXT_TOO_LONG", "recovery_code is too long");
  return LogInForm{.user_name = request.user_name(),
                   .password = platform::Secret(request.password()),
                   .totp_code = request.totp_code(),
                   .recovery_code = request.recovery_code()};
}

absl::Status SessionEnded() {
  return platform::Failure(absl::StatusCode::kUnauthenticated, "SESSION_ENDED", "log in to go on");
}

}  // namespace

grpc::ServerUnaryReactor* IdentityService::LogIn(grpc::CallbackServerContext* context, const v1::LogInRequest* request,
                                                 v1::Session* response) {
  return runner_.Unary(context, request, response, std::bind_front(&IdentityService::DoLogIn, this));
}

absl::StatusOr<v1::Session> IdentityService::DoLogIn(const Call& call, const v1::LogInRequest& request) {
  ASSIGN_OR_RETURN(const LogInForm form, Decode(request));
  ASSIGN_OR_RETURN(const OpenedSession opened, desk_.LogIn(call, form));
  v1::Session session;
  session.set_session_cookie(opened.token);
  *session.mutable_account() = ToProto(opened.account);
  *session.mutable_expire_time() = platform::rpc::ToTimestamp(opened.expires_at);
  return session;
}

grpc::ServerUnaryReactor* IdentityService::GetOwnAccount(grpc::CallbackServerContext* context,
                                                         const v1::GetOwnAccountRequest* request,
                                                         v1::Account* response) {
  return runner_.Unary(context, request, response, std::bind_front(&IdentityService::DoGetOwnAccount, this));
}

absl::StatusOr<v1::Account> IdentityService::DoGetOwnAccount(const Call& call, const v1::GetOwnAccountRequest&) {
  const auto id = AccountId::Parse(call.caller->subject);
  if (!id.ok()) return SessionEnded();
  ASSIGN_OR_RETURN(const std::optional<Account> account, stores_.log_ins.GetAccount(call.deadline, *id));
  if (!account) return SessionEnded();
  return ToProto(*account);
}

}  // namespace mimamori::identity
