// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/registry/v1/contact_service.grpc.pb.h"
#include "services/platform/rpc/runner.hpp"
#include "services/registry/store/contact_store.hpp"

namespace mimamori::registry {

// The RPCs of mimamori.registry.v1.ContactService.
class ContactService final : public v1::ContactService::CallbackService {
 public:
  ContactService(platform::rpc::Runner& runner, ContactStore& contacts) : runner_(runner), contacts_(contacts) {}

  grpc::ServerUnaryReactor* FindContacts(grpc::CallbackServerContext* context, const v1::FindContactsRequest* request,
                                         v1::FindContactsResponse* response) override;

 private:
  absl::StatusOr<v1::FindContactsResponse> DoFindContacts(const platform::rpc::Call& call,
                                                          const v1::FindContactsRequest& request);

  platform::rpc::Runner& runner_;
  ContactStore& contacts_;
};

}  // namespace mimamori::registry
