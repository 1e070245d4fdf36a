// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/mail/v1/unsubscribe_service.grpc.pb.h"
#include "services/mail/store/stop_list.hpp"
#include "services/mail/store/unsubscribe_tokens.hpp"
#include "services/platform/rpc/runner.hpp"

namespace mimamori::mail {

class UnsubscribeService final : public v1::UnsubscribeService::CallbackService {
 public:
  UnsubscribeService(StopList& stops, const UnsubscribeTokens& tokens, platform::rpc::Runner& runner)
      : stops_(stops), tokens_(tokens), runner_(runner) {}

  grpc::ServerUnaryReactor* Unsubscribe(grpc::CallbackServerContext* context, const v1::UnsubscribeRequest* request,
                                        v1::Subscription* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&UnsubscribeService::DoUnsubscribe, this));
  }
  grpc::ServerUnaryReactor* GetSubscription(grpc::CallbackServerContext* context,
                                            const v1::GetSubscriptionRequest* request,
                                            v1::Subscription* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&UnsubscribeService::DoGetSubscription, this));
  }
  grpc::ServerUnaryReactor* SetSubscription(grpc::CallbackServerContext* context,
                                            const v1::SetSubscriptionRequest* request,
                                            v1::Subscription* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&UnsubscribeService::DoSetSubscription, this));
  }

 private:
  using Call = platform::rpc::Call;
  absl::StatusOr<v1::Subscription> DoUnsubscribe(const Call& call, const v1::UnsubscribeRequest& request);
  absl::StatusOr<v1::Subscription> DoGetSubscription(const Call& call, const v1::GetSubscriptionRequest& request);
  absl::StatusOr<v1::Subscription> DoSetSubscription(const Call& call, const v1::SetSubscriptionRequest& request);
  absl::StatusOr<v1::Subscription> Set(const Call& call, const std::string& token, bool stopped);

  StopList& stops_;
  const UnsubscribeTokens& tokens_;
  platform::rpc::Runner& runner_;
};

}  // namespace mimamori::mail
