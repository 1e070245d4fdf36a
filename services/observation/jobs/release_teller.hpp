// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "mimamori/registry/v1/status_service.grpc.pb.h"
#include "services/observation/store/release_store.hpp"
#include "services/platform/rpc/client.hpp"

namespace mimamori::observation {

// Tells the registry of releases that a person confirmed, each by its id, again and again until it answers: the row is there
// before, so that no crash loses one, and the registry takes one id once. What it refuses for good is kept to be seen.
class ReleaseTeller {
 public:
  // `nation`: whose calendar the registry's dates follow.
  ReleaseTeller(ReleaseStore& releases, platform::rpc::ServiceChannel registry, absl::TimeZone nation);

  // Everything that waits; the first failure.
  absl::Status Run(absl::Time now);

 private:
  absl::Status Tell(const Release& release);

  ReleaseStore& releases_;
  const platform::rpc::ServiceChannel channel_;
  const std::unique_ptr<registry::v1::StatusService::Stub> registry_;
  const absl::TimeZone nation_;
};

}  // namespace mimamori::observation
