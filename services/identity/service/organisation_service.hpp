// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/identity/v1/organisation_service.grpc.pb.h"
#include "services/identity/store/organisation_store.hpp"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::identity {

// The RPCs of mimamori.identity.v1.OrganisationService.
class OrganisationService final : public v1::OrganisationService::CallbackService {
 public:
  OrganisationService(platform::rpc::Runner& runner, OrganisationStore& store,
                      const platform::rpc::PageTokens& page_tokens)
      : runner_(runner), store_(store), page_tokens_(page_tokens) {}

  grpc::ServerUnaryReactor* CreateOrganisation(grpc::CallbackServerContext* context,
                                               const v1::CreateOrganisationRequest* request,
                                               v1::Organisation* response) override;
  grpc::ServerUnaryReactor* ChangeOrganisation(grpc::CallbackServerContext* context,
                                               const v1::ChangeOrganisationRequest* request,
                                               v1::Organisation* response) override;
  grpc::ServerUnaryReactor* GetOrganisation(grpc::CallbackServerContext* context,
                                            const v1::GetOrganisationRequest* request,
                                            v1::Organisation* response) override;
  grpc::ServerUnaryReactor* ListOrganisations(grpc::CallbackServerContext* context,
                                              const v1::ListOrganisationsRequest* request,
                                              v1::ListOrganisationsResponse* response) override;
  grpc::ServerUnaryReactor* ImportOrganisations(grpc::CallbackServerContext* context,
                                                const v1::ImportOrganisationsRequest* request,
                                                v1::ImportOrganisationsResponse* response) override;

 private:
  using Call = platform::rpc::Call;
  absl::StatusOr<v1::Organisation> DoCreate(const Call& call, const v1::CreateOrganisationRequest& request);
  absl::StatusOr<v1::Organisation> DoChange(const Call& call, const v1::ChangeOrganisationRequest& request);
  absl::StatusOr<v1::Organisation> DoGet(const Call& call, const v1::GetOrganisationRequest& request);
  absl::StatusOr<v1::ListOrganisationsResponse> DoList(const Call& call, const v1::ListOrganisationsRequest& request);
  absl::StatusOr<v1::ImportOrganisationsResponse> DoImport(const Call& call,
                                                           const v1::ImportOrganisationsRequest& request);

  platform::rpc::Runner& runner_;
  OrganisationStore& store_;
  const platform::rpc::PageTokens& page_tokens_;
};

}  // namespace mimamori::identity
