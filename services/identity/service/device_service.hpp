// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/identity/v1/device_service.grpc.pb.h"
#include "services/identity/store/device_store.hpp"
#include "services/identity/store/policy_book.hpp"
#include "services/platform/rpc/runner.hpp"

namespace mimamori::identity {

// The RPCs of mimamori.identity.v1.DeviceService.
class DeviceService final : public v1::DeviceService::CallbackService {
 public:
  DeviceService(platform::rpc::Runner& runner, DeviceStore& store, PolicyBook& policies)
      : runner_(runner), store_(store), policies_(policies) {}

  grpc::ServerUnaryReactor* TryLink(grpc::CallbackServerContext* context, const v1::TryLinkRequest* request,
                                    v1::LinkTry* response) override;
  grpc::ServerUnaryReactor* OpenDeviceSession(grpc::CallbackServerContext* context,
                                              const v1::OpenDeviceSessionRequest* request,
                                              v1::DeviceSession* response) override;
  grpc::ServerUnaryReactor* EndDeviceSessions(grpc::CallbackServerContext* context,
                                              const v1::EndDeviceSessionsRequest* request,
                                              v1::EndDeviceSessionsResponse* response) override;

 private:
  using Call = platform::rpc::Call;
  absl::StatusOr<v1::LinkTry> DoTryLink(const Call& call, const v1::TryLinkRequest& request);
  absl::StatusOr<v1::DeviceSession> DoOpen(const Call& call, const v1::OpenDeviceSessionRequest& request);
  absl::StatusOr<v1::EndDeviceSessionsResponse> DoEnd(const Call& call, const v1::EndDeviceSessionsRequest& request);

  platform::rpc::Runner& runner_;
  DeviceStore& store_;
  PolicyBook& policies_;
};

}  // namespace mimamori::identity
