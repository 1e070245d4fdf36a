// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "mimamori/capacity/v1/hold_service.grpc.pb.h"
#include "services/capacity/store/hold_store.hpp"
#include "services/platform/core/clock.hpp"
#include "services/platform/postgres/group_commit.hpp"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::capacity {

// Those who ask for beds at the same time get them, or not, in one commit, in the order in which they came.
using HoldCommits = platform::postgres::GroupCommit<NewHold, KeptHold>;

// The RPCs of mimamori.capacity.v1.HoldService: decode, decide, keep, encode.
class HoldService final : public v1::HoldService::CallbackService {
 public:
  struct Rooms {
    HoldStore& holds;
    HoldCommits& commits;
    platform::rpc::PageTokens page_tokens;
    const platform::Clock& clock;  // a stream, and a hold that waits, outlive the moment at which they were asked for
    absl::TimeZone nation;         // whose nights are looked at
  };
  HoldService(platform::rpc::Runner& runner, Rooms rooms) : runner_(runner), rooms_(std::move(rooms)) {}

  grpc::ServerUnaryReactor* CreateHold(grpc::CallbackServerContext* context, const v1::CreateHoldRequest* request,
                                       v1::Hold* response) override;
  grpc::ServerUnaryReactor* ExtendHold(grpc::CallbackServerContext* context, const v1::ExtendHoldRequest* request,
                                       v1::Hold* response) override;
  grpc::ServerUnaryReactor* ReleaseHold(grpc::CallbackServerContext* context, const v1::ReleaseHoldRequest* request,
                                        v1::Hold* response) override;
  grpc::ServerUnaryReactor* ConvertHold(grpc::CallbackServerContext* context, const v1::ConvertHoldRequest* request,
                                        v1::ConvertHoldResponse* response) override;
  grpc::ServerUnaryReactor* ListHolds(grpc::CallbackServerContext* context, const v1::ListHoldsRequest* request,
                                      v1::ListHoldsResponse* response) override;
  grpc::ServerUnaryReactor* ListAnomalies(grpc::CallbackServerContext* context, const v1::ListAnomaliesRequest* request,
                                          v1::ListAnomaliesResponse* response) override;
  grpc::ServerWriteReactor<v1::HoldChange>* StreamHoldChanges(grpc::CallbackServerContext* context,
                                                              const v1::StreamHoldChangesRequest* request) override;

 private:
  using Call = platform::rpc::Call;
  using Sink = platform::rpc::Sink<v1::HoldChange>;
  using Answered = std::function<void(absl::StatusOr<v1::Hold>)>;

  void DoCreate(const Call& call, const v1::CreateHoldRequest& request, Answered answered);
  absl::StatusOr<v1::Hold> DoExtend(const Call& call, const v1::ExtendHoldRequest& request);
  absl::StatusOr<v1::Hold> DoRelease(const Call& call, const v1::ReleaseHoldRequest& request);
  absl::StatusOr<v1::ConvertHoldResponse> DoConvert(const Call& call, const v1::ConvertHoldRequest& request);
  absl::StatusOr<v1::ListHoldsResponse> DoListHolds(const Call& call, const v1::ListHoldsRequest& request);
  absl::StatusOr<v1::ListAnomaliesResponse> DoListAnomalies(const Call& call, const v1::ListAnomaliesRequest& request);

  // stream_holds.cpp
  absl::Status DoStreamHoldChanges(const Call& call, const v1::StreamHoldChangesRequest& request, Sink& sink);
  // False: the client is gone.
  absl::StatusOr<bool> TellAll(const Call& call, int64_t before, int64_t through, Sink& sink);
  absl::StatusOr<bool> TellNews(const Call& call, int64_t& sequence, Sink& sink);

  platform::rpc::Runner& runner_;
  const Rooms rooms_;
};

}  // namespace mimamori::capacity
