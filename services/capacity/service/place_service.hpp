// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/capacity/v1/place_service.grpc.pb.h"
#include "services/capacity/store/place_store.hpp"
#include "services/platform/rpc/runner.hpp"

namespace mimamori::capacity {

// The RPCs of mimamori.capacity.v1.PlaceService.
class PlaceService final : public v1::PlaceService::CallbackService {
 public:
  PlaceService(platform::rpc::Runner& runner, PlaceStore& places) : runner_(runner), places_(places) {}

  grpc::ServerUnaryReactor* FindPlaces(grpc::CallbackServerContext* context, const v1::FindPlacesRequest* request,
                                       v1::FindPlacesResponse* response) override;

 private:
  absl::StatusOr<v1::FindPlacesResponse> DoFind(const platform::rpc::Call& call, const v1::FindPlacesRequest& request);

  platform::rpc::Runner& runner_;
  PlaceStore& places_;
};

}  // namespace mimamori::capacity
