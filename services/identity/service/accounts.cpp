// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "services/identity/service/account_service.hpp"
#include "services/identity/service/messages.hpp"
#include "services/identity/store/account_row.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/languages.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"

namespace mimamori::identity {
namespace {

using platform::BadField;
using platform::postgres::AuditEntry;
using platform::rpc::Call;

// Of a caller whom a gateway vouches for as an administrator.
absl::StatusOr<AccountId> ActorOf(const Call& call) {
  const auto id = AccountId::Parse(call.caller->subject);
  if (!id.ok()) return NotAnAdministrator();
  return *id;
}

// A page token counts for the areas and the organisation that its list was asked for.
std::string QuestionOf(const Call& call, const std::optional<OrganisationId>& organisation) {
  return fmt::format("identity.ListAccounts {} {}", fmt::join(CodesOf(call.caller->areas), ","),
                     organisation ? organisation->ToString() : "");
}

template <class Request>
AccountDraft DraftOf(const Request& request) {
  AccountDraft draft{.user_name = {},
                     .display_name = request.display_name(),
                     .roles = {},
                     .areas = {request.area_codes().begin(), request.area_codes().end()},
                     .organisation = request.organisation(),
                     .demo = false,
                     .organisation_id = request.organisation_id()};
  for (const int role : request.roles()) draft.roles.push_back(NameOf(static_cast<mimamori::rpc::v1::Role>(role)));
  return draft;
}

absl::Status CheckLanguage(const std::string& language) {
  if (language.empty()) return BadField("language", "UNKNOWN_LANGUAGE", "language is required");
  return platform::ParseLanguage(language).status();
}

// What an account may do and where it belongs is no personal data; names and addresses stay out.
std::string PayloadOf(const std::vector<std::string>& roles, const std::vector<std::string>& areas,
                      const std::string& organisation_id) {
  const auto quoted = [](const std::vector<std::string>& words) {
    return words.empty() ? std::string("[]") : fmt::format("[\"{}\"]", fmt::join(words, "\", \""));
  };
  return fmt::format(R"({{"roles": {}, "areas": {}, "organisation_id": "{}"}})", quoted(roles), quoted(areas),
                     organisation_id);
}

AuditEntry AuditOf(const Call& call, std::string_view action, const AccountId& account) {
  return {.time = call.now,
          .actor = call.caller->subject,
          .action = std::string(action),
          .object_type = "account",
          .object_id = account.ToString(),
          .area = "",
          .reason = "",
          .payload = "{}",
          .trace_id = call.trace.trace_id};
}

}  // namespace

AccountService::AccountService(platform::rpc::Runner& runner, Parts parts, const platform::Secret& totp_key)
    : runner_(runner),
      parts_(std::move(parts)),
      totp_vault_(totp_key.Clone()),
      recovery_codes_(totp_key),
      fingerprints_(platform::crypto::DeriveKey(totp_key, "mimamori.identity.invitations"), "fingerprint") {}

absl::StatusOr<NewInvitation> AccountService::MakeInvitation(const Call& call, const AccountId& account,
                                                             const RequestId& request_id,
                                                             const std::string& fingerprint,
                                                             const std::string& email_address,
                                                             const std::string& language) {
  ASSIGN_OR_RETURN(const platform::EmailAddress address, platform::EmailAddress::Parse(email_address));
  RETURN_IF_ERROR(CheckLanguage(language));
  ASSIGN_OR_RETURN(const StaffPolicy policy, parts_.policies.Staff(call.deadline, call.now));
  NewInvitation invitation{.id = InvitationId::Random(),
                           .request_id = request_id,
                           .fingerprint = fingerprints_.Of(
                               fmt::format("{}\n{}\n{}", fingerprint, address.Folded(), language), 16),
                           .totp_secret = totp_vault_.Close(NewTotpSecret(), account),
                           .sealed_contact = {},
                           .mail_request = RequestId::Random(),
                           .created_at = call.now,
                           .expires_at = call.now + policy.invitation};
  ASSIGN_OR_RETURN(invitation.sealed_contact, parts_.seal.Seal(call, invitation.id.ToString(), address, language));
  return invitation;
}

grpc::ServerUnaryReactor* AccountService::InviteAccount(grpc::CallbackServerContext* context,
                                                        const v1::InviteAccountRequest* request,
                                                        v1::StaffAccount* response) {
  return runner_.Unary(context, request, response, std::bind_front(&AccountService::DoInviteAccount, this));
}

absl::StatusOr<v1::StaffAccount> AccountService::DoInviteAccount(const Call& call,
                                                                 const v1::InviteAccountRequest& request) {
  ASSIGN_OR_RETURN(const AccountId actor, ActorOf(call));
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  AccountDraft draft = DraftOf(request);
  draft.user_name = request.user_name();
  ASSIGN_OR_RETURN(const Account account, OpenAccount(AccountId::Random(), draft));
  const std::vector<std::string> roles = NamesOf(account.roles), areas = CodesOf(account.areas);
  std::string asked = fmt::format("invite\n{}\n{}\n{}\n{}\n{}", account.user_name, account.display_name,
                                  account.organisation, fmt::join(roles, ","), fmt::join(areas, ","));
  if (account.organisation_id) asked += "\n" + account.organisation_id->ToString();
  ASSIGN_OR_RETURN(const NewInvitation invitation, MakeInvitation(call, account.id, request_id, asked,
                                                                  request.email_address(), request.language()));
  AuditEntry audit = AuditOf(call, "identity.InviteAccount", account.id);
  audit.payload = PayloadOf(roles, areas, request.organisation_id());
  ASSIGN_OR_RETURN(const Member member, parts_.staff.Invite(call.deadline, actor, account, invitation, audit));
  parts_.wake_relay();
  return ToProto(member);
}

grpc::ServerUnaryReactor* AccountService::ReinviteAccount(grpc::CallbackServerContext* context,
                                                          const v1::ReinviteAccountRequest* request,
                                                          v1::StaffAccount* response) {
  return runner_.Unary(context, request, response, std::bind_front(&AccountService::DoReinviteAccount, this));
}

absl::StatusOr<v1::StaffAccount> AccountService::DoReinviteAccount(const Call& call,
                                                                   const v1::ReinviteAccountRequest& request) {
  ASSIGN_OR_RETURN(const AccountId actor, ActorOf(call));
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(const AccountId account, AccountId::Parse(request.account_id()));
  ASSIGN_OR_RETURN(const NewInvitation invitation,
                   MakeInvitation(call, account, request_id, "reinvite\n" + account.ToString(),
                                  request.email_address(), request.language()));
  ASSIGN_OR_RETURN(const Member member,
                   parts_.staff.Reinvite(call.deadline, actor, account, invitation,
                                         AuditOf(call, "identity.ReinviteAccount", account)));
  parts_.wake_relay();
  return ToProto(member);
}

grpc::ServerUnaryReactor* AccountService::GetAccount(grpc::CallbackServerContext* context,
                                                     const v1::GetAccountRequest* request,
                                                     v1::StaffAccount* response) {
  return runner_.Unary(context, request, response, std::bind_front(&AccountService::DoGetAccount, this));
}

absl::StatusOr<v1::StaffAccount> AccountService::DoGetAccount(const Call& call, const v1::GetAccountRequest& request) {
  ASSIGN_OR_RETURN(const AccountId account, AccountId::Parse(request.account_id()));
  ASSIGN_OR_RETURN(const std::optional<Member> member, parts_.staff.Get(call.deadline, call.caller->areas, account));
  if (!member) return AccountUnknown();
  return ToProto(*member);
}

grpc::ServerUnaryReactor* AccountService::ListAccounts(grpc::CallbackServerContext* context,
                                                       const v1::ListAccountsRequest* request,
                                                       v1::ListAccountsResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&AccountService::DoListAccounts, this));
}

absl::StatusOr<v1::ListAccountsResponse> AccountService::DoListAccounts(const Call& call,
                                                                        const v1::ListAccountsRequest& request) {
  ASSIGN_OR_RETURN(const int page_size, platform::rpc::ParsePageSize(request.page_size()));
  const std::string& subject = call.caller->subject;
  std::optional<OrganisationId> organisation;
  if (!request.organisation_id().empty()) {
    ASSIGN_OR_RETURN(organisation, OrganisationId::Parse(request.organisation_id()));
  }
  const std::string question = QuestionOf(call, organisation);
  ASSIGN_OR_RETURN(const std::string after, parts_.page_tokens.Open(request.page_token(), subject, question));
  ASSIGN_OR_RETURN(std::vector<Member> members,
                   parts_.staff.List(call.deadline, call.caller->areas, organisation, after, page_size + 1));
  v1::ListAccountsResponse response;
  const bool more = members.size() > static_cast<size_t>(page_size);
  if (more) members.pop_back();
  for (const Member& member : members) *response.add_accounts() = ToProto(member);
  if (more) {
    response.set_next_page_token(parts_.page_tokens.Seal(members.back().account.user_name, subject, question));
  }
  return response;
}

grpc::ServerUnaryReactor* AccountService::ChangeAccount(grpc::CallbackServerContext* context,
                                                        const v1::ChangeAccountRequest* request,
                                                        v1::StaffAccount* response) {
  return runner_.Unary(context, request, response, std::bind_front(&AccountService::DoChangeAccount, this));
}

absl::StatusOr<v1::StaffAccount> AccountService::DoChangeAccount(const Call& call,
                                                                 const v1::ChangeAccountRequest& request) {
  ASSIGN_OR_RETURN(const AccountId actor, ActorOf(call));
  ASSIGN_OR_RETURN(const AccountId account, AccountId::Parse(request.account_id()));
  const AccountDraft draft = DraftOf(request);
  AuditEntry audit = AuditOf(call, "identity.ChangeAccount", account);
  // Kept only when all of it was found to be right.
  audit.payload = PayloadOf(draft.roles, draft.areas, draft.organisation_id);
  ASSIGN_OR_RETURN(const Member member, parts_.staff.Change(call.deadline, actor, account, draft, audit));
  return ToProto(member);
}

grpc::ServerUnaryReactor* AccountService::DisableAccount(grpc::CallbackServerContext* context,
                                                         const v1::DisableAccountRequest* request,
                                                         v1::StaffAccount* response) {
  return runner_.Unary(context, request, response, std::bind_front(&AccountService::DoDisableAccount, this));
}

absl::StatusOr<v1::StaffAccount> AccountService::DoDisableAccount(const Call& call,
                                                                  const v1::DisableAccountRequest& request) {
  ASSIGN_OR_RETURN(const AccountId actor, ActorOf(call));
  ASSIGN_OR_RETURN(const AccountId account, AccountId::Parse(request.account_id()));
  AuditEntry audit = AuditOf(call, "identity.DisableAccount", account);
  ASSIGN_OR_RETURN(audit.reason, platform::ParseText("reason", request.reason(), 0, 200));
  ASSIGN_OR_RETURN(const Member member, parts_.staff.Disable(call.deadline, actor, account, call.now, audit));
  return ToProto(member);
}

}  // namespace mimamori::identity
