// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "mimamori/vault/v1/vault_service.grpc.pb.h"
#include "services/platform/crypto/signature.hpp"
#include "services/platform/rpc/runner.hpp"
#include "services/vault/store/key_rings.hpp"
#include "services/vault/store/vault_store.hpp"

namespace mimamori::vault {

class VaultService final : public v1::VaultService::CallbackService {
 public:
  // `verifier` knows the public keys of the services that sign permits.
  VaultService(KeyRings& rings, VaultStore& store, const platform::crypto::Verifier& verifier,
               platform::rpc::Runner& runner)
      : rings_(rings), store_(store), verifier_(verifier), runner_(runner) {}

  grpc::ServerUnaryReactor* GetPseudonymKey(grpc::CallbackServerContext* context,
                                            const v1::GetPseudonymKeyRequest* request,
                                            v1::PseudonymKey* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&VaultService::DoGetPseudonymKey, this));
  }
  grpc::ServerUnaryReactor* DerivePseudonyms(grpc::CallbackServerContext* context,
                                             const v1::DerivePseudonymsRequest* request,
                                             v1::DerivePseudonymsResponse* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&VaultService::DoDerivePseudonyms, this));
  }
  grpc::ServerUnaryReactor* GetSealingKey(grpc::CallbackServerContext* context, const v1::GetSealingKeyRequest* request,
                                          v1::SealingKey* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&VaultService::DoGetSealingKey, this));
  }
  grpc::ServerUnaryReactor* OpenContacts(grpc::CallbackServerContext* context, const v1::OpenContactsRequest* request,
                                         v1::OpenContactsResponse* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&VaultService::DoOpenContacts, this));
  }
  grpc::ServerUnaryReactor* MatchContacts(grpc::CallbackServerContext* context, const v1::MatchContactsRequest* request,
                                          v1::MatchContactsResponse* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&VaultService::DoMatchContacts, this));
  }
  grpc::ServerUnaryReactor* EndEvent(grpc::CallbackServerContext* context, const v1::EndEventRequest* request,
                                     v1::EndEventResponse* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&VaultService::DoEndEvent, this));
  }

 private:
  using Call = platform::rpc::Call;

  absl::StatusOr<v1::PseudonymKey> DoGetPseudonymKey(const Call& call, const v1::GetPseudonymKeyRequest& request);
  absl::StatusOr<v1::DerivePseudonymsResponse> DoDerivePseudonyms(const Call& call,
                                                                  const v1::DerivePseudonymsRequest& request);
  absl::StatusOr<v1::SealingKey> DoGetSealingKey(const Call& call, const v1::GetSealingKeyRequest& request);
  absl::StatusOr<v1::OpenContactsResponse> DoOpenContacts(const Call& call, const v1::OpenContactsRequest& request);
  absl::StatusOr<v1::MatchContactsResponse> DoMatchContacts(const Call& call, const v1::MatchContactsRequest& request);
  absl::StatusOr<v1::EndEventResponse> DoEndEvent(const Call& call, const v1::EndEventRequest& request);

  KeyRings& rings_;
  VaultStore& store_;
  const platform::crypto::Verifier& verifier_;
  platform::rpc::Runner& runner_;
};

}  // namespace mimamori::vault
