// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

#include "mimamori/observation/v1/rules_service.grpc.pb.h"
#include "services/observation/store/history_store.hpp"
#include "services/observation/store/report_store.hpp"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::observation {

// The RPCs of mimamori.observation.v1.RulesService.
class RulesService final : public v1::RulesService::CallbackService {
 public:
  struct Rooms {
    HistoryStore& history;
    ReportStore& reports;  // for the rules in force
    platform::rpc::PageTokens page_tokens;
    int page = 200;  // people that are read at a time
    absl::Duration tell_every = absl::Seconds(1);  // how far it came, where nobody is to be told of
  };
  RulesService(platform::rpc::Runner& runner, Rooms rooms) : runner_(runner), rooms_(std::move(rooms)) {}

  grpc::ServerUnaryReactor* DescribeRules(grpc::CallbackServerContext* context, const v1::DescribeRulesRequest* request,
                                          v1::Rules* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&RulesService::DoDescribeRules, this));
  }
  grpc::ServerWriteReactor<v1::ReplayEvent>* ReplayRules(grpc::CallbackServerContext* context,
                                                         const v1::ReplayRulesRequest* request) override {
    return runner_.Stream<v1::ReplayEvent>(context, request, std::bind_front(&RulesService::DoReplayRules, this));
  }

 private:
  using Call = platform::rpc::Call;
  absl::StatusOr<v1::Rules> DoDescribeRules(const Call& call, const v1::DescribeRulesRequest& request);
  absl::Status DoReplayRules(const Call& call, const v1::ReplayRulesRequest& request,
                             platform::rpc::Sink<v1::ReplayEvent>& sink);
  absl::StatusOr<RuleSet> RulesIn(const Call& call, const v1::ReplayRulesRequest& request);

  platform::rpc::Runner& runner_;
  const Rooms rooms_;
  std::atomic<int> replaying_ = 0;  // each keeps a core busy for minutes
};

}  // namespace mimamori::observation
