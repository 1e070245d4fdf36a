// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "mimamori/admission/v1/own_place_service.grpc.pb.h"
#include "mimamori/observation/v1/diary_service.grpc.pb.h"
#include "services/admission/store/admission_store.hpp"
#include "services/platform/rpc/client.hpp"
#include "services/platform/rpc/runner.hpp"

namespace mimamori::admission {

// The RPC of mimamori.admission.v1.OwnPlaceService. Whose device it is, and whether it is confirmed, `observation` says.
class OwnPlaceService final : public v1::OwnPlaceService::CallbackService {
 public:
  struct Rooms {
    AdmissionStore& admissions;
    platform::rpc::ServiceChannel observation;
  };
  OwnPlaceService(platform::rpc::Runner& runner, Rooms rooms);

  grpc::ServerUnaryReactor* GetOwnPlaces(grpc::CallbackServerContext* context, const v1::GetOwnPlacesRequest* request,
                                         v1::OwnPlaces* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&OwnPlaceService::DoGet, this));
  }

 private:
  absl::StatusOr<v1::OwnPlaces> DoGet(const platform::rpc::Call& call, const v1::GetOwnPlacesRequest& request);

  platform::rpc::Runner& runner_;
  const Rooms rooms_;
  const std::unique_ptr<observation::v1::DiaryService::Stub> diaries_;
};

}  // namespace mimamori::admission
