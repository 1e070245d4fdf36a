// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "mimamori/observation/v1/release_service.grpc.pb.h"
#include "services/observation/store/release_store.hpp"
#include "services/observation/store/report_store.hpp"
#include "services/platform/redis/redis.hpp"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::observation {

// The RPCs of mimamori.observation.v1.ReleaseService: decode, decide, keep, encode.
class ReleaseService final : public v1::ReleaseService::CallbackService {
 public:
  struct Rooms {
    ReleaseStore& releases;
    ReportStore& reports;  // for the rules of triage
    platform::redis::Pool& redis;
    platform::rpc::PageTokens page_tokens;
    std::string public_url;          // of the page that checks certificates
    absl::TimeZone nation;           // whose day picks the rule
    std::function<void()> wake_job;  // that tells the registry, after a confirmation
  };
  ReleaseService(platform::rpc::Runner& runner, Rooms rooms) : runner_(runner), rooms_(std::move(rooms)) {}

  grpc::ServerUnaryReactor* ListReleaseProposals(grpc::CallbackServerContext* context,
                                                 const v1::ListReleaseProposalsRequest* request,
                                                 v1::ListReleaseProposalsResponse* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&ReleaseService::DoListProposals, this));
  }
  grpc::ServerUnaryReactor* GetReleaseProposal(grpc::CallbackServerContext* context,
                                               const v1::GetReleaseProposalRequest* request,
                                               v1::ReleaseProposal* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&ReleaseService::DoGetProposal, this));
  }
  grpc::ServerUnaryReactor* ConfirmRelease(grpc::CallbackServerContext* context,
                                           const v1::ConfirmReleaseRequest* request, v1::Release* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&ReleaseService::DoConfirm, this));
  }
  grpc::ServerUnaryReactor* RejectRelease(grpc::CallbackServerContext* context, const v1::RejectReleaseRequest* request,
                                          v1::RejectedRelease* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&ReleaseService::DoReject, this));
  }
  grpc::ServerUnaryReactor* ListReleases(grpc::CallbackServerContext* context, const v1::ListReleasesRequest* request,
                                         v1::ListReleasesResponse* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&ReleaseService::DoList, this));
  }
  grpc::ServerWriteReactor<mimamori::rpc::v1::Document>* GetCertificate(
      grpc::CallbackServerContext* context, const v1::GetCertificateRequest* request) override {
    return runner_.Stream<mimamori::rpc::v1::Document>(context, request,
                                                       std::bind_front(&ReleaseService::DoGetCertificate, this));
  }
  grpc::ServerUnaryReactor* RevokeCertificate(grpc::CallbackServerContext* context,
                                              const v1::RevokeCertificateRequest* request,
                                              v1::Release* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&ReleaseService::DoRevoke, this));
  }
  grpc::ServerUnaryReactor* DescribeCertificate(grpc::CallbackServerContext* context,
                                                const v1::DescribeCertificateRequest* request,
                                                v1::Certificate* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&ReleaseService::DoDescribe, this));
  }

 private:
  using Call = platform::rpc::Call;
  absl::StatusOr<v1::ListReleaseProposalsResponse> DoListProposals(const Call& call,
                                                                   const v1::ListReleaseProposalsRequest& request);
  absl::StatusOr<v1::ReleaseProposal> DoGetProposal(const Call& call, const v1::GetReleaseProposalRequest& request);
  absl::StatusOr<v1::Release> DoConfirm(const Call& call, const v1::ConfirmReleaseRequest& request);
  absl::StatusOr<v1::RejectedRelease> DoReject(const Call& call, const v1::RejectReleaseRequest& request);
  absl::StatusOr<v1::ListReleasesResponse> DoList(const Call& call, const v1::ListReleasesRequest& request);
  absl::Status DoGetCertificate(const Call& call, const v1::GetCertificateRequest& request,
                                platform::rpc::Sink<mimamori::rpc::v1::Document>& sink);
  absl::StatusOr<v1::Release> DoRevoke(const Call& call, const v1::RevokeCertificateRequest& request);
  absl::StatusOr<v1::Certificate> DoDescribe(const Call& call, const v1::DescribeCertificateRequest& request);

  // By the rules of the moment.
  struct Rules {
    ReleaseRules release;
    RuleSets triage;
  };
  absl::StatusOr<Rules> RulesNow(const Call& call);
  ReleaseEvidence Look(const Call& call, const Rules& rules, const ReleaseCandidate& candidate,
                       std::optional<absl::CivilDay> negative_test) const;

  platform::rpc::Runner& runner_;
  const Rooms rooms_;
};

}  // namespace mimamori::observation
