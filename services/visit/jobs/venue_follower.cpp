// SPDX-License-Identifier: Apache-2.0
#include "services/visit/jobs/venue_follower.hpp"

#include <fmt/format.h>

#include "services/platform/core/status_macros.hpp"
#include "services/platform/observe/log.hpp"
#include "services/visit/domain/service_day.hpp"

namespace mimamori::visit {
namespace {

constexpr absl::Duration kDatabaseTime = absl::Seconds(5);

absl::StatusOr<std::vector<OpenSpan>> HoursOf(const venue::v1::OpeningHours& told) {
  const google::protobuf::RepeatedPtrField<std::string>* const days[] = {
      &told.monday(), &told.tuesday(), &told.wednesday(), &told.thursday(),
      &told.friday(), &told.saturday(), &told.sunday()};
  std::vector<OpenSpan> hours;
  for (int day = 0; day < 7; ++day) {
    for (const std::string& text : *days[day]) {
      ASSIGN_OR_RETURN(const OpenSpan span, ParseOpenSpan(day, text));
      hours.push_back(span);
    }
  }
  return hours;
}

std::vector<SpaceTerms> SpacesOf(const venue::v1::VenueChange& change) {
  std::vector<SpaceTerms> spaces;
  for (const auto& space : change.spaces()) {
    spaces.push_back({.number = space.space(), .parent = space.parent_space(), .display_name = space.display_name(),
                      .code_replacements = space.code_replacements(), .deleted = space.has_delete_time()});
  }
  return spaces;
}

std::vector<EventTerms> EventsOf(const venue::v1::VenueChange& change) {
  std::vector<EventTerms> events;
  for (const auto& event : change.events()) {
    events.push_back({.number = event.event(), .display_name = event.display_name(),
                      .start = absl::FromUnixSeconds(event.start_time().seconds()),
                      .end = absl::FromUnixSeconds(event.end_time().seconds()),
                      .check_out_at_end = event.check_out_at_end(), .cancelled = event.has_cancel_time()});
  }
  return events;
}

// Visitors are led to nothing but https, whatever is told.
std::vector<OfferedLink> LinksOf(const venue::v1::Venue& venue) {
  std::vector<OfferedLink> links;
  for (const auto& link : venue.links()) {
    if (!link.url().starts_with("https://")) continue;
    links.push_back({.kind = static_cast<int16_t>(link.kind()), .label = link.label(), .url = link.url()});
  }
  return links;
}

// What is known of a venue after a change. A venue that is gone comes with its id alone.
absl::StatusOr<VenueTerms> TermsOf(const venue::v1::VenueChange& change, const VenueDirectory& known) {
  const auto& venue = change.venue();
  ASSIGN_OR_RETURN(const platform::VenueId id, platform::VenueId::Parse(venue.id()));
  if (change.deleted()) {
    const auto before = known.Find(id);
    VenueTerms gone;
    if (before) gone = *before;
    gone.id = id;
    gone.deleted = true;
    if (!before) gone.time_zone = "UTC";
    return gone;
  }
  ASSIGN_OR_RETURN(const absl::TimeZone zone, LoadZone(venue.time_zone()));
  // Hours in words of tomorrow must not hold up a revocation: nobody is marked.
  auto hours = HoursOf(venue.opening_hours());
  if (!hours.ok()) {
    platform::observe::Log(spdlog::level::err, "a venue's opening hours can't be read",
                           {{"sequence", fmt::format("{}", change.sequence())}, platform::observe::Of(hours.status())});
    hours = std::vector<OpenSpan>();
  }
  return VenueTerms{.id = id, .display_name = venue.display_name(), .address = venue.address(),
                    .time_zone = venue.time_zone(), .zone = zone,
                    .typical_stay = absl::Minutes(venue.typical_stay_minutes()), .code_epoch = venue.code_epoch(),
                    .deleted = false, .hours = *std::move(hours),
                    .automatic_check_out = absl::Minutes(venue.automatic_check_out_minutes()), .links = LinksOf(venue),
                    .capacity = venue.capacity(),
                    .changed_spaces = SpacesOf(change), .changed_events = EventsOf(change)};
}

}  // namespace

VenueFollower::VenueFollower(VenueDirectory& directory, platform::rpc::ServiceChannel venue, absl::Duration pause)
    : directory_(directory), stub_(venue::v1::VenueService::NewStub(venue.channel())),
      follower_("venue", venue, pause, [this](grpc::ClientContext& context) { return Follow(context); }) {}

absl::Status VenueFollower::Apply(const venue::v1::VenueChange& change) {
  std::vector<VenueTerms> terms;
  if (auto read = TermsOf(change, directory_); read.ok()) {
    terms.push_back(*std::move(read));
  } else {
    // Passed over, so that the revocations behind it still arrive; check-ins there stay as they were.
    platform::observe::Log(spdlog::level::err, "a venue's change can't be read",
                           {{"sequence", fmt::format("{}", change.sequence())}, platform::observe::Of(read.status())});
  }
  return directory_.Apply(absl::Now() + kDatabaseTime, terms, change.sequence());
}

absl::Status VenueFollower::Follow(grpc::ClientContext& context) {
  ASSIGN_OR_RETURN(const int64_t position, directory_.Position(absl::Now() + kDatabaseTime));
  venue::v1::StreamChangesRequest request;
  request.set_after_sequence(position);
  return platform::rpc::ReadChanges(context, *stub_->StreamChanges(&context, request),
                                    [this](const venue::v1::VenueChange& change) { return Apply(change); });
}

}  // namespace mimamori::visit
