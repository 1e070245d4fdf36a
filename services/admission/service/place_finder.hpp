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

// A facility as `capacity` told of it: the same for all who need beds of that class. What our own books add to it is for each.
struct ToldPlace {
  Place place = {};
  std::string name = {};
  std::optional<Position> position = std::nullopt;
};

// Asks `capacity` for places, and puts with them what our own books say.
class PlaceFinder {
 public:
  explicit PlaceFinder(platform::rpc::ServiceChannel capacity);

  // All of the prefecture in which the area lies. UNAVAILABLE: CAPACITY_UNREACHED. What can't be read is left out of none: it
  // fails.
  absl::StatusOr<std::vector<ToldPlace>> Ask(const platform::rpc::Call& call, const platform::AreaCode& area,
                                             const std::string& bed_class) const;
  // Whose staff answers for it, what kind of house it is. NOT_FOUND: FACILITY_UNKNOWN.
  absl::StatusOr<OfferedPlace> Describe(const platform::rpc::Call& call, const FacilityId& facility) const;

 private:
  const platform::rpc::ServiceChannel channel_;
  const std::unique_ptr<capacity::v1::PlaceService::Stub> places_;
  const std::unique_ptr<capacity::v1::FacilityService::Stub> facilities_;
};

// For one admission, in the order of `told`.
std::vector<Place> PlacesFor(const Admission& admission, const RecommendRules& rules, const OwnBooks& books,
                             const std::vector<ToldPlace>& told);

}  // namespace mimamori::admission
