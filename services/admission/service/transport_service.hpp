// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "mimamori/admission/v1/transport_service.grpc.pb.h"
#include "services/admission/store/transport_store.hpp"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::admission {

// The RPCs of mimamori.admission.v1.TransportService: decode, decide, keep, encode.
class TransportService final : public v1::TransportService::CallbackService {
 public:
  struct Rooms {
    TransportStore& transports;
    platform::rpc::PageTokens page_tokens;
  };
  TransportService(platform::rpc::Runner& runner, Rooms rooms) : runner_(runner), rooms_(std::move(rooms)) {}

  grpc::ServerUnaryReactor* RequestTransport(grpc::CallbackServerContext* context,
                                             const v1::RequestTransportRequest* request,
                                             v1::Transport* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&TransportService::DoRequest, this));
  }
  grpc::ServerUnaryReactor* ListTransports(grpc::CallbackServerContext* context, const v1::ListTransportsRequest* request,
                                           v1::ListTransportsResponse* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&TransportService::DoList, this));
  }
  grpc::ServerUnaryReactor* TakeTransport(grpc::CallbackServerContext* context, const v1::TakeTransportRequest* request,
                                          v1::Transport* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&TransportService::DoTake, this));
  }
  grpc::ServerUnaryReactor* SetOut(grpc::CallbackServerContext* context, const v1::SetOutRequest* request,
                                   v1::Transport* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&TransportService::DoSetOut, this));
  }
  grpc::ServerUnaryReactor* Arrive(grpc::CallbackServerContext* context, const v1::ArriveRequest* request,
                                   v1::Transport* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&TransportService::DoArrive, this));
  }
  grpc::ServerUnaryReactor* GiveBackTransport(grpc::CallbackServerContext* context,
                                              const v1::GiveBackTransportRequest* request,
                                              v1::Transport* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&TransportService::DoGiveBack, this));
  }

 private:
  using Call = platform::rpc::Call;
  absl::StatusOr<v1::Transport> DoRequest(const Call& call, const v1::RequestTransportRequest& request);
  absl::StatusOr<v1::ListTransportsResponse> DoList(const Call& call, const v1::ListTransportsRequest& request);
  absl::StatusOr<v1::Transport> DoTake(const Call& call, const v1::TakeTransportRequest& request);
  absl::StatusOr<v1::Transport> DoSetOut(const Call& call, const v1::SetOutRequest& request);
  absl::StatusOr<v1::Transport> DoArrive(const Call& call, const v1::ArriveRequest& request);
  absl::StatusOr<v1::Transport> DoGiveBack(const Call& call, const v1::GiveBackTransportRequest& request);
  // By a firm.
  absl::StatusOr<v1::Transport> Change(const Call& call, const std::string& id, const char* action,
                                       const TransportStore::DecideTransport& decide);

  platform::rpc::Runner& runner_;
  const Rooms rooms_;
};

}  // namespace mimamori::admission
