// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/capacity/v1/stay_service.grpc.pb.h"
#include "services/capacity/store/bed_store.hpp"
#include "services/capacity/store/stay_store.hpp"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::capacity {

// The RPCs of mimamori.capacity.v1.StayService: decode, decide, keep, encode.
class StayService final : public v1::StayService::CallbackService {
 public:
  struct Rooms {
    StayStore& stays;
    BedStore& beds;
    platform::rpc::PageTokens page_tokens;
  };
  StayService(platform::rpc::Runner& runner, Rooms rooms) : runner_(runner), rooms_(std::move(rooms)) {}

  grpc::ServerUnaryReactor* RecordStay(grpc::CallbackServerContext* context, const v1::RecordStayRequest* request,
                                       v1::Stay* response) override;
  grpc::ServerUnaryReactor* EndStay(grpc::CallbackServerContext* context, const v1::EndStayRequest* request,
                                    v1::Stay* response) override;
  grpc::ServerUnaryReactor* ListStays(grpc::CallbackServerContext* context, const v1::ListStaysRequest* request,
                                      v1::ListStaysResponse* response) override;
  grpc::ServerUnaryReactor* CreateBeds(grpc::CallbackServerContext* context, const v1::CreateBedsRequest* request,
                                       v1::CreateBedsResponse* response) override;
  grpc::ServerUnaryReactor* RetireBed(grpc::CallbackServerContext* context, const v1::RetireBedRequest* request,
                                      v1::Bed* response) override;
  grpc::ServerUnaryReactor* ListBeds(grpc::CallbackServerContext* context, const v1::ListBedsRequest* request,
                                     v1::ListBedsResponse* response) override;

 private:
  using Call = platform::rpc::Call;
  absl::StatusOr<v1::Stay> DoRecord(const Call& call, const v1::RecordStayRequest& request);
  absl::StatusOr<v1::Stay> DoEnd(const Call& call, const v1::EndStayRequest& request);
  absl::StatusOr<v1::ListStaysResponse> DoListStays(const Call& call, const v1::ListStaysRequest& request);
  absl::StatusOr<v1::CreateBedsResponse> DoCreateBeds(const Call& call, const v1::CreateBedsRequest& request);
  absl::StatusOr<v1::Bed> DoRetire(const Call& call, const v1::RetireBedRequest& request);
  absl::StatusOr<v1::ListBedsResponse> DoListBeds(const Call& call, const v1::ListBedsRequest& request);

  platform::rpc::Runner& runner_;
  const Rooms rooms_;
};

}  // namespace mimamori::capacity
