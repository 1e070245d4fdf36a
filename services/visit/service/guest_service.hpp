// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "mimamori/visit/v1/guest_service.grpc.pb.h"
#include "services/platform/redis/redis.hpp"
#include "services/platform/rpc/runner.hpp"
#include "services/visit/service/check_in_desk.hpp"

namespace mimamori::visit {

// Guests that a venue's staff enter: a check-in without a browser.
class GuestService final : public v1::GuestService::CallbackService {
 public:
  // `wake_relay`: after a verification mail was wished for.
  GuestService(CheckInTools tools, CheckInDesk& desk, platform::redis::Pool& redis, std::function<void()> wake_relay,
               platform::rpc::Runner& runner)
      : tools_(tools), desk_(desk), redis_(redis), wake_relay_(std::move(wake_relay)), runner_(runner) {}

  grpc::ServerUnaryReactor* CheckInGuest(grpc::CallbackServerContext* context, const v1::CheckInGuestRequest* request,
                                         v1::GuestCheckedIn* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&GuestService::DoCheckInGuest, this));
  }

 private:
  absl::StatusOr<v1::GuestCheckedIn> DoCheckInGuest(const platform::rpc::Call& call,
                                                    const v1::CheckInGuestRequest& request);

  const CheckInTools tools_;
  CheckInDesk& desk_;
  platform::redis::Pool& redis_;
  const std::function<void()> wake_relay_;
  platform::rpc::Runner& runner_;
};

}  // namespace mimamori::visit
