// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "mimamori/mail/v1/bounce_service.grpc.pb.h"
#include "services/mail/store/bounce_store.hpp"
#include "services/platform/rpc/runner.hpp"

namespace mimamori::mail {

class BounceService final : public v1::BounceService::CallbackService {
 public:
  using Policy = std::function<absl::StatusOr<BouncePolicy>(absl::Time deadline, absl::Time now)>;
  BounceService(BounceStore& bounces, const BounceTokens& tokens, Policy policy, platform::rpc::Runner& runner)
      : bounces_(bounces), tokens_(tokens), policy_(std::move(policy)), runner_(runner) {}

  grpc::ServerUnaryReactor* RecordBounce(grpc::CallbackServerContext* context, const v1::RecordBounceRequest* request,
                                         v1::RecordedBounce* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&BounceService::DoRecordBounce, this));
  }

 private:
  absl::StatusOr<v1::RecordedBounce> DoRecordBounce(const platform::rpc::Call& call, const v1::RecordBounceRequest& request);

  BounceStore& bounces_;
  const BounceTokens& tokens_;
  const Policy policy_;
  platform::rpc::Runner& runner_;
};

}  // namespace mimamori::mail
