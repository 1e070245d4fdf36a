// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/visit/v1/crowd_service.grpc.pb.h"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/wire.hpp"
#include "services/visit/service/policy_cache.hpp"
#include "services/visit/service/venue_directory.hpp"
#include "services/visit/store/crowd_store.hpp"

namespace mimamori::visit {

// mimamori.visit.v1.CrowdService: numbers for operators, each of her own venue.
class CrowdService final : public v1::CrowdService::CallbackService {
 public:
  CrowdService(CrowdStore& store, const VenueDirectory& venues, const PolicyCache& policies,
               platform::rpc::Runner& runner)
      : store_(store), venues_(venues), policies_(policies), runner_(runner) {}

  grpc::ServerUnaryReactor* GetOwnCrowd(grpc::CallbackServerContext* context, const v1::GetOwnCrowdRequest* request,
                                        v1::Crowd* response) override;
  grpc::ServerUnaryReactor* ListOwnCrowds(grpc::CallbackServerContext* context, const v1::ListOwnCrowdsRequest* request,
                                          v1::CrowdHistory* response) override;

 private:
  using Call = platform::rpc::Call;
  absl::StatusOr<v1::Crowd> DoGetOwnCrowd(const Call& call, const v1::GetOwnCrowdRequest& request);
  absl::StatusOr<v1::CrowdHistory> DoListOwnCrowds(const Call& call, const v1::ListOwnCrowdsRequest& request);
  // NOT_FOUND: VENUE_UNKNOWN.
  absl::StatusOr<std::shared_ptr<const VenueTerms>> OwnVenue(const Call& call) const;
  absl::Status AddHours(const Call& call, const VenueTerms& venue, absl::Time start, absl::Time end,
                        const CrowdPolicy& policy, v1::CrowdHistory& history);
  absl::Status AddDays(const Call& call, const VenueTerms& venue, absl::Time start, absl::Time end,
                       const CrowdPolicy& policy, v1::CrowdHistory& history);

  CrowdStore& store_;
  const VenueDirectory& venues_;
  const PolicyCache& policies_;
  platform::rpc::Runner& runner_;
};

}  // namespace mimamori::visit
