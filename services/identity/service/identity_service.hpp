// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/identity/v1/identity_service.grpc.pb.h"
#include "services/identity/service/log_in_desk.hpp"
#include "services/identity/store/area_store.hpp"
#include "services/identity/store/link_store.hpp"
#include "services/identity/store/log_in_store.hpp"
#include "services/identity/store/policy_book.hpp"
#include "services/identity/store/session_store.hpp"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::identity {

// The RPCs of mimamori.identity.v1: decode, decide, keep, encode. Log-ins, sessions, links and areas each in a file of
// their own.
class IdentityService final : public v1::IdentityService::CallbackService {
 public:
  struct Stores {
    LogInStore& log_ins;
    SessionStore& sessions;
    LinkStore& links;
    AreaStore& areas;
  };
  IdentityService(platform::rpc::Runner& runner, LogInDesk& desk, Stores stores, PolicyBook& policies,
                  const platform::rpc::PageTokens& page_tokens)
      : runner_(runner), desk_(desk), stores_(stores), policies_(policies), page_tokens_(page_tokens) {}

  grpc::ServerUnaryReactor* LogIn(grpc::CallbackServerContext* context, const v1::LogInRequest* request,
                                  v1::Session* response) override;
  grpc::ServerUnaryReactor* LogOut(grpc::CallbackServerContext* context, const v1::LogOutRequest* request,
                                   v1::LogOutResponse* response) override;
  grpc::ServerUnaryReactor* GetOwnAccount(grpc::CallbackServerContext* context, const v1::GetOwnAccountRequest* request,
                                          v1::Account* response) override;
  grpc::ServerUnaryReactor* ResolveSession(grpc::CallbackServerContext* context,
                                           const v1::ResolveSessionRequest* request,
                                           v1::ResolvedSession* response) override;
  grpc::ServerUnaryReactor* OpenOperatorSession(grpc::CallbackServerContext* context,
                                                const v1::OpenOperatorSessionRequest* request,
                                                v1::OperatorSession* response) override;
  grpc::ServerUnaryReactor* CreateLink(grpc::CallbackServerContext* context, const v1::CreateLinkRequest* request,
                                       v1::CreatedLink* response) override;
  grpc::ServerUnaryReactor* DescribeLink(grpc::CallbackServerContext* context, const v1::DescribeLinkRequest* request,
                                         v1::LinkDescription* response) override;
  grpc::ServerUnaryReactor* ConsumeLink(grpc::CallbackServerContext* context, const v1::ConsumeLinkRequest* request,
                                        v1::ConsumedLink* response) override;
  grpc::ServerUnaryReactor* ListAreas(grpc::CallbackServerContext* context, const v1::ListAreasRequest* request,
                                      v1::ListAreasResponse* response) override;

  grpc::ServerUnaryReactor* ImportAreas(grpc::CallbackServerContext* context, const v1::ImportAreasRequest* request,
                                        v1::ImportAreasResponse* response) override;

 private:
  using Call = platform::rpc::Call;
  absl::StatusOr<v1::Session> DoLogIn(const Call& call, const v1::LogInRequest& request);
  absl::StatusOr<v1::LogOutResponse> DoLogOut(const Call& call, const v1::LogOutRequest& request);
  absl::StatusOr<v1::Account> DoGetOwnAccount(const Call& call, const v1::GetOwnAccountRequest& request);
  absl::StatusOr<v1::ResolvedSession> DoResolveSession(const Call& call, const v1::ResolveSessionRequest& request);
  absl::StatusOr<v1::OperatorSession> DoOpenOperatorSession(const Call& call,
                                                            const v1::OpenOperatorSessionRequest& request);
  absl::StatusOr<v1::CreatedLink> DoCreateLink(const Call& call, const v1::CreateLinkRequest& request);
  absl::StatusOr<v1::LinkDescription> DoDescribeLink(const Call& call, const v1::DescribeLinkRequest& request);
  absl::StatusOr<v1::ConsumedLink> DoConsumeLink(const Call& call, const v1::ConsumeLinkRequest& request);
  absl::StatusOr<v1::ListAreasResponse> DoListAreas(const Call& call, const v1::ListAreasRequest& request);
  absl::StatusOr<v1::ImportAreasResponse> DoImportAreas(const Call& call, const v1::ImportAreasRequest& request);

  platform::rpc::Runner& runner_;
  LogInDesk& desk_;
  const Stores stores_;
  PolicyBook& policies_;
  const platform::rpc::PageTokens& page_tokens_;
};

}  // namespace mimamori::identity
