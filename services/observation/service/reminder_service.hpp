// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/observation/v1/reminder_service.grpc.pb.h"
#include "services/observation/store/device_store.hpp"
#include "services/observation/store/reminder_hours_store.hpp"
#include "services/platform/rpc/runner.hpp"

namespace mimamori::observation {

// The RPCs of mimamori.observation.v1.ReminderService.
class ReminderService final : public v1::ReminderService::CallbackService {
 public:
  struct Rooms {
    ReminderHoursStore& hours;
    DeviceStore& devices;
  };
  ReminderService(platform::rpc::Runner& runner, Rooms rooms) : runner_(runner), rooms_(rooms) {}

  grpc::ServerUnaryReactor* GetOwnReminderHours(grpc::CallbackServerContext* context,
                                                const v1::GetOwnReminderHoursRequest* request,
                                                v1::ReminderHours* response) override;
  grpc::ServerUnaryReactor* SetOwnReminderHours(grpc::CallbackServerContext* context,
                                                const v1::SetOwnReminderHoursRequest* request,
                                                v1::ReminderHours* response) override;
  grpc::ServerUnaryReactor* GetReminderHours(grpc::CallbackServerContext* context,
                                             const v1::GetReminderHoursRequest* request,
                                             v1::ReminderHours* response) override;
  grpc::ServerUnaryReactor* SetReminderHours(grpc::CallbackServerContext* context,
                                             const v1::SetReminderHoursRequest* request,
                                             v1::ReminderHours* response) override;

 private:
  using Call = platform::rpc::Call;
  absl::StatusOr<v1::ReminderHours> DoGetOwn(const Call& call, const v1::GetOwnReminderHoursRequest& request);
  absl::StatusOr<v1::ReminderHours> DoSetOwn(const Call& call, const v1::SetOwnReminderHoursRequest& request);
  absl::StatusOr<v1::ReminderHours> DoGet(const Call& call, const v1::GetReminderHoursRequest& request);
  absl::StatusOr<v1::ReminderHours> DoSet(const Call& call, const v1::SetReminderHoursRequest& request);

  platform::rpc::Runner& runner_;
  const Rooms rooms_;
};

}  // namespace mimamori::observation
