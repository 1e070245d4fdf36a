// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "mimamori/mail/v1/postmaster_service.grpc.pb.h"
#include "services/mail/store/dead_letter_store.hpp"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::mail {

class PostmasterService final : public v1::PostmasterService::CallbackService {
 public:
  struct Surroundings {
    std::function<absl::StatusOr<StatisticsPolicy>(absl::Time deadline, absl::Time now)> statistics;
    std::function<void()> wake_sender;  // called after letters were queued again
  };

  PostmasterService(DeadLetterStore& letters, platform::Secret page_token_key, platform::rpc::Runner& runner,
                    Surroundings surroundings)
      : letters_(letters),
        page_tokens_(std::move(page_token_key)),
        runner_(runner),
        surroundings_(std::move(surroundings)) {}

  grpc::ServerUnaryReactor* ListDeadLetters(grpc::CallbackServerContext* context,
                                            const v1::ListDeadLettersRequest* request,
                                            v1::ListDeadLettersResponse* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&PostmasterService::DoListDeadLetters, this));
  }
  grpc::ServerUnaryReactor* GetDeadLetterCounts(grpc::CallbackServerContext* context,
                                             const v1::GetDeadLetterCountsRequest* request,
                                             v1::GetDeadLetterCountsResponse* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&PostmasterService::DoGetDeadLetterCounts, this));
  }
  grpc::ServerUnaryReactor* RetryDeadLetter(grpc::CallbackServerContext* context,
                                            const v1::RetryDeadLetterRequest* request,
                                            v1::RetriedLetters* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&PostmasterService::DoRetryDeadLetter, this));
  }
  grpc::ServerUnaryReactor* RetryDeadLetters(grpc::CallbackServerContext* context,
                                             const v1::RetryDeadLettersRequest* request,
                                             v1::RetriedLetters* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&PostmasterService::DoRetryDeadLetters, this));
  }
  grpc::ServerUnaryReactor* GetMailStatistics(grpc::CallbackServerContext* context,
                                              const v1::GetMailStatisticsRequest* request,
                                              v1::MailStatistics* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&PostmasterService::DoGetMailStatistics, this));
  }

 private:
  using Call = platform::rpc::Call;
  absl::StatusOr<v1::ListDeadLettersResponse> DoListDeadLetters(const Call& call,
                                                                const v1::ListDeadLettersRequest& request);
  absl::StatusOr<v1::GetDeadLetterCountsResponse> DoGetDeadLetterCounts(const Call& call,
                                                                  const v1::GetDeadLetterCountsRequest& request);
  absl::StatusOr<v1::RetriedLetters> DoRetryDeadLetter(const Call& call, const v1::RetryDeadLetterRequest& request);
  absl::StatusOr<v1::RetriedLetters> DoRetryDeadLetters(const Call& call, const v1::RetryDeadLettersRequest& request);
  absl::StatusOr<v1::MailStatistics> DoGetMailStatistics(const Call& call,
                                                         const v1::GetMailStatisticsRequest& request);

  DeadLetterStore& letters_;
  const platform::rpc::PageTokens page_tokens_;
  platform::rpc::Runner& runner_;
  const Surroundings surroundings_;
};

}  // namespace mimamori::mail
