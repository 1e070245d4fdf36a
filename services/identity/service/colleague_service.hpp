// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/identity/v1/colleague_service.grpc.pb.h"
#include "services/identity/store/colleague_store.hpp"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::identity {

// The RPCs of mimamori.identity.v1.ColleagueService.
class ColleagueService final : public v1::ColleagueService::CallbackService {
 public:
  ColleagueService(platform::rpc::Runner& runner, ColleagueStore& store, const platform::rpc::PageTokens& page_tokens)
      : runner_(runner), store_(store), page_tokens_(page_tokens) {}

  grpc::ServerUnaryReactor* ListColleagues(grpc::CallbackServerContext* context,
                                           const v1::ListColleaguesRequest* request,
                                           v1::ListColleaguesResponse* response) override;
  grpc::ServerUnaryReactor* GetColleague(grpc::CallbackServerContext* context, const v1::GetColleagueRequest* request,
                                         v1::Colleague* response) override;

 private:
  using Call = platform::rpc::Call;
  absl::StatusOr<v1::ListColleaguesResponse> DoList(const Call& call, const v1::ListColleaguesRequest& request);
  absl::StatusOr<v1::Colleague> DoGet(const Call& call, const v1::GetColleagueRequest& request);

  platform::rpc::Runner& runner_;
  ColleagueStore& store_;
  const platform::rpc::PageTokens& page_tokens_;
};

}  // namespace mimamori::identity
