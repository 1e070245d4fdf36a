// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "mimamori/identity/v1/device_service.grpc.pb.h"
#include "services/observation/store/binding_store.hpp"
#include "services/platform/postgres/policy_body.hpp"
#include "services/platform/postgres/policy_shelf.hpp"
#include "services/platform/rpc/client.hpp"

namespace mimamori::observation {

// Policy `observation.devices`: {"days_after_plan": 2}, 0–30. FAILED_PRECONDITION: POLICY_MALFORMED.
absl::StatusOr<int> ReadDaysAfterPlan(const platform::postgres::PolicyBody& body);

// Ends devices: revokes those whom nobody is watched with any more, and has the identity service end the sessions of all
// that were revoked. May die between any two steps; what it did not write down is done again, and does nothing twice.
class DeviceEnder {
 public:
  DeviceEnder(BindingStore& store, platform::postgres::Pool& pool, platform::rpc::ServiceChannel identity);

  absl::Status Run(absl::Time now);

 private:
  absl::Status End(const EndedDevice& device, absl::Time now);

  BindingStore& store_;
  platform::postgres::PolicyShelf shelf_;
  const platform::rpc::ServiceChannel channel_;
  const std::unique_ptr<identity::v1::DeviceService::Stub> identity_;
};

}  // namespace mimamori::observation
