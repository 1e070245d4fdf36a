// SPDX-License-Identifier: Apache-2.0
#include "services/admission/service/place_finder.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::admission {
namespace {

int CountIn(const std::map<FacilityId, int>& counts, const FacilityId& facility) {
  const auto found = counts.find(facility);
  return found == counts.end() ? 0 : found->second;
}

std::optional<int> MinutesTo(const Admission& admission, const RecommendRules& rules, const OwnBooks& books,
                             const FacilityId& facility, const capacity::v1::Place& told) {
  if (const auto known = books.minutes.find(facility); known != books.minutes.end()) return known->second;
  if (!admission.origin || !told.has_point()) return std::nullopt;
  const Position there{.latitude = told.point().latitude(), .longitude = told.point().longitude()};
  return MinutesBetween(*admission.origin, there, rules.travel);
}

}  // namespace

PlaceFinder::PlaceFinder(platform::rpc::ServiceChannel capacity)
    : channel_(std::move(capacity)),
      places_(capacity::v1::PlaceService::NewStub(channel_.channel())),
      facilities_(capacity::v1::FacilityService::NewStub(channel_.channel())) {}

absl::StatusOr<std::vector<capacity::v1::Place>> PlaceFinder::Ask(const platform::rpc::Call& call,
                                                                  const platform::AreaCode& area,
                                                                  const std::string& bed_class) const {
  capacity::v1::FindPlacesRequest request;
  request.set_area_code(area.ToString());
  request.set_bed_class(bed_class);
  auto found = platform::rpc::Ask(*places_, &capacity::v1::PlaceService::Stub::FindPlaces, *channel_.Context(call), request);
  if (absl::IsUnavailable(found.status()) || absl::IsDeadlineExceeded(found.status())) {
    return platform::Failure(absl::StatusCode::kUnavailable, "CAPACITY_UNREACHED", "nobody can say at present what is free");
  }
  RETURN_IF_ERROR(found.status());
  return std::vector<capacity::v1::Place>(std::make_move_iterator(found->mutable_places()->begin()),
                                          std::make_move_iterator(found->mutable_places()->end()));
}

absl::StatusOr<OfferedPlace> PlaceFinder::Describe(const platform::rpc::Call& call, const FacilityId& facility) const {
  capacity::v1::GetFacilityRequest request;
  request.set_facility_id(facility.ToString());
  ASSIGN_OR_RETURN(const capacity::v1::Facility found,
                   platform::rpc::Ask(*facilities_, &capacity::v1::FacilityService::Stub::GetFacility,
                                      *channel_.Context(call), request));
  return OfferedPlace{.name = found.facts().display_name(),
                      .kind = static_cast<FacilityKind>(found.kind()),
                      .organisation = found.facts().organisation_id(),
                      .phone = found.facts().phone(),
                      .answer_reason = "",
                      .made_at = call.now};
}

absl::StatusOr<std::vector<Place>> PlacesFor(const Admission& admission, const RecommendRules& rules, const OwnBooks& books,
                                             const std::vector<capacity::v1::Place>& told) {
  std::vector<Place> places;
  places.reserve(told.size());
  for (const capacity::v1::Place& one : told) {
    ASSIGN_OR_RETURN(const FacilityId facility, FacilityId::Parse(one.facility_id()));
    ASSIGN_OR_RETURN(const platform::AreaCode area, platform::AreaCode::Parse(one.area_code()));
    Place place{.facility = facility,
                .area = area,
                .accepting = one.accepting(),
                .freshness = static_cast<Freshness>(one.freshness()),
                .capabilities = {one.capabilities().begin(), one.capabilities().end()},
                .has_class = one.has_class(),
                .promised = CountIn(books.promised, facility),
                .recent = CountIn(books.recent, facility),
                .minutes = MinutesTo(admission, rules, books, facility, one),
                .declined = books.declined.contains(facility),
                .known_there = books.known_there.contains(facility)};
    if (one.has_staffed()) place.staffed = one.staffed();
    if (one.has_free()) place.free = one.free();
    places.push_back(std::move(place));
  }
  return places;
}

}  // namespace mimamori::admission
