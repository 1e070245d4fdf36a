// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "mimamori/capacity/v1/facility_service.grpc.pb.h"
#include "mimamori/capacity/v1/place_service.grpc.pb.h"
#include "services/admission/store/decision_store.hpp"
#include "services/platform/rpc/client.hpp"

namespace mimamori::admission {

// Asks `capacity` for places, and puts with them what our own books say.
class PlaceFinder {
 public:
  explicit PlaceFinder(platform::rpc::ServiceChannel capacity);

  // All of the prefecture in which the area lies. UNAVAILABLE: CAPACITY_UNREACHED.
  absl::StatusOr<std::vector<capacity::v1::Place>> Ask(const platform::rpc::Call& call, const platform::AreaCode& area,
                                                       const std::string& bed_class) const;
  // Whose staff answers for it, what kind of house it is. NOT_FOUND: FACILITY_UNKNOWN.
  absl::StatusOr<OfferedPlace> Describe(const platform::rpc::Call& call, const FacilityId& facility) const;

 private:
  const platform::rpc::ServiceChannel channel_;
  const std::unique_ptr<capacity::v1::PlaceService::Stub> places_;
  const std::unique_ptr<capacity::v1::FacilityService::Stub> facilities_;
};

// For one admission, in the order of `told`. What can't be read is left out of none: it fails.
absl::StatusOr<std::vector<Place>> PlacesFor(const Admission& admission, const RecommendRules& rules, const OwnBooks& books,
                                             const std::vector<capacity::v1::Place>& told);

}  // namespace mimamori::admission
