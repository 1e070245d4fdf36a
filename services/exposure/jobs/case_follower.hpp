// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "mimamori/registry/v1/registry_service.grpc.pb.h"
#include "services/exposure/store/rule_store.hpp"
#include "services/platform/rpc/follower.hpp"

namespace mimamori::exposure {

// The places that a change leaves of its case; none of a contact, or of a case that was taken back or forgotten.
// MALFORMED_ID, MALFORMED_TIME, INTERNAL when the change can't be read.
absl::StatusOr<std::vector<RecordedPlace>> PlacesIn(const registry::v1::CaseChange& change);

// Follows registry.StreamChanges on a thread of its own and keeps the copy of what the rule goes by. While the registry is
// away it tries again each second.
class CaseFollower {
 public:
  // `changed`: after each change that took effect. `pause`: between a stream that ended and the next try.
  CaseFollower(RuleStore& store, platform::rpc::ServiceChannel registry, std::function<void()> changed,
               absl::Duration pause = absl::Seconds(1));

 private:
  absl::Status Follow(grpc::ClientContext& context);
  absl::Status Apply(const registry::v1::CaseChange& change);

  RuleStore& store_;
  const std::function<void()> changed_;
  const std::unique_ptr<registry::v1::RegistryService::Stub> stub_;
  platform::rpc::Follower follower_;  // last: its thread uses the others
};

}  // namespace mimamori::exposure
