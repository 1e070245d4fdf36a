// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/venue/service/encode.hpp"
#include "services/venue/service/operators_venue.hpp"
#include "services/venue/service/venue_service.hpp"

namespace mimamori::venue {
namespace {

using platform::RequestId;
using platform::VenueId;

std::vector<SpaceForm> FormsOf(const v1::CreateSpacesRequest& request) {
  std::vector<SpaceForm> forms;
  for (const v1::NewSpace& space : request.spaces()) {
    forms.push_back({.parent = space.parent_space(),
                     .parent_entry = space.parent_entry(),
                     .kind = space.kind(),
                     .name = space.display_name()});
  }
  return forms;
}

// One text for one request: two requests with one request_id must agree in it.
std::string Canonical(const std::vector<SpaceForm>& forms) {
  std::string text = "spaces";
  for (const SpaceForm& form : forms) {
    text += fmt::format("\x1f{} {} {} {} {}", form.parent, form.parent_entry, form.kind, form.name.size(), form.name);
  }
  return text;
}

// What the token of a page of a venue's spaces was sealed for.
std::string PurposeOf(const VenueId& venue) { return "ListSpaces/" + venue.ToString(); }

}  // namespace

SpaceDeed VenueService::DeedOf(const Call& call, const VenueId& venue) const {
  return {.venue = venue, .actor = call.caller->subject, .now = call.now, .trace_id = call.trace.trace_id};
}

absl::StatusOr<v1::CreateSpacesResponse> VenueService::DoCreateSpaces(const Call& call,
                                                                      const v1::CreateSpacesRequest& request) {
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(const Venue venue, OperatorsVenue(call, rooms_.store));
  const std::vector<SpaceForm> forms = FormsOf(request);
  ASSIGN_OR_RETURN(const std::vector<Space> spaces,
                   rooms_.store.CreateSpaces(call.deadline, {.deed = DeedOf(call, venue.id),
                                                             .request = request_id,
                                                             .fingerprint = rooms_.quotas.FingerprintOf(Canonical(forms)),
                                                             .forms = forms}));
  v1::CreateSpacesResponse answer;
  for (const Space& space : spaces) *answer.add_spaces() = ToOperatorProto(space, venue, rooms_.codes, rooms_.address);
  return answer;
}

absl::StatusOr<v1::Space> VenueService::DoUpdateSpace(const Call& call, const v1::UpdateSpaceRequest& request) {
  ASSIGN_OR_RETURN(const Venue venue, OperatorsVenue(call, rooms_.store));
  ASSIGN_OR_RETURN(const Space space, rooms_.store.ChangeSpace(call.deadline,
                                                               {.deed = DeedOf(call, venue.id),
                                                                .space = request.space(),
                                                                .revision = request.revision(),
                                                                .form = {.parent = request.parent_space(),
                                                                         .kind = request.kind(),
                                                                         .name = request.display_name()}}));
  return ToOperatorProto(space, venue, rooms_.codes, rooms_.address);
}

absl::StatusOr<v1::Space> VenueService::DoDeleteSpace(const Call& call, const v1::DeleteSpaceRequest& request) {
  ASSIGN_OR_RETURN(const VenueId venue, OperatorsVenueId(call));
  ASSIGN_OR_RETURN(const Space space, rooms_.store.DeleteSpace(call.deadline, {.deed = DeedOf(call, venue),
                                                                               .space = request.space(),
                                                                               .revision = request.revision()}));
  return ToProto(space);
}

absl::StatusOr<v1::Space> VenueService::DoReplaceSpaceCode(const Call& call,
                                                           const v1::ReplaceSpaceCodeRequest& request) {
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(const Venue venue, OperatorsVenue(call, rooms_.store));
  ASSIGN_OR_RETURN(const Space space,
                   rooms_.store.ReplaceSpaceCode(call.deadline, {.deed = DeedOf(call, venue.id),
                                                                 .request = request_id,
                                                                 .space = request.space()}));
  return ToOperatorProto(space, venue, rooms_.codes, rooms_.address);
}

// The operator's and the officer's lists differ in the codes alone.
absl::StatusOr<std::vector<Space>> VenueService::PageOfSpaces(const Call& call, const VenueId& venue, int32_t page_size,
                                                              const std::string& page_token, std::string& next) {
  ASSIGN_OR_RETURN(const int size, platform::rpc::ParsePageSize(page_size));
  ASSIGN_OR_RETURN(const std::string position,
                   rooms_.page_tokens.Open(page_token, call.caller->subject, PurposeOf(venue)));
  int32_t after = 0;
  std::from_chars(position.data(), position.data() + position.size(), after);
  ASSIGN_OR_RETURN(std::vector<Space> spaces, rooms_.store.ListSpaces(call.deadline, venue, after, size + 1));
  if (spaces.size() > static_cast<size_t>(size)) {  // one more than asked for: there is a next page
    spaces.pop_back();
    next = rooms_.page_tokens.Seal(fmt::format("{}", spaces.back().number), call.caller->subject, PurposeOf(venue));
  }
  return spaces;
}

absl::StatusOr<v1::SpacePage> VenueService::DoListOwnSpaces(const Call& call,
                                                            const v1::ListOwnSpacesRequest& request) {
  ASSIGN_OR_RETURN(const Venue venue, OperatorsVenue(call, rooms_.store));
  v1::SpacePage page;
  ASSIGN_OR_RETURN(const std::vector<Space> spaces, PageOfSpaces(call, venue.id, request.page_size(),
                                                                 request.page_token(), *page.mutable_next_page_token()));
  for (const Space& space : spaces) *page.add_spaces() = ToOperatorProto(space, venue, rooms_.codes, rooms_.address);
  return page;
}

absl::StatusOr<v1::SpacePage> VenueService::DoListSpaces(const Call& call, const v1::ListSpacesRequest& request) {
  ASSIGN_OR_RETURN(const VenueId id, VenueId::Parse(request.venue_id()));
  const Scope scope{.everywhere = call.caller->service, .areas = call.caller->areas};
  ASSIGN_OR_RETURN(const Venue venue, rooms_.store.Get(call.deadline, scope, id));
  v1::SpacePage page;
  ASSIGN_OR_RETURN(const std::vector<Space> spaces, PageOfSpaces(call, venue.id, request.page_size(),
                                                                 request.page_token(), *page.mutable_next_page_token()));
  for (const Space& space : spaces) *page.add_spaces() = ToProto(space);
  return page;
}

}  // namespace mimamori::venue
