// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "mimamori/venue/v1/venue_service.grpc.pb.h"
#include "services/platform/rpc/client.hpp"
#include "services/visit/service/venue_directory.hpp"

namespace mimamori::visit {

// Follows venue.StreamChanges on a thread of its own and keeps the directory up to date: a revoked code stops working
// within seconds. While the venue service is away it tries again each second.
class VenueFollower {
 public:
  // `pause`: between a stream that ended and the next try.
  VenueFollower(VenueDirectory& directory, platform::rpc::ServiceChannel venue,
                absl::Duration pause = absl::Seconds(1));
  ~VenueFollower();

 private:
  void Work();
  absl::Status Follow();
  absl::Status Apply(const venue::v1::VenueChange& change);
  bool StartStream(std::unique_ptr<grpc::ClientContext> context);

  VenueDirectory& directory_;
  const absl::Duration pause_;
  const platform::rpc::ServiceChannel channel_;
  const std::unique_ptr<venue::v1::VenueService::Stub> stub_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::unique_ptr<grpc::ClientContext> context_;  // of the running stream, to cancel it
  std::thread thread_;
};

}  // namespace mimamori::visit
