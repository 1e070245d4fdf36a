// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/registry/v1/contact_service.grpc.pb.h"
#include "services/platform/rpc/runner.hpp"
#include "services/registry/store/case_store.hpp"

namespace mimamori::registry {

// The RPC of mimamori.registry.v1.ContactService.
class ContactService final : public v1::ContactService::CallbackService {
 public:
  ContactService(platform::rpc::Runner& runner, CaseStore& cases) : runner_(runner), cases_(cases) {}

  grpc::ServerUnaryReactor* GetContact(grpc::CallbackServerContext* context, const v1::GetContactRequest* request,
                                       v1::PatientContact* response) override;

 private:
  using Call = platform::rpc::Call;
  absl::StatusOr<v1::PatientContact> DoGetContact(const Call& call, const v1::GetContactRequest& request);

  platform::rpc::Runner& runner_;
  CaseStore& cases_;
};

}  // namespace mimamori::registry
