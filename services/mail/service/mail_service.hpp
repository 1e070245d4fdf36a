// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "mimamori/mail/v1/mail_service.grpc.pb.h"
#include "services/mail/domain/quota.hpp"
#include "services/mail/store/mail_store.hpp"
#include "services/mail/store/parameter_box.hpp"
#include "services/mail/store/stop_list.hpp"
#include "services/platform/rpc/runner.hpp"

namespace mimamori::mail {

class MailService final : public v1::MailService::CallbackService {
 public:
  struct Surroundings {
    std::string public_url;  // without a trailing slash; links lead under it, those for staff under the other
    std::string staff_url;
    std::function<absl::StatusOr<QuotaPolicy>(absl::Time deadline, absl::Time now)> quotas;
    std::function<void()> wake_sender;  // called after messages came in
  };

  MailService(MailStore& store, StopList& stops, const ParameterBox& parameters, platform::rpc::Runner& runner,
              Surroundings surroundings)
      : store_(store), stops_(stops), parameters_(parameters), runner_(runner), surroundings_(std::move(surroundings)) {}

  grpc::ServerUnaryReactor* Enqueue(grpc::CallbackServerContext* context, const v1::EnqueueRequest* request,
                                    v1::EnqueueResponse* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&MailService::DoEnqueue, this));
  }
  grpc::ServerUnaryReactor* GetProgress(grpc::CallbackServerContext* context, const v1::GetProgressRequest* request,
                                        v1::Progress* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&MailService::DoGetProgress, this));
  }
  grpc::ServerUnaryReactor* SetStop(grpc::CallbackServerContext* context, const v1::SetStopRequest* request,
                                    v1::Stop* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&MailService::DoSetStop, this));
  }
  grpc::ServerUnaryReactor* GetStop(grpc::CallbackServerContext* context, const v1::GetStopRequest* request,
                                    v1::Stop* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&MailService::DoGetStop, this));
  }
  grpc::ServerUnaryReactor* CancelGroup(grpc::CallbackServerContext* context, const v1::CancelGroupRequest* request,
                                        v1::Progress* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&MailService::DoCancelGroup, this));
  }
  grpc::ServerUnaryReactor* FindFates(grpc::CallbackServerContext* context, const v1::FindFatesRequest* request,
                                      v1::FindFatesResponse* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&MailService::DoFindFates, this));
  }

 private:
  absl::StatusOr<v1::EnqueueResponse> DoEnqueue(const platform::rpc::Call& call, const v1::EnqueueRequest& request);
  absl::StatusOr<v1::Progress> DoGetProgress(const platform::rpc::Call& call, const v1::GetProgressRequest& request);
  absl::StatusOr<v1::Progress> DoCancelGroup(const platform::rpc::Call& call, const v1::CancelGroupRequest& request);
  absl::StatusOr<v1::FindFatesResponse> DoFindFates(const platform::rpc::Call& call,
                                                    const v1::FindFatesRequest& request);

  absl::StatusOr<v1::Stop> DoSetStop(const platform::rpc::Call& call, const v1::SetStopRequest& request);
  absl::StatusOr<v1::Stop> DoGetStop(const platform::rpc::Call& call, const v1::GetStopRequest& request);

  MailStore& store_;
  StopList& stops_;
  const ParameterBox& parameters_;
  platform::rpc::Runner& runner_;
  const Surroundings surroundings_;
};

}  // namespace mimamori::mail
