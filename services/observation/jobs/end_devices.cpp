// SPDX-License-Identifier: Apache-2.0
#include "services/observation/jobs/end_devices.hpp"

#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

constexpr int kBatch = 500;
constexpr absl::Duration kCallTime = absl::Seconds(5);

absl::Time Soon() { return absl::Now() + kCallTime; }

}  // namespace

absl::StatusOr<int> ReadDaysAfterPlan(const platform::postgres::PolicyBody& body) {
  return body.Int("days_after_plan", 0, 30);
}

DeviceEnder::DeviceEnder(BindingStore& store, platform::postgres::Pool& pool, platform::rpc::ServiceChannel identity)
    : store_(store),
      shelf_(pool),
      channel_(std::move(identity)),
      identity_(identity::v1::DeviceService::NewStub(channel_.channel())) {}

absl::Status DeviceEnder::Run(absl::Time now) {
  ASSIGN_OR_RETURN(const auto body, shelf_.At(Soon(), now, "observation.devices"));
  ASSIGN_OR_RETURN(const int days, ReadDaysAfterPlan(*body));
  RETURN_IF_ERROR(store_.RevokeUnwatched(absl::Now() + absl::Seconds(30), now, days, kBatch).status());
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<EndedDevice> devices, store_.Unended(Soon(), kBatch));
    for (const EndedDevice& device : devices) RETURN_IF_ERROR(End(device, now));
    if (devices.size() < kBatch) return absl::OkStatus();
  }
}

absl::Status DeviceEnder::End(const EndedDevice& device, absl::Time now) {
  identity::v1::EndDeviceSessionsRequest request;
  request.set_case_id(device.case_id.ToString());
  request.set_device_id(device.id);
  const auto context = channel_.Context(Soon());
  RETURN_IF_ERROR(platform::rpc::Ask(*identity_, &identity::v1::DeviceService::Stub::EndDeviceSessions, *context,
                                     request).status());
  return store_.Ended(Soon(), device.id, now);
}

}  // namespace mimamori::observation
