// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "absl/status/status.h"
#include "mimamori/identity/v1/identity_service.grpc.pb.h"
#include "services/platform/core/area_code.hpp"
#include "services/platform/rpc/client.hpp"

namespace mimamori::venue {

// The areas that this installation serves, as identity lists them; asked for again after five minutes, and at once (but
// not more than every ten seconds) for an area that isn't among them. While identity is away, what was heard last
// counts. Thread-safe.
class ServedAreas {
 public:
  explicit ServedAreas(platform::rpc::ServiceChannel identity);

  // INVALID_ARGUMENT (field area_code): AREA_NOT_SERVED. Identity's failure when nothing was heard yet.
  absl::Status Check(const platform::rpc::Call& call, const platform::AreaCode& area);

 private:
  struct Heard {
    std::vector<platform::AreaCode> areas;
    absl::Time at = absl::InfinitePast();
    bool Cover(const platform::AreaCode& area) const;
  };
  absl::StatusOr<std::vector<platform::AreaCode>> Ask(const platform::rpc::Call& call) const;

  const platform::rpc::ServiceChannel channel_;
  const std::unique_ptr<identity::v1::IdentityService::Stub> stub_;
  std::mutex mutex_;
  Heard heard_;
};

}  // namespace mimamori::venue
