// SPDX-License-Identifier: Apache-2.0
#include "services/identity/domain/password.hpp"
#include "services/identity/service/account_service.hpp"
#include "services/identity/service/messages.hpp"
#include "services/identity/service/token.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::identity {
namespace {

using platform::Failure;
using platform::postgres::AuditEntry;
using platform::rpc::Call;

absl::Status LinkUsed() {
  return Failure(absl::StatusCode::kFailedPrecondition, "LINK_USED", "this link was used before");
}

AuditEntry AuditOf(const Call& call, std::string_view action, const AccountId& account) {
  return {.time = call.now,
          .actor = account.ToString(),
          .action = std::string(action),
          .object_type = "account",
          .object_id = account.ToString(),
          .area = "",
          .reason = "",
          .payload = "{}",
          .trace_id = call.trace.trace_id};
}

// What JudgeUse says to somebody who only looks: like one who uses the link for the first time.
absl::Status CheckUnused(const Link& link, absl::Time now) {
  return JudgeUse(link, "identity", LinkPurpose::kStaffInvitation, RequestId(), now).status();
}

}  // namespace

// A link of another purpose, of an invitation that was made void, or of a disabled account is as good as none.
absl::StatusOr<AccountService::Found> AccountService::FindInvitation(const Call& call, const std::string& token) {
  const auto hash = HashOfToken(token);
  if (!hash) return LinkUnknown();
  ASSIGN_OR_RETURN(const std::optional<Link> link, parts_.links.Find(call.deadline, *hash));
  if (!link || link->purpose != LinkPurpose::kStaffInvitation) return LinkUnknown();
  ASSIGN_OR_RETURN(const InvitationId id, InvitationId::Parse(link->payload));
  ASSIGN_OR_RETURN(std::optional<KnownInvitation> invitation, parts_.invitations.Find(call.deadline, id));
  // An accepted invitation is no longer open: its link says that it was used.
  if (!invitation || (!invitation->open && !link->consumed_at)) return LinkUnknown();
  return Found{.link_hash = *hash, .link = *link, .invitation = *std::move(invitation)};
}

grpc::ServerUnaryReactor* AccountService::OpenInvitation(grpc::CallbackServerContext* context,
                                                         const v1::OpenInvitationRequest* request,
                                                         v1::Invitation* response) {
  return runner_.Unary(context, request, response, std::bind_front(&AccountService::DoOpenInvitation, this));
}

absl::StatusOr<v1::Invitation> AccountService::DoOpenInvitation(const Call& call,
                                                                const v1::OpenInvitationRequest& request) {
  ASSIGN_OR_RETURN(const Found found, FindInvitation(call, request.token()));
  RETURN_IF_ERROR(CheckUnused(found.link, call.now));
  ASSIGN_OR_RETURN(const StaffPolicy policy, parts_.policies.Staff(call.deadline, call.now));
  const Account& account = found.invitation.account;
  ASSIGN_OR_RETURN(const platform::Secret secret, totp_vault_.Open(found.invitation.totp_secret, account.id));
  v1::Invitation invitation;
  invitation.set_user_name(account.user_name);
  invitation.set_display_name(account.display_name);
  invitation.set_organisation(account.organisation);
  invitation.set_totp_required(policy.totp_required);
  invitation.set_totp_secret(TotpSecretText(secret));
  invitation.set_totp_uri(TotpUri(secret, account.user_name));
  for (std::string& row : SymbolOf(invitation.totp_uri())) invitation.add_totp_symbol(std::move(row));
  *invitation.mutable_expire_time() = platform::rpc::ToTimestamp(found.link.expires_at);
  return invitation;
}

grpc::ServerUnaryReactor* AccountService::AcceptInvitation(grpc::CallbackServerContext* context,
                                                           const v1::AcceptInvitationRequest* request,
                                                           v1::AcceptedInvitation* response) {
  return runner_.Unary(context, request, response, std::bind_front(&AccountService::DoAcceptInvitation, this));
}

absl::StatusOr<v1::AcceptedInvitation> AccountService::DoAcceptInvitation(const Call& call,
                                                                          const v1::AcceptInvitationRequest& request) {
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(const Found found, FindInvitation(call, request.token()));
  ASSIGN_OR_RETURN(const LinkUse use,
                   JudgeUse(found.link, "identity", LinkPurpose::kStaffInvitation, request_id, call.now));
  const Account& account = found.invitation.account;
  RETURN_IF_ERROR(CheckNewPassword(platform::Secret(request.password()), account.user_name));
  ASSIGN_OR_RETURN(const Factor factor, CheckFactor(call, found, request.totp_code()));
  ASSIGN_OR_RETURN(const SessionPolicy sessions, parts_.policies.Sessions(call.deadline, call.now));

  const Token token = NewToken();
  const NewStaffSession session{
      .session = identity::OpenSession(SessionId::Random(), SessionKind::kStaff, call.now, sessions),
      .token_hash = token.hash};
  std::vector<std::string> codes;
  if (factor.step) codes = recovery_codes_.Make(account.id, request_id);
  RETURN_IF_ERROR(use == LinkUse::kNow ? AcceptNow(call, found, request, factor, session, codes)
                                       : AcceptAgain(call, found, request, session));
  v1::AcceptedInvitation accepted;
  accepted.set_session_cookie(token.text);
  *accepted.mutable_account() = ToProto(account);
  for (std::string& code : codes) accepted.add_recovery_codes(std::move(code));
  return accepted;
}

absl::StatusOr<AccountService::Factor> AccountService::CheckFactor(const Call& call, const Found& found,
                                                                   const std::string& code) {
  if (code.empty()) {
    ASSIGN_OR_RETURN(const StaffPolicy policy, parts_.policies.Staff(call.deadline, call.now));
    if (!policy.totp_required) return Factor{};
    return Failure(absl::StatusCode::kFailedPrecondition, "TOTP_REQUIRED", "the code of the authenticator is needed",
                   "totp_code");
  }
  ASSIGN_OR_RETURN(const platform::Secret secret,
                   totp_vault_.Open(found.invitation.totp_secret, found.invitation.account.id));
  const auto step = MatchTotp(secret, code, call.now);
  if (!step) return WrongTotpCode();
  return Factor{.step = step};
}

absl::Status AccountService::AcceptNow(const Call& call, const Found& found,
                                       const v1::AcceptInvitationRequest& request, const Factor& factor,
                                       const NewStaffSession& session, const std::vector<std::string>& codes) {
  const AccountId& account = found.invitation.account.id;
  ASSIGN_OR_RETURN(const HashingPolicy hashing, parts_.policies.Hashing(call.deadline, call.now));
  AcceptedInvitation accepted{.invitation = found.invitation.id,
                              .account = account,
                              .link_hash = found.link_hash,
                              .request_id = *RequestId::Parse(request.request_id()),
                              .password_hash = {},
                              .totp_secret = std::nullopt,
                              .totp_step = factor.step,
                              .recovery_macs = recovery_codes_.MacsOf(account, codes),
                              .session = session,
                              .now = call.now};
  if (factor.step) accepted.totp_secret = found.invitation.totp_secret;
  ASSIGN_OR_RETURN(accepted.password_hash,
                   parts_.hasher.Hash(platform::Secret(request.password()), hashing, call.deadline));
  AuditEntry audit = AuditOf(call, "identity.AcceptInvitation", account);
  audit.payload = factor.step ? R"({"second_factor": true})" : R"({"second_factor": false})";
  return parts_.invitations.Accept(call.deadline, accepted, audit);
}

// The same request once more: who knows its id and the password was told the answer before, or should have been.
absl::Status AccountService::AcceptAgain(const Call& call, const Found& found,
                                         const v1::AcceptInvitationRequest& request, const NewStaffSession& session) {
  if (!found.invitation.password_hash || !found.invitation.newest) return LinkUsed();
  ASSIGN_OR_RETURN(const HashingPolicy hashing, parts_.policies.Hashing(call.deadline, call.now));
  ASSIGN_OR_RETURN(const bool right,
                   parts_.hasher.Verify(found.invitation.password_hash, platform::Secret(request.password()), hashing,
                                        call.deadline));
  if (!right) return LinkUsed();
  const AccountId& account = found.invitation.account.id;
  return parts_.invitations.OpenSession(call.deadline, account, session,
                                        AuditOf(call, "identity.AcceptInvitation", account));
}

grpc::ServerUnaryReactor* AccountService::ReplaceRecoveryCodes(grpc::CallbackServerContext* context,
                                                               const v1::ReplaceRecoveryCodesRequest* request,
                                                               v1::RecoveryCodes* response) {
  return runner_.Unary(context, request, response, std::bind_front(&AccountService::DoReplaceRecoveryCodes, this));
}

absl::StatusOr<v1::RecoveryCodes> AccountService::DoReplaceRecoveryCodes(
    const Call& call, const v1::ReplaceRecoveryCodesRequest& request) {
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  const auto id = AccountId::Parse(call.caller->subject);
  const absl::Status ended =
      Failure(absl::StatusCode::kUnauthenticated, "SESSION_ENDED", "this session is over; log in again");
  if (!id.ok()) return ended;
  ASSIGN_OR_RETURN(const std::optional<Account> account, parts_.log_ins.GetAccount(call.deadline, *id));
  if (!account) return ended;
  ASSIGN_OR_RETURN(const int64_t step, parts_.desk.CheckCode(call, *account, request.totp_code()));
  v1::RecoveryCodes answer;
  const std::vector<std::string> codes = recovery_codes_.Make(*id, request_id);
  const absl::Status replaced = parts_.invitations.ReplaceRecoveryCodes(
      call.deadline, *id, request_id, step, recovery_codes_.MacsOf(*id, codes),
      AuditOf(call, "identity.ReplaceRecoveryCodes", *id));
  if (platform::ReasonOf(replaced) == "CODE_REPLAYED") return WrongTotpCode();
  RETURN_IF_ERROR(replaced);
  for (const std::string& code : codes) answer.add_recovery_codes(code);
  return answer;
}

}  // namespace mimamori::identity
