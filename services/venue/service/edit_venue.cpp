// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/status_macros.hpp"
#include "services/venue/domain/venue_edit.hpp"
#include "services/venue/service/encode.hpp"
#include "services/venue/service/operators_venue.hpp"
#include "services/venue/service/venue_service.hpp"

namespace mimamori::venue {
namespace {

using platform::VenueId;

VenueEditForm FormOf(const v1::UpdateOwnVenueRequest& request) {
  VenueEditForm form{.display_name = request.display_name(),
                     .address = request.address(),
                     .kind = request.kind(),
                     .seat_count = request.seat_count(),
                     .floor_area_m2 = request.floor_area_m2(),
                     .typical_stay_minutes = request.typical_stay_minutes(),
                     .automatic_check_out_minutes = request.automatic_check_out_minutes(),
                     .opening_hours = HoursFormOf(request.opening_hours()),
                     .capacity = request.capacity(),
                     .listed = request.listed()};
  for (const v1::VenueLink& link : request.links()) form.links.push_back({link.kind(), link.label(), link.url()});
  return form;
}

}  // namespace

absl::StatusOr<v1::Venue> VenueService::DoUpdateOwnVenue(const Call& call, const v1::UpdateOwnVenueRequest& request) {
  ASSIGN_OR_RETURN(const Venue before, OperatorsVenue(call, rooms_.store));
  ASSIGN_OR_RETURN(const VenueDetails details, ParseEdit(FormOf(request), before.details));
  ASSIGN_OR_RETURN(const TypicalStay stays, rooms_.store.TypicalStayAt(call.deadline, call.now));
  ASSIGN_OR_RETURN(const Venue after, rooms_.store.Edit(call.deadline, {.venue = before.id,
                                                                        .revision = request.revision(),
                                                                        .details = stays.FillIn(details),
                                                                        .actor = call.caller->subject,
                                                                        .now = call.now,
                                                                        .trace_id = call.trace.trace_id}));
  return ToOperatorProto(after, rooms_.codes, rooms_.address);
}

absl::StatusOr<v1::DeletedVenue> VenueService::DoDeleteOwnVenue(const Call& call,
                                                                const v1::DeleteOwnVenueRequest& request) {
  const auto id = VenueId::Parse(call.caller->organisation);
  if (!id.ok()) return platform::NotFound("VENUE_UNKNOWN", "there is no such venue");
  ASSIGN_OR_RETURN(const Venue venue, rooms_.store.Delete(call.deadline, {.venue = *id,
                                                                          .revision = request.revision(),
                                                                          .actor = call.caller->subject,
                                                                          .now = call.now,
                                                                          .trace_id = call.trace.trace_id}));
  v1::DeletedVenue answer;
  answer.set_venue_id(venue.id.ToString());
  *answer.mutable_delete_time() = platform::rpc::ToTimestamp(*venue.deleted_at);
  return answer;
}

}  // namespace mimamori::venue
