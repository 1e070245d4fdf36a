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
                             const ToldPlace& told) {
  if (const auto known = books.minutes.find(told.place.facility); known != books.minutes.end()) return known->second;
  if (!admission.origin || !told.position) return std::nullopt;
  return MinutesBetween(*admission.origin, *told.position, rules.travel);
}

absl::StatusOr<ToldPlace> Read(const capacity::v1::Place& told) {
  ToldPlace read{.name = told.display_name()};
  ASSIGN_OR_RETURN(read.place.facility, FacilityId::Parse(told.facility_id()));
  ASSIGN_OR_RETURN(read.place.area, platform::AreaCode::Parse(told.area_code()));
  read.place.accepting = told.accepting();
  read.place.freshness = static_cast<Freshness>(told.freshness());
  read.place.capabilities = {told.capabilities().begin(), told.capabilities().end()};
  read.place.has_class = told.has_class();
  if (told.has_staffed()) read.place.staffed = told.staffed();
  if (told.has_free()) read.place.free = told.free();
  if (told.has_point()) read.position = Position{.latitude = told.point().latitude(), .longitude = told.point().longitude()};
  return read;
}

}  // namespace

PlaceFinder::PlaceFinder(platform::rpc::ServiceChannel capacity)
    : channel_(std::move(capacity)),
      places_(capacity::v1::PlaceService::NewStub(channel_.channel())),
      facilities_(capacity::v1::FacilityService::NewStub(channel_.channel())) {}

absl::StatusOr<std::vector<ToldPlace>> PlaceFinder::Ask(const platform::rpc::Call& call, const platform::AreaCode& area,
                                                        const std::string& bed_class) const {
  capacity::v1::FindPlacesRequest request;
  request.set_area_code(area.ToString());
  request.set_bed_class(bed_class);
  auto found = platform::rpc::Ask(*places_, &capacity::v1::PlaceService::Stub::FindPlaces, *channel_.Context(call), request);
  if (absl::IsUnavailable(found.status()) || absl::IsDeadlineExceeded(found.status())) {
    return platform::Failure(absl::StatusCode::kUnavailable, "CAPACITY_UNREACHED", "nobody can say at present what is free");
  }
  RETURN_IF_ERROR(found.status());
  std::vector<ToldPlace> told;
  told.reserve(static_cast<size_t>(found->places_size()));
  for (const capacity::v1::Place& place : found->places()) {
    ASSIGN_OR_RETURN(ToldPlace read, Read(place));
    told.push_back(std::move(read));
  }
  return told;
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

std::vector<Place> PlacesFor(const Admission& admission, const RecommendRules& rules, const OwnBooks& books,
                             const std::vector<ToldPlace>& told) {
  std::vector<Place> places;
  places.reserve(told.size());
  for (const ToldPlace& one : told) {
    Place& place = places.emplace_back(one.place);
    place.promised = CountIn(books.promised, place.facility);
    place.recent = CountIn(books.recent, place.facility);
    place.minutes = MinutesTo(admission, rules, books, one);
    place.declined = books.declined.contains(place.facility);
    place.known_there = books.known_there.contains(place.facility);
  }
  return places;
}

}  // namespace mimamori::admission
