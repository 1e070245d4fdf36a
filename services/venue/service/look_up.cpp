// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"
#include "services/venue/domain/typed_code.hpp"
#include "services/venue/service/encode.hpp"
#include "services/venue/service/venue_service.hpp"

namespace mimamori::venue {
namespace {

using platform::VenueId;

// A typed code is one of 2^50, so a limit of one in two seconds leaves nothing to find; the burst is for a school class
// behind one address.
constexpr double kTypedBurst = 40;
constexpr double kTypedPerSecond = 0.5;
const Scope kEverywhere{.everywhere = true, .areas = {}};

absl::Status Unknown() {
  return platform::NotFound("CODE_UNKNOWN", "this code is not one of ours; scan it again or type the code below it");
}

absl::Status Revoked() {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "CODE_REVOKED",
                           "this code is void; ask the venue for its new one");
}

absl::Status CheckRate(platform::redis::Pool& redis, const platform::rpc::Call& call) {
  if (call.network.empty()) return absl::OkStatus();
  const auto allowance = TakeToken(redis, "venue.typed/" + call.network, kTypedBurst, kTypedPerSecond, call.now);
  if (allowance != platform::redis::Allowance::kExceeded) return absl::OkStatus();
  return platform::Failure(absl::StatusCode::kResourceExhausted, "TOO_MANY_REQUESTS",
                           "too many codes were typed in your network; scan the code or try again in a minute");
}

Scope ScopeOf(const platform::rpc::Caller& caller) { return {.everywhere = caller.service, .areas = caller.areas}; }

}  // namespace

absl::StatusOr<Venue> VenueService::FindScanned(const Call& call, const VenueCode& code) {
  auto venue = rooms_.store.Get(call.deadline, kEverywhere, code.venue);
  if (absl::IsNotFound(venue.status())) return Unknown();
  RETURN_IF_ERROR(venue.status());
  if (venue->deleted_at || (code.space == 0 && venue->code_epoch % 256 != code.epoch)) return Revoked();
  return venue;
}

absl::StatusOr<Venue> VenueService::FindTyped(const Call& call, const std::string& typed_code) {
  RETURN_IF_ERROR(CheckRate(rooms_.redis, call));
  ASSIGN_OR_RETURN(const TypedCodeAnswer answer, rooms_.store.FindTypedCode(call.deadline, typed_code));
  if (answer.state == TypedCodeState::kRetired) return Revoked();
  if (!answer.venue) return Unknown();
  return *answer.venue;
}

absl::StatusOr<v1::Place> VenueService::DoResolveCode(const Call& call, const v1::ResolveCodeRequest& request) {
  v1::Place place;
  if (const auto typed = NormaliseTypedCode(request.code())) {
    ASSIGN_OR_RETURN(const Venue venue, FindTyped(call, *typed));
    place.set_code(CodeOf(venue, rooms_.codes));
    *place.mutable_venue() = ToProto(venue);
    return place;
  }
  ASSIGN_OR_RETURN(const VenueCode code, rooms_.codes.Read(request.code()));
  ASSIGN_OR_RETURN(const Venue venue, FindScanned(call, code));
  if (code.space != 0) {
    const auto path = rooms_.store.PathToSpace(call.deadline, code.venue, code.space);
    if (absl::IsNotFound(path.status())) return Revoked();  // the MAC is ours, so there was one
    RETURN_IF_ERROR(path.status());
    if (EpochOf(venue, path->back()) != code.epoch) return Revoked();
    for (const Space& step : *path) *place.add_path() = ToProto(step);
  }
  place.set_code(rooms_.codes.Write(code));
  place.set_space(code.space);
  *place.mutable_venue() = ToProto(venue);
  return place;
}

// What the code stood for when she scanned it, whatever became of it since: the MAC says that it was ours.
absl::StatusOr<v1::Place> VenueService::DoDescribeCode(const Call& call, const v1::DescribeCodeRequest& request) {
  const auto unknown = [] {
    return platform::Failure(absl::StatusCode::kNotFound, "CODE_UNKNOWN", "no venue of your areas has or had this code",
                             "code");
  };
  const std::string_view text = CodeWithin(request.code());
  v1::Place place;
  if (const auto typed = NormaliseTypedCode(text)) {
    RETURN_IF_ERROR(CheckRate(rooms_.redis, call));
    ASSIGN_OR_RETURN(const TypedCodeAnswer answer, rooms_.store.FindTypedCode(call.deadline, *typed));
    if (!answer.venue || !ScopeOf(*call.caller).Covers(answer.venue->details.area)) return unknown();
    *place.mutable_venue() = ToProto(*answer.venue);
    return place;
  }
  const auto code = rooms_.codes.Read(text);
  if (!code.ok()) return unknown();
  const auto venue = rooms_.store.Get(call.deadline, ScopeOf(*call.caller), code->venue);
  if (absl::IsNotFound(venue.status())) return unknown();
  RETURN_IF_ERROR(venue.status());
  *place.mutable_venue() = ToProto(*venue);
  place.set_space(code->space);
  if (code->space == 0) return place;
  const auto path = rooms_.store.PathToSpace(call.deadline, code->venue, code->space);
  if (absl::IsNotFound(path.status())) return place;  // the space is gone, the venue is known
  RETURN_IF_ERROR(path.status());
  for (const Space& step : *path) *place.add_path() = ToProto(step);
  return place;
}

absl::StatusOr<v1::Venue> VenueService::DoGetVenue(const Call& call, const v1::GetVenueRequest& request) {
  ASSIGN_OR_RETURN(const VenueId id, VenueId::Parse(request.venue_id()));
  ASSIGN_OR_RETURN(const Venue venue, rooms_.store.Get(call.deadline, ScopeOf(*call.caller), id));
  return ToProto(venue);
}

absl::StatusOr<v1::ListVenuesResponse> VenueService::DoListVenues(const Call& call,
                                                                  const v1::ListVenuesRequest& request) {
  ASSIGN_OR_RETURN(const int page_size, platform::rpc::ParsePageSize(request.page_size()));
  ASSIGN_OR_RETURN(const std::string query, platform::ParseText("query", request.query(), 0, 100));
  ASSIGN_OR_RETURN(const std::string position,
                   rooms_.page_tokens.Open(request.page_token(), call.caller->subject, "ListVenues/" + query));
  ListQuestion question{.query = query, .from_start = position.empty(), .limit = page_size + 1};
  if (!position.empty()) {  // the number, then the name
    ASSIGN_OR_RETURN(question.after_id, VenueId::Parse(std::string_view(position).substr(0, 8)));
    question.after_name = position.substr(8);
  }
  ASSIGN_OR_RETURN(std::vector<Venue> venues, rooms_.store.List(call.deadline, ScopeOf(*call.caller), question));

  v1::ListVenuesResponse response;
  if (venues.size() > static_cast<size_t>(page_size)) {  // one more than asked for: there is a next page
    venues.pop_back();
    response.set_next_page_token(rooms_.page_tokens.Seal(
        venues.back().id.ToString() + venues.back().details.display_name, call.caller->subject, "ListVenues/" + query));
  }
  for (const Venue& venue : venues) *response.add_venues() = ToProto(venue);
  return response;
}

}  // namespace mimamori::venue
