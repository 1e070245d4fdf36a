// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/registry/v1/registry_service.grpc.pb.h"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/wire.hpp"
#include "services/registry/service/contact_sealer.hpp"
#include "services/registry/store/case_store.hpp"

namespace mimamori::registry {

// The RPCs of mimamori.registry.v1: decode, decide, keep, encode.
class RegistryService final : public v1::RegistryService::CallbackService {
 public:
  // `zone`: whose calendar the officers write dates in.
  RegistryService(platform::rpc::Runner& runner, CaseStore& store, ContactSealer& sealer,
                  platform::rpc::PageTokens page_tokens, absl::TimeZone zone)
      : runner_(runner), store_(store), sealer_(sealer), page_tokens_(std::move(page_tokens)), zone_(zone) {}

  grpc::ServerUnaryReactor* CreateCase(grpc::CallbackServerContext* context, const v1::CreateCaseRequest* request,
                                       v1::Case* response) override;
  grpc::ServerUnaryReactor* GetCase(grpc::CallbackServerContext* context, const v1::GetCaseRequest* request,
                                    v1::Case* response) override;
  grpc::ServerUnaryReactor* ListCases(grpc::CallbackServerContext* context, const v1::ListCasesRequest* request,
                                      v1::ListCasesResponse* response) override;
  grpc::ServerUnaryReactor* GetCaseForExposure(grpc::CallbackServerContext* context,
                                               const v1::GetCaseForExposureRequest* request,
                                               v1::CaseForExposure* response) override;

 private:
  using Call = platform::rpc::Call;
  absl::StatusOr<v1::Case> DoCreateCase(const Call& call, const v1::CreateCaseRequest& request);
  absl::StatusOr<v1::Case> DoGetCase(const Call& call, const v1::GetCaseRequest& request);
  absl::StatusOr<v1::ListCasesResponse> DoListCases(const Call& call, const v1::ListCasesRequest& request);
  absl::StatusOr<v1::CaseForExposure> DoGetCaseForExposure(const Call& call,
                                                           const v1::GetCaseForExposureRequest& request);

  platform::rpc::Runner& runner_;
  CaseStore& store_;
  ContactSealer& sealer_;
  const platform::rpc::PageTokens page_tokens_;
  const absl::TimeZone zone_;
};

}  // namespace mimamori::registry
