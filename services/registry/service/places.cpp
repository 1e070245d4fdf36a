// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/registry/service/messages.hpp"
#include "services/registry/service/registry_service.hpp"

namespace mimamori::registry {
namespace {

absl::StatusOr<PlaceId> KnownPlace(const std::string& text) {
  const auto id = PlaceId::Parse(text);
  if (!id.ok()) return platform::NotFound("PLACE_UNKNOWN", "this case has no such place");
  return *id;
}

// Of a request to add or to correct.
template <class Request>
absl::StatusOr<Whereabouts> WhereaboutsIn(const Request& request) {
  Whereabouts where{.venue = {}, .start = {}, .end = {}, .participants = request.participants()};
  ASSIGN_OR_RETURN(where.venue, VenueId::Parse(request.venue_id()));
  ASSIGN_OR_RETURN(where.start,
                   platform::rpc::ParseTimestamp(request.has_start_time(), request.start_time(), "start_time"));
  ASSIGN_OR_RETURN(where.end, platform::rpc::ParseTimestamp(request.has_end_time(), request.end_time(), "end_time"));
  return where;
}

// A page token counts for the case that its list was asked for.
std::string QuestionOf(const CaseId& id) { return "registry.ListPlaces " + id.ToString(); }

std::string WritePosition(const Place& last) {
  return fmt::format("{} {}", absl::ToUnixMicros(last.where.start), last.id.ToString());
}

absl::StatusOr<std::optional<PlacePosition>> ReadPosition(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const size_t blank = std::min(text.find(' '), text.size());
  int64_t micros = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + blank, micros);
  if (error != std::errc() || end != text.data() + blank || blank == text.size()) {
    return platform::BadField("page_token", "BAD_PAGE_TOKEN", "page_token is not one of this list's");
  }
  ASSIGN_OR_RETURN(const PlaceId id, PlaceId::Parse(text.substr(blank + 1)));
  return PlacePosition{.start = absl::FromUnixMicros(micros), .id = id};
}

}  // namespace

grpc::ServerUnaryReactor* RegistryService::AddPlace(grpc::CallbackServerContext* context,
                                                    const v1::AddPlaceRequest* request, v1::Place* response) {
  return runner_.Unary(context, request, response, std::bind_front(&RegistryService::DoAddPlace, this));
}

absl::StatusOr<v1::Place> RegistryService::DoAddPlace(const Call& call, const v1::AddPlaceRequest& request) {
  ASSIGN_OR_RETURN(const platform::RequestId request_id, platform::RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(const CaseId case_id, KnownCase(request.case_id()));
  ASSIGN_OR_RETURN(const Whereabouts where, WhereaboutsIn(request));
  ASSIGN_OR_RETURN(const PlacePolicy policy, rooms_.places.PolicyAt(call.deadline, call.now));
  const NewPlace created{.place = {.id = PlaceId::Random(), .case_id = case_id, .where = where,
                                   .recorded_by = call.caller->subject},
                         .created_at = call.now,
                         .request_id = request_id};
  // Judged as a new one only: a retry gets its first answer even when time has passed.
  ASSIGN_OR_RETURN(const Place kept,
                   rooms_.places.Add(call.deadline, created, ScopeOf(call), AuditOf(call, "registry.AddPlace"),
                                     [&](const Case& patient, int places) -> absl::Status {
                                       RETURN_IF_ERROR(CheckWhereabouts(where, call.now, policy));
                                       return CheckAddition(patient, places, policy);
                                     }));
  return ToProto(kept);
}

grpc::ServerUnaryReactor* RegistryService::CorrectPlace(grpc::CallbackServerContext* context,
                                                        const v1::CorrectPlaceRequest* request, v1::Place* response) {
  return runner_.Unary(context, request, response, std::bind_front(&RegistryService::DoCorrectPlace, this));
}

absl::StatusOr<v1::Place> RegistryService::DoCorrectPlace(const Call& call, const v1::CorrectPlaceRequest& request) {
  ASSIGN_OR_RETURN(const CaseId case_id, KnownCase(request.case_id()));
  ASSIGN_OR_RETURN(const PlaceId id, KnownPlace(request.place_id()));
  ASSIGN_OR_RETURN(const Whereabouts where, WhereaboutsIn(request));
  ASSIGN_OR_RETURN(const PlacePolicy policy, rooms_.places.PolicyAt(call.deadline, call.now));
  RETURN_IF_ERROR(CheckWhereabouts(where, call.now, policy));
  ASSIGN_OR_RETURN(const Place kept,
                   rooms_.places.Change(call.deadline, case_id, id, ScopeOf(call), call.now,
                                        AuditOf(call, "registry.CorrectPlace"),
                                        [&](const Case& patient, Place& place) {
                                          return registry::CorrectPlace(patient, place, request.version(), where,
                                                                        call.caller->subject);
                                        }));
  return ToProto(kept);
}

grpc::ServerUnaryReactor* RegistryService::WithdrawPlace(grpc::CallbackServerContext* context,
                                                         const v1::WithdrawPlaceRequest* request,
                                                         v1::Place* response) {
  return runner_.Unary(context, request, response, std::bind_front(&RegistryService::DoWithdrawPlace, this));
}

absl::StatusOr<v1::Place> RegistryService::DoWithdrawPlace(const Call& call, const v1::WithdrawPlaceRequest& request) {
  ASSIGN_OR_RETURN(const CaseId case_id, KnownCase(request.case_id()));
  ASSIGN_OR_RETURN(const PlaceId id, KnownPlace(request.place_id()));
  ASSIGN_OR_RETURN(const Place kept,
                   rooms_.places.Change(call.deadline, case_id, id, ScopeOf(call), call.now,
                                        AuditOf(call, "registry.WithdrawPlace"), [&](const Case&, Place& place) {
                                          return registry::WithdrawPlace(place, call.now);
                                        }));
  return ToProto(kept);
}

grpc::ServerUnaryReactor* RegistryService::ListPlaces(grpc::CallbackServerContext* context,
                                                      const v1::ListPlacesRequest* request,
                                                      v1::ListPlacesResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&RegistryService::DoListPlaces, this));
}

absl::StatusOr<v1::ListPlacesResponse> RegistryService::DoListPlaces(const Call& call,
                                                                     const v1::ListPlacesRequest& request) {
  ASSIGN_OR_RETURN(const CaseId case_id, KnownCase(request.case_id()));
  ASSIGN_OR_RETURN(const int page_size, platform::rpc::ParsePageSize(request.page_size()));
  const std::string question = QuestionOf(case_id);
  ASSIGN_OR_RETURN(const std::string position,
                   rooms_.page_tokens.Open(request.page_token(), call.caller->subject, question));
  ASSIGN_OR_RETURN(const std::optional<PlacePosition> after, ReadPosition(position));
  ASSIGN_OR_RETURN(std::vector<Place> places, rooms_.places.List(call.deadline, case_id, ScopeOf(call), after,
                                                                 page_size + 1, AuditOf(call, "registry.ListPlaces")));
  const bool more = places.size() > static_cast<size_t>(page_size);
  if (more) places.pop_back();
  v1::ListPlacesResponse response;
  for (const Place& place : places) *response.add_places() = ToProto(place);
  if (more) {
    response.set_next_page_token(
        rooms_.page_tokens.Seal(WritePosition(places.back()), call.caller->subject, question));
  }
  return response;
}

}  // namespace mimamori::registry
