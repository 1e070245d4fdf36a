// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "mimamori/identity/v1/account_service.grpc.pb.h"
#include "services/identity/service/log_in_desk.hpp"
#include "services/identity/service/password_hasher.hpp"
#include "services/identity/service/recovery_codes.hpp"
#include "services/vault/client/monthly_seal.hpp"
#include "services/identity/service/totp.hpp"
#include "services/identity/store/invitation_store.hpp"
#include "services/identity/store/link_store.hpp"
#include "services/identity/store/log_in_store.hpp"
#include "services/identity/store/policy_book.hpp"
#include "services/identity/store/staff_store.hpp"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::identity {

// The RPCs of mimamori.identity.v1.AccountService. What administrators do is in accounts.cpp, what an invited member of
// staff does in invitations.cpp.
class AccountService final : public v1::AccountService::CallbackService {
 public:
  struct Parts {
    StaffStore& staff;
    InvitationStore& invitations;
    LinkStore& links;
    LogInStore& log_ins;
    LogInDesk& desk;
    PasswordHasher& hasher;
    PolicyBook& policies;
    vault::MonthlySeal& seal;
    const platform::rpc::PageTokens& page_tokens;
    std::function<void()> wake_relay;  // an invitation is to be mailed
  };
  AccountService(platform::rpc::Runner& runner, Parts parts, const platform::Secret& totp_key);

  grpc::ServerUnaryReactor* InviteAccount(grpc::CallbackServerContext* context, const v1::InviteAccountRequest* request,
                                          v1::StaffAccount* response) override;
  grpc::ServerUnaryReactor* ReinviteAccount(grpc::CallbackServerContext* context,
                                            const v1::ReinviteAccountRequest* request,
                                            v1::StaffAccount* response) override;
  grpc::ServerUnaryReactor* GetAccount(grpc::CallbackServerContext* context, const v1::GetAccountRequest* request,
                                       v1::StaffAccount* response) override;
  grpc::ServerUnaryReactor* ListAccounts(grpc::CallbackServerContext* context, const v1::ListAccountsRequest* request,
                                         v1::ListAccountsResponse* response) override;
  grpc::ServerUnaryReactor* ChangeAccount(grpc::CallbackServerContext* context, const v1::ChangeAccountRequest* request,
                                          v1::StaffAccount* response) override;
  grpc::ServerUnaryReactor* DisableAccount(grpc::CallbackServerContext* context,
                                           const v1::DisableAccountRequest* request,
                                           v1::StaffAccount* response) override;
  grpc::ServerUnaryReactor* OpenInvitation(grpc::CallbackServerContext* context,
                                           const v1::OpenInvitationRequest* request,
                                           v1::Invitation* response) override;
  grpc::ServerUnaryReactor* AcceptInvitation(grpc::CallbackServerContext* context,
                                             const v1::AcceptInvitationRequest* request,
                                             v1::AcceptedInvitation* response) override;
  grpc::ServerUnaryReactor* ReplaceRecoveryCodes(grpc::CallbackServerContext* context,
                                                 const v1::ReplaceRecoveryCodesRequest* request,
                                                 v1::RecoveryCodes* response) override;

 private:
  using Call = platform::rpc::Call;
  // An invitation as its link finds it.
  struct Found {
    std::string link_hash;
    Link link;
    KnownInvitation invitation;
  };
  struct Factor {
    std::optional<int64_t> step;  // none: the second factor is left away
  };

  absl::StatusOr<v1::StaffAccount> DoInviteAccount(const Call& call, const v1::InviteAccountRequest& request);
  absl::StatusOr<v1::StaffAccount> DoReinviteAccount(const Call& call, const v1::ReinviteAccountRequest& request);
  absl::StatusOr<v1::StaffAccount> DoGetAccount(const Call& call, const v1::GetAccountRequest& request);
  absl::StatusOr<v1::ListAccountsResponse> DoListAccounts(const Call& call, const v1::ListAccountsRequest& request);
  absl::StatusOr<v1::StaffAccount> DoChangeAccount(const Call& call, const v1::ChangeAccountRequest& request);
  absl::StatusOr<v1::StaffAccount> DoDisableAccount(const Call& call, const v1::DisableAccountRequest& request);
  absl::StatusOr<v1::Invitation> DoOpenInvitation(const Call& call, const v1::OpenInvitationRequest& request);
  absl::StatusOr<v1::AcceptedInvitation> DoAcceptInvitation(const Call& call,
                                                            const v1::AcceptInvitationRequest& request);
  absl::StatusOr<v1::RecoveryCodes> DoReplaceRecoveryCodes(const Call& call,
                                                           const v1::ReplaceRecoveryCodesRequest& request);

  absl::StatusOr<NewInvitation> MakeInvitation(const Call& call, const AccountId& account, const RequestId& request_id,
                                               const std::string& fingerprint, const std::string& email_address,
                                               const std::string& language);
  absl::StatusOr<Found> FindInvitation(const Call& call, const std::string& token);
  absl::StatusOr<Factor> CheckFactor(const Call& call, const Found& found, const std::string& code);
  absl::Status AcceptNow(const Call& call, const Found& found, const v1::AcceptInvitationRequest& request,
                         const Factor& factor, const NewStaffSession& session, const std::vector<std::string>& codes);
  absl::Status AcceptAgain(const Call& call, const Found& found, const v1::AcceptInvitationRequest& request,
                           const NewStaffSession& session);

  platform::rpc::Runner& runner_;
  const Parts parts_;
  const TotpVault totp_vault_;
  const RecoveryCodes recovery_codes_;
  const platform::crypto::Mac fingerprints_;
};

}  // namespace mimamori::identity
