// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "mimamori/venue/v1/venue_service.grpc.pb.h"
#include "services/platform/rpc/follower.hpp"
#include "services/visit/service/venue_directory.hpp"

namespace mimamori::visit {

// Follows venue.StreamChanges on a thread of its own and keeps the directory up to date: a revoked code stops working
// within seconds. While the venue service is away it tries again each second.
class VenueFollower {
 public:
  // `pause`: between a stream that ended and the next try.
  VenueFollower(VenueDirectory& directory, platform::rpc::ServiceChannel venue,
                absl::Duration pause = absl::Seconds(1));

 private:
  absl::Status Follow(grpc::ClientContext& context);
  absl::Status Apply(const venue::v1::VenueChange& change);

  VenueDirectory& directory_;
  const std::unique_ptr<venue::v1::VenueService::Stub> stub_;
  platform::rpc::Follower follower_;  // last: its thread uses the others
};

}  // namespace mimamori::visit
