// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/registry/v1/consent_service.grpc.pb.h"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/wire.hpp"
#include "services/registry/service/consent_codes.hpp"
#include "services/registry/store/consent_store.hpp"
#include "services/registry/store/place_store.hpp"

namespace mimamori::registry {

// The RPCs of mimamori.registry.v1.ConsentService: decode, decide, keep, encode.
class ConsentService final : public v1::ConsentService::CallbackService {
 public:
  struct Rooms {
    ConsentStore& consents;
    CaseStore& cases;    // for the rule of infectious days
    PlaceStore& places;  // for the policy of places
    const ConsentCodes& codes;
    absl::TimeZone zone;
  };
  ConsentService(platform::rpc::Runner& runner, Rooms rooms) : runner_(runner), rooms_(rooms) {}

  grpc::ServerUnaryReactor* AskConsent(grpc::CallbackServerContext* context, const v1::AskConsentRequest* request,
                                       v1::AskedConsent* response) override;
  grpc::ServerUnaryReactor* GetConsent(grpc::CallbackServerContext* context, const v1::GetConsentRequest* request,
                                       v1::Consent* response) override;
  grpc::ServerUnaryReactor* GiveConsent(grpc::CallbackServerContext* context, const v1::GiveConsentRequest* request,
                                        v1::Consent* response) override;
  grpc::ServerUnaryReactor* WithdrawConsent(grpc::CallbackServerContext* context,
                                            const v1::WithdrawConsentRequest* request, v1::Consent* response) override;

 private:
  using Call = platform::rpc::Call;
  absl::StatusOr<v1::AskedConsent> DoAskConsent(const Call& call, const v1::AskConsentRequest& request);
  absl::StatusOr<v1::Consent> DoGetConsent(const Call& call, const v1::GetConsentRequest& request);
  absl::StatusOr<v1::Consent> DoGiveConsent(const Call& call, const v1::GiveConsentRequest& request);
  absl::StatusOr<v1::Consent> DoWithdrawConsent(const Call& call, const v1::WithdrawConsentRequest& request);

  platform::rpc::Runner& runner_;
  const Rooms rooms_;
};

}  // namespace mimamori::registry
