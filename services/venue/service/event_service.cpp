// SPDX-License-Identifier: Apache-2.0
#include "services/venue/service/event_service.hpp"

#include <charconv>
#include <functional>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/venue/service/operators_venue.hpp"

namespace mimamori::venue {
namespace {

using platform::RequestId;
using platform::VenueId;

absl::Status VenueIsUnknown() { return platform::NotFound("VENUE_UNKNOWN", "there is no such venue"); }

template <class Request>
absl::StatusOr<EventDetails> DetailsOf(const Request& request, absl::Time now) {
  EventForm form{.display_name = request.display_name(), .start = {}, .end = {},
                 .check_out_at_end = request.check_out_at_end(), .participants = request.participants()};
  if (request.has_start_time()) {
    ASSIGN_OR_RETURN(form.start, platform::rpc::ParseTimestamp(true, request.start_time(), "start_time"));
  }
  if (request.has_end_time()) {
    ASSIGN_OR_RETURN(form.end, platform::rpc::ParseTimestamp(true, request.end_time(), "end_time"));
  }
  return ParseEvent(form, now);
}

// One text for one request: two requests with one request_id must agree in it.
std::string Canonical(const EventDetails& details) {
  return fmt::format("event\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}", details.display_name, absl::ToUnixSeconds(details.start),
                     absl::ToUnixSeconds(details.end), details.check_out_at_end, details.participants);
}

Deed DeedOf(const platform::rpc::Call& call, const char* action) {
  return {.actor = call.caller->subject, .action = action, .now = call.now, .trace_id = call.trace.trace_id};
}

std::string PurposeOf(const VenueId& venue) { return "ListEvents/" + venue.ToString(); }

}  // namespace

v1::Event ToProto(const Event& event) {
  v1::Event out;
  out.set_event(event.number);
  out.set_display_name(event.details.display_name);
  *out.mutable_start_time() = platform::rpc::ToTimestamp(event.details.start);
  *out.mutable_end_time() = platform::rpc::ToTimestamp(event.details.end);
  out.set_check_out_at_end(event.details.check_out_at_end);
  out.set_participants(event.details.participants);
  out.set_revision(event.revision);
  if (event.cancelled_at) *out.mutable_cancel_time() = platform::rpc::ToTimestamp(*event.cancelled_at);
  return out;
}

absl::StatusOr<v1::Event> EventService::DoCreateEvent(const Call& call, const v1::CreateEventRequest& request) {
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(const VenueId venue, OperatorsVenueId(call));
  ASSIGN_OR_RETURN(const EventDetails details, DetailsOf(request, call.now));
  ASSIGN_OR_RETURN(const Event event,
                   rooms_.events.Create(call.deadline, {.venue = venue,
                                                        .request = request_id,
                                                        .fingerprint = rooms_.quotas.FingerprintOf(Canonical(details)),
                                                        .details = details,
                                                        .deed = DeedOf(call, "venue.CreateEvent")}));
  return ToProto(event);
}

absl::StatusOr<v1::Event> EventService::DoUpdateEvent(const Call& call, const v1::UpdateEventRequest& request) {
  ASSIGN_OR_RETURN(const VenueId venue, OperatorsVenueId(call));
  ASSIGN_OR_RETURN(const EventDetails details, DetailsOf(request, call.now));
  ASSIGN_OR_RETURN(const Event event, rooms_.events.Change(call.deadline, {.venue = venue,
                                                                           .event = request.event(),
                                                                           .revision = request.revision(),
                                                                           .details = details,
                                                                           .deed = DeedOf(call, "venue.UpdateEvent")}));
  return ToProto(event);
}

absl::StatusOr<v1::Event> EventService::DoCancelEvent(const Call& call, const v1::CancelEventRequest& request) {
  ASSIGN_OR_RETURN(const VenueId venue, OperatorsVenueId(call));
  ASSIGN_OR_RETURN(const Event event, rooms_.events.Cancel(call.deadline, {.venue = venue,
                                                                           .event = request.event(),
                                                                           .revision = request.revision(),
                                                                           .deed = DeedOf(call, "venue.CancelEvent")}));
  return ToProto(event);
}

absl::StatusOr<v1::EventPage> EventService::PageOf(const Call& call, const VenueId& venue, int32_t page_size,
                                                   const std::string& page_token) {
  ASSIGN_OR_RETURN(const int size, platform::rpc::ParsePageSize(page_size));
  ASSIGN_OR_RETURN(const std::string position,
                   rooms_.page_tokens.Open(page_token, call.caller->subject, PurposeOf(venue)));
  int32_t below = 0;
  std::from_chars(position.data(), position.data() + position.size(), below);
  ASSIGN_OR_RETURN(std::vector<Event> events, rooms_.events.List(call.deadline, venue, below, size + 1));
  v1::EventPage page;
  if (events.size() > static_cast<size_t>(size)) {  // one more than asked for: there is a next page
    events.pop_back();
    page.set_next_page_token(
        rooms_.page_tokens.Seal(fmt::format("{}", events.back().number), call.caller->subject, PurposeOf(venue)));
  }
  for (const Event& event : events) *page.add_events() = ToProto(event);
  return page;
}

absl::StatusOr<v1::EventPage> EventService::DoListOwnEvents(const Call& call, const v1::ListOwnEventsRequest& request) {
  ASSIGN_OR_RETURN(const VenueId id, OperatorsVenueId(call));
  ASSIGN_OR_RETURN(const Venue venue, rooms_.venues.Get(call.deadline, {.everywhere = true, .areas = {}}, id));
  if (venue.deleted_at) return VenueIsUnknown();
  return PageOf(call, venue.id, request.page_size(), request.page_token());
}

absl::StatusOr<v1::EventPage> EventService::DoListEvents(const Call& call, const v1::ListEventsRequest& request) {
  ASSIGN_OR_RETURN(const VenueId id, VenueId::Parse(request.venue_id()));
  const Scope scope{.everywhere = call.caller->service, .areas = call.caller->areas};
  ASSIGN_OR_RETURN(const Venue venue, rooms_.venues.Get(call.deadline, scope, id));
  return PageOf(call, venue.id, request.page_size(), request.page_token());
}

grpc::ServerUnaryReactor* EventService::CreateEvent(grpc::CallbackServerContext* context,
                                                    const v1::CreateEventRequest* request, v1::Event* response) {
  return runner_.Unary(context, request, response, std::bind_front(&EventService::DoCreateEvent, this));
}

grpc::ServerUnaryReactor* EventService::ListOwnEvents(grpc::CallbackServerContext* context,
                                                      const v1::ListOwnEventsRequest* request,
                                                      v1::EventPage* response) {
  return runner_.Unary(context, request, response, std::bind_front(&EventService::DoListOwnEvents, this));
}

grpc::ServerUnaryReactor* EventService::UpdateEvent(grpc::CallbackServerContext* context,
                                                    const v1::UpdateEventRequest* request, v1::Event* response) {
  return runner_.Unary(context, request, response, std::bind_front(&EventService::DoUpdateEvent, this));
}

grpc::ServerUnaryReactor* EventService::CancelEvent(grpc::CallbackServerContext* context,
                                                    const v1::CancelEventRequest* request, v1::Event* response) {
  return runner_.Unary(context, request, response, std::bind_front(&EventService::DoCancelEvent, this));
}

grpc::ServerUnaryReactor* EventService::ListEvents(grpc::CallbackServerContext* context,
                                                   const v1::ListEventsRequest* request, v1::EventPage* response) {
  return runner_.Unary(context, request, response, std::bind_front(&EventService::DoListEvents, this));
}

}  // namespace mimamori::venue
