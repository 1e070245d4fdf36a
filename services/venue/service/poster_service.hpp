// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>

#include "mimamori/venue/v1/poster_service.grpc.pb.h"
#include "services/platform/rpc/runner.hpp"
#include "services/venue/domain/public_address.hpp"
#include "services/venue/domain/venue_code.hpp"
#include "services/venue/store/venue_store.hpp"

namespace mimamori::venue {

// The RPCs of mimamori.venue.v1.PosterService.
class PosterService final : public v1::PosterService::CallbackService {
 public:
  struct Rooms {
    VenueStore& store;
    const CodeBook& codes;
    const PublicAddress& address;
  };
  PosterService(Rooms rooms, platform::rpc::Runner& runner) : rooms_(rooms), runner_(runner) {}

  grpc::ServerWriteReactor<mimamori::rpc::v1::Document>* GetPrint(grpc::CallbackServerContext* context,
                                                                    const v1::GetPrintRequest* request) override;
  grpc::ServerUnaryReactor* GetKioskCode(grpc::CallbackServerContext* context, const v1::GetKioskCodeRequest* request,
                                         v1::KioskCode* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&PosterService::DoGetKioskCode, this));
  }

 private:
  using Call = platform::rpc::Call;
  absl::Status DoGetPrint(const Call& call, const v1::GetPrintRequest& request,
                            platform::rpc::Sink<mimamori::rpc::v1::Document>& sink);

  absl::StatusOr<v1::KioskCode> DoGetKioskCode(const Call& call, const v1::GetKioskCodeRequest& request);

  const Rooms rooms_;
  platform::rpc::Runner& runner_;
  std::atomic<int> printing_ = 0;  // each keeps a core busy for up to half a minute
};

}  // namespace mimamori::venue
