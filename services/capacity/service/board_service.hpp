// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "mimamori/capacity/v1/board_service.grpc.pb.h"
#include "services/capacity/service/board_news.hpp"
#include "services/capacity/store/board_store.hpp"
#include "services/platform/core/clock.hpp"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::capacity {

// The RPCs of mimamori.capacity.v1.BoardService.
class BoardService final : public v1::BoardService::CallbackService {
 public:
  struct Rooms {
    BoardStore& board;
    BoardNews& news;
    platform::rpc::PageTokens page_tokens;
    const platform::Clock& clock;  // a stream outlives the moment at which it was asked for
  };
  BoardService(platform::rpc::Runner& runner, Rooms rooms) : runner_(runner), rooms_(std::move(rooms)) {}

  grpc::ServerUnaryReactor* ListBoard(grpc::CallbackServerContext* context, const v1::ListBoardRequest* request,
                                      v1::ListBoardResponse* response) override;
  grpc::ServerWriteReactor<v1::BoardEvent>* WatchBoard(grpc::CallbackServerContext* context,
                                                       const v1::WatchBoardRequest* request) override;

 private:
  using Call = platform::rpc::Call;
  using Sink = platform::rpc::Sink<v1::BoardEvent>;
  class Watch;

  absl::StatusOr<v1::ListBoardResponse> DoList(const Call& call, const v1::ListBoardRequest& request);
  absl::Status DoWatch(const Call& call, const v1::WatchBoardRequest& request, Sink& sink);

  platform::rpc::Runner& runner_;
  const Rooms rooms_;
};

}  // namespace mimamori::capacity
