// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "mimamori/admission/v1/placement_service.grpc.pb.h"
#include "services/admission/service/decision_record.hpp"
#include "services/admission/service/place_finder.hpp"
#include "services/admission/store/decision_store.hpp"
#include "services/admission/store/policy_reader.hpp"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::admission {

// The RPCs of mimamori.admission.v1.PlacementService: decode, decide, keep, encode.
class PlacementService final : public v1::PlacementService::CallbackService {
 public:
  struct Rooms {
    platform::postgres::Pool& pool;  // for policies
    AdmissionStore& admissions;
    DecisionStore& decisions;
    const PlaceFinder& places;
    platform::rpc::PageTokens page_tokens;
    std::function<void()> wake_steps;
  };
  PlacementService(platform::rpc::Runner& runner, Rooms rooms) : runner_(runner), rooms_(std::move(rooms)) {}

  grpc::ServerUnaryReactor* Recommend(grpc::CallbackServerContext* context, const v1::RecommendRequest* request,
                                      v1::Decision* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&PlacementService::DoRecommend, this));
  }
  grpc::ServerUnaryReactor* GetDecision(grpc::CallbackServerContext* context, const v1::GetDecisionRequest* request,
                                           v1::ReplayedDecision* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&PlacementService::DoReplay, this));
  }
  grpc::ServerUnaryReactor* ProposeAssignment(grpc::CallbackServerContext* context,
                                              const v1::ProposeAssignmentRequest* request,
                                              v1::Assignment* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&PlacementService::DoPropose, this));
  }
  grpc::ServerUnaryReactor* OfferPlace(grpc::CallbackServerContext* context, const v1::OfferPlaceRequest* request,
                                       v1::Admission* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&PlacementService::DoOffer, this));
  }
  grpc::ServerUnaryReactor* WithdrawOffer(grpc::CallbackServerContext* context, const v1::WithdrawOfferRequest* request,
                                          v1::Admission* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&PlacementService::DoWithdraw, this));
  }
  grpc::ServerUnaryReactor* ListOffers(grpc::CallbackServerContext* context, const v1::ListOffersRequest* request,
                                       v1::ListOffersResponse* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&PlacementService::DoListOffers, this));
  }
  grpc::ServerUnaryReactor* AcceptOffer(grpc::CallbackServerContext* context, const v1::AcceptOfferRequest* request,
                                        v1::Offer* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&PlacementService::DoAccept, this));
  }
  grpc::ServerUnaryReactor* DeclineOffer(grpc::CallbackServerContext* context, const v1::DeclineOfferRequest* request,
                                         v1::Offer* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&PlacementService::DoDecline, this));
  }
  grpc::ServerUnaryReactor* SetTravelTimes(grpc::CallbackServerContext* context, const v1::SetTravelTimesRequest* request,
                                           v1::SetTravelTimesResponse* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&PlacementService::DoSetTimes, this));
  }

 private:
  using Call = platform::rpc::Call;
  absl::StatusOr<v1::Decision> DoRecommend(const Call& call, const v1::RecommendRequest& request);
  absl::StatusOr<v1::ReplayedDecision> DoReplay(const Call& call, const v1::GetDecisionRequest& request);
  absl::StatusOr<v1::Assignment> DoPropose(const Call& call, const v1::ProposeAssignmentRequest& request);
  absl::StatusOr<v1::Admission> DoOffer(const Call& call, const v1::OfferPlaceRequest& request);
  absl::StatusOr<v1::Admission> DoWithdraw(const Call& call, const v1::WithdrawOfferRequest& request);
  absl::StatusOr<v1::ListOffersResponse> DoListOffers(const Call& call, const v1::ListOffersRequest& request);
  absl::StatusOr<v1::Offer> DoAccept(const Call& call, const v1::AcceptOfferRequest& request);
  absl::StatusOr<v1::Offer> DoDecline(const Call& call, const v1::DeclineOfferRequest& request);
  absl::StatusOr<v1::SetTravelTimesResponse> DoSetTimes(const Call& call, const v1::SetTravelTimesRequest& request);

  // The rules of a moment.
  struct Rules {
    InForce<RecommendRules> recommend;
    Quotas quotas;
  };
  absl::StatusOr<Rules> RulesNow(const Call& call);
  // What the rules say for one admission of what `capacity` told.
  struct Opinion {
    DecisionId id = {};
    std::vector<Place> places = {};
    Recommendation said = {};
    v1::Decision record = {};
  };
  static Opinion Consider(const Call& call, const Rules& rules, const Admission& admission, const OwnBooks& books,
                          const std::vector<ToldPlace>& told);
  // Those that are named, or those that wait, by priority.
  absl::StatusOr<std::vector<KeptAdmission>> Waiting(const Call& call, const v1::ProposeAssignmentRequest& request);
  absl::StatusOr<v1::Admission> Show(const Call& call, const KeptAdmission& kept);

  platform::rpc::Runner& runner_;
  const Rooms rooms_;
};

}  // namespace mimamori::admission
