// SPDX-License-Identifier: Apache-2.0
#include "services/venue/service/encode.hpp"

#include "services/platform/rpc/wire.hpp"
#include "services/venue/domain/typed_code.hpp"

namespace mimamori::venue {
namespace {

using Elements = google::protobuf::RepeatedPtrField<std::string>;

// The fields of the days, Monday's first.
constexpr Elements* (v1::OpeningHours::*kDays[kDaysOfWeek])() = {
    &v1::OpeningHours::mutable_monday,   &v1::OpeningHours::mutable_tuesday, &v1::OpeningHours::mutable_wednesday,
    &v1::OpeningHours::mutable_thursday, &v1::OpeningHours::mutable_friday,  &v1::OpeningHours::mutable_saturday,
    &v1::OpeningHours::mutable_sunday};

v1::OpeningHours ToProto(const OpeningHours& hours) {
  v1::OpeningHours out;
  for (const OpenSpan& span : hours.spans) *(out.*kDays[span.day])()->Add() = Format(span);
  return out;
}

}  // namespace

OpeningHoursForm HoursFormOf(const v1::OpeningHours& hours) {
  const Elements* const days[kDaysOfWeek] = {&hours.monday(), &hours.tuesday(),  &hours.wednesday(), &hours.thursday(),
                                             &hours.friday(), &hours.saturday(), &hours.sunday()};
  OpeningHoursForm form;
  for (size_t day = 0; day < kDaysOfWeek; ++day) form.days[day].assign(days[day]->begin(), days[day]->end());
  form.every_day.assign(hours.every_day().begin(), hours.every_day().end());
  return form;
}

std::string CodeOf(const Venue& venue, const CodeBook& codes) {
  return codes.Write({.venue = venue.id, .space = 0, .epoch = venue.code_epoch});
}

int EpochOf(const Venue& venue, const Space& space) { return (venue.code_epoch + space.code_replacements) % 256; }

std::string CodeOf(const Venue& venue, const Space& space, const CodeBook& codes) {
  return codes.Write({.venue = venue.id, .space = space.number, .epoch = EpochOf(venue, space)});
}

v1::Space ToProto(const Space& space) {
  v1::Space out;
  out.set_space(space.number);
  out.set_parent_space(space.parent);
  out.set_kind(static_cast<v1::SpaceKind>(space.kind));
  out.set_display_name(space.name);
  out.set_revision(space.revision);
  out.set_code_replacements(space.code_replacements);
  if (space.deleted_at) *out.mutable_delete_time() = platform::rpc::ToTimestamp(*space.deleted_at);
  return out;
}

v1::Space ToOperatorProto(const Space& space, const Venue& venue, const CodeBook& codes, const PublicAddress& address) {
  v1::Space out = ToProto(space);
  if (!space.deleted_at) out.set_code_url(address.CodeUrl(CodeOf(venue, space, codes)));
  return out;
}

v1::Venue ToProto(const Venue& venue) {
  const VenueDetails& details = venue.details;
  v1::Venue out;
  out.set_id(venue.id.ToString());
  out.set_display_name(details.display_name);
  out.set_address(details.address);
  out.set_area_code(details.area.ToString());
  out.set_kind(static_cast<v1::VenueKind>(details.kind));
  out.set_time_zone(details.time_zone);
  out.set_seat_count(details.seat_count);
  out.set_floor_area_m2(details.floor_area_m2);
  out.set_typical_stay_minutes(details.typical_stay_minutes);
  out.set_code_epoch(venue.code_epoch);
  *out.mutable_create_time() = platform::rpc::ToTimestamp(venue.created_at);
  if (!details.opening_hours.spans.empty()) *out.mutable_opening_hours() = ToProto(details.opening_hours);
  out.set_revision(venue.revision);
  out.set_automatic_check_out_minutes(details.automatic_check_out_minutes);
  out.set_capacity(details.capacity);
  for (const VenueLink& link : details.links) {
    v1::VenueLink& added = *out.add_links();
    added.set_kind(static_cast<v1::VenueLinkKind>(link.kind));
    added.set_label(link.label);
    added.set_url(link.url);
  }
  out.set_listed(details.listed);
  if (venue.deleted_at) *out.mutable_delete_time() = platform::rpc::ToTimestamp(*venue.deleted_at);
  return out;
}

v1::Venue ToOperatorProto(const Venue& venue, const CodeBook& codes, const PublicAddress& address) {
  v1::Venue out = ToProto(venue);
  out.set_code_url(address.CodeUrl(CodeOf(venue, codes)));
  out.set_typed_code(DisplayTypedCode(venue.typed_code));
  return out;
}

}  // namespace mimamori::venue
