// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/service/place_service.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::capacity {
namespace {

constexpr double kMillionth = 1e-6;

v1::PlaceFreshness ToProto(Freshness freshness) {
  switch (freshness) {
    case Freshness::kFresh: return v1::PLACE_FRESHNESS_FRESH;
    case Freshness::kOverdue: return v1::PLACE_FRESHNESS_OVERDUE;
    case Freshness::kUnknown: return v1::PLACE_FRESHNESS_UNKNOWN;
  }
  return v1::PLACE_FRESHNESS_UNSPECIFIED;
}

void Fill(const FoundPlace& place, v1::Place& out) {
  out.set_facility_id(place.id.ToString());
  out.set_display_name(place.display_name);
  out.set_kind(static_cast<v1::FacilityKind>(place.kind));
  out.set_area_code(place.area_code);
  if (place.point) {
    out.mutable_point()->set_latitude(place.point->latitude * kMillionth);
    out.mutable_point()->set_longitude(place.point->longitude * kMillionth);
  }
  out.set_accepting(place.accepting);
  for (const std::string& capability : place.capabilities) out.add_capabilities(capability);
  out.set_has_class(place.has_class);
  out.set_freshness(ToProto(place.freshness));
  if (place.counts.staffed) out.set_staffed(*place.counts.staffed);
  if (const Count free = Available(place.counts, place.since)) out.set_free(*free);
}

}  // namespace

grpc::ServerUnaryReactor* PlaceService::FindPlaces(grpc::CallbackServerContext* context,
                                                   const v1::FindPlacesRequest* request,
                                                   v1::FindPlacesResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&PlaceService::DoFind, this));
}

absl::StatusOr<v1::FindPlacesResponse> PlaceService::DoFind(const platform::rpc::Call& call,
                                                            const v1::FindPlacesRequest& request) {
  ASSIGN_OR_RETURN(const platform::AreaCode area, platform::AreaCode::Parse(request.area_code()));
  if (request.bed_class().empty()) {
    return platform::BadField("bed_class", "MISSING_FIELD", "a class of beds is required");
  }
  ASSIGN_OR_RETURN(const auto places,
                   places_.Find(call.deadline, area.ToString().substr(0, 2), request.bed_class(), call.now));
  v1::FindPlacesResponse response;
  for (const FoundPlace& place : places) Fill(place, *response.add_places());
  return response;
}

}  // namespace mimamori::capacity
