// SPDX-License-Identifier: Apache-2.0
#include "services/visit/service/venue_directory.hpp"

#include <mutex>
#include <utility>

#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/follower.hpp"
#include "services/visit/domain/service_day.hpp"

namespace mimamori::visit {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

// Not plain "venue": what was followed under that name was kept without opening hours, without spaces under
// "venue/opening_hours", without rules and links
// under "venue/spaces", without events under "venue/rules", without capacity
// under "venue/events". Whoever keeps them begins anew, whatever replicas of before do meanwhile under the other names:
// all write how a venue is now. A further field that venues known here lack takes another name in the same way.
constexpr char kSource[] = "venue/capacity";

std::vector<int16_t> NumbersOf(const std::vector<OpenSpan>& hours) {
  std::vector<int16_t> numbers;
  for (const OpenSpan& span : hours) numbers.insert(numbers.end(), {span.day, span.opens, span.closes});
  return numbers;
}

std::vector<OpenSpan> HoursOf(const std::vector<int16_t>& numbers) {
  std::vector<OpenSpan> hours;
  for (size_t i = 0; i + 2 < numbers.size(); i += 3) {
    hours.push_back({.day = numbers[i], .opens = numbers[i + 1], .closes = numbers[i + 2]});
  }
  return hours;
}

std::vector<OfferedLink> LinksOf(const Rows& rows, int row, int first) {
  const std::vector<int16_t> kinds = rows.Int2Array(row, first);
  const std::vector<std::string> labels = rows.TextArray(row, first + 1), urls = rows.TextArray(row, first + 2);
  std::vector<OfferedLink> links;
  for (size_t i = 0; i < kinds.size() && i < labels.size() && i < urls.size(); ++i) {
    links.push_back({.kind = kinds[i], .label = labels[i], .url = urls[i]});
  }
  return links;
}

std::unordered_map<int64_t, std::vector<EventTerms>> EventsIn(const Rows& rows) {
  std::unordered_map<int64_t, std::vector<EventTerms>> events;
  for (int row = 0; row < rows.size(); ++row) {
    events[rows.Int8(row, 0)].push_back({.number = rows.Int4(row, 1), .display_name = std::string(rows.Text(row, 2)),
                                         .start = rows.Time(row, 3), .end = rows.Time(row, 4),
                                         .check_out_at_end = rows.Bool(row, 5), .cancelled = rows.Bool(row, 6)});
  }
  return events;
}

// Of all spaces in `rows` those of each venue.
std::unordered_map<int64_t, std::vector<SpaceTerms>> SpacesIn(const Rows& rows) {
  std::unordered_map<int64_t, std::vector<SpaceTerms>> spaces;
  for (int row = 0; row < rows.size(); ++row) {
    spaces[rows.Int8(row, 0)].push_back({.number = rows.Int4(row, 1), .parent = rows.Int4(row, 2),
                                         .display_name = std::string(rows.Text(row, 3)),
                                         .code_replacements = rows.Int4(row, 4), .deleted = rows.Bool(row, 5)});
  }
  return spaces;
}

}  // namespace

#define MIMAMORI_VENUE_TERMS \
  "SELECT venue_id, display_name, address, time_zone, typical_stay_minutes, code_epoch, deleted, opening_hours, " \
  "automatic_check_out_minutes, link_kinds, link_labels, link_urls, capacity FROM venues"
constexpr Statement kReadVenues{"visit.read_venues", MIMAMORI_VENUE_TERMS};
constexpr Statement kReadSome{"visit.read_some_venues", MIMAMORI_VENUE_TERMS " WHERE venue_id = ANY ($1)"};
#define MIMAMORI_SPACE_TERMS \
  "SELECT venue_id, space, parent, display_name, code_replacements, deleted FROM venue_spaces"
constexpr Statement kReadSpaces{"visit.read_spaces", MIMAMORI_SPACE_TERMS};
constexpr Statement kReadSomeSpaces{"visit.read_some_spaces", MIMAMORI_SPACE_TERMS " WHERE venue_id = ANY ($1)"};
#define MIMAMORI_EVENT_TERMS \
  "SELECT venue_id, event, display_name, start_time, end_time, check_out_at_end, cancelled FROM venue_events"
constexpr Statement kReadEvents{"visit.read_events", MIMAMORI_EVENT_TERMS};
constexpr Statement kReadSomeEvents{"visit.read_some_events", MIMAMORI_EVENT_TERMS " WHERE venue_id = ANY ($1)"};

absl::Status VenueDirectory::Load(absl::Time deadline) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kReadVenues));
  ASSIGN_OR_RETURN(const Rows spaces, pool_.Run(deadline, kReadSpaces));
  ASSIGN_OR_RETURN(const Rows events, pool_.Run(deadline, kReadEvents));
  return ShowRows(rows, spaces, events);
}

absl::Status VenueDirectory::ShowRows(const Rows& rows, const Rows& space_rows, const Rows& event_rows) {
  auto spaces = SpacesIn(space_rows);
  auto events = EventsIn(event_rows);
  for (int row = 0; row < rows.size(); ++row) {
    VenueTerms terms{.id = platform::VenueId(rows.Int8(row, 0)), .display_name = std::string(rows.Text(row, 1)),
                     .address = std::string(rows.Text(row, 2)), .time_zone = std::string(rows.Text(row, 3)), .zone = {},
                     .typical_stay = absl::Minutes(rows.Int4(row, 4)), .code_epoch = rows.Int4(row, 5),
                     .deleted = rows.Bool(row, 6), .hours = HoursOf(rows.Int2Array(row, 7)), .spaces = {},
                     .automatic_check_out = absl::Minutes(rows.Int4(row, 8)), .links = LinksOf(rows, row, 9), .capacity = rows.Int4(row, 12), .events = {},
                     .changed_spaces = std::move(spaces[rows.Int8(row, 0)]),
                     .changed_events = std::move(events[rows.Int8(row, 0)])};
    ASSIGN_OR_RETURN(terms.zone, LoadZone(terms.time_zone));
    Show(std::move(terms));
  }
  return absl::OkStatus();
}

std::shared_ptr<const VenueTerms> VenueDirectory::Find(platform::VenueId id) const {
  const std::shared_lock lock(mutex_);
  const auto it = venues_.find(id.number());
  return it == venues_.end() ? nullptr : it->second;
}

constexpr Statement kKeepVenue{"visit.keep_venue", R"sql(
  INSERT INTO venues (venue_id, display_name, address, time_zone, typical_stay_minutes, code_epoch, deleted, opening_hours,
                      automatic_check_out_minutes, link_kinds, link_labels, link_urls, capacity)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
  ON CONFLICT (venue_id) DO UPDATE SET display_name = excluded.display_name, address = excluded.address,
    time_zone = excluded.time_zone, typical_stay_minutes = excluded.typical_stay_minutes,
    code_epoch = excluded.code_epoch, deleted = excluded.deleted, opening_hours = excluded.opening_hours,
    automatic_check_out_minutes = excluded.automatic_check_out_minutes, link_kinds = excluded.link_kinds,
    link_labels = excluded.link_labels, link_urls = excluded.link_urls,
    capacity = excluded.capacity
)sql"};

constexpr Statement kKeepSpaces{"visit.keep_spaces", R"sql(
  INSERT INTO venue_spaces (venue_id, space, parent, display_name, code_replacements, deleted)
  SELECT $1, space, parent, display_name, code_replacements, deleted
  FROM unnest($2::int4[], $3::int4[], $4::text[], $5::int4[], $6::bool[])
       AS n(space, parent, display_name, code_replacements, deleted)
  ON CONFLICT (venue_id, space) DO UPDATE SET parent = excluded.parent, display_name = excluded.display_name,
    code_replacements = excluded.code_replacements, deleted = excluded.deleted
)sql"};

constexpr Statement kKeepEvent{"visit.keep_event", R"sql(
  INSERT INTO venue_events (venue_id, event, display_name, start_time, end_time, check_out_at_end, cancelled)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (venue_id, event) DO UPDATE SET display_name = excluded.display_name, start_time = excluded.start_time,
    end_time = excluded.end_time, check_out_at_end = excluded.check_out_at_end, cancelled = excluded.cancelled
)sql"};
constexpr Statement kForgetEvents{"visit.forget_events", "DELETE FROM venue_events WHERE end_time < $1"};

namespace {

absl::Status KeepEvents(Connection& connection, const VenueTerms& terms) {
  for (const EventTerms& event : terms.changed_events) {
    RETURN_IF_ERROR(connection.Run(kKeepEvent, Params().Int8(terms.id.number()).Int4(event.number)
                                                   .Text(event.display_name).Time(event.start).Time(event.end)
                                                   .Bool(event.check_out_at_end).Bool(event.cancelled)).status());
  }
  return absl::OkStatus();
}

Params ParamsOf(const VenueTerms& terms) {
  std::vector<int16_t> kinds;
  std::vector<std::string> labels, urls;
  for (const OfferedLink& link : terms.links) {
    kinds.push_back(link.kind);
    labels.push_back(link.label);
    urls.push_back(link.url);
  }
  const auto minutes = [](absl::Duration time) { return static_cast<int32_t>(absl::ToInt64Minutes(time)); };
  return Params().Int8(terms.id.number()).Text(terms.display_name).Text(terms.address).Text(terms.time_zone)
      .Int4(minutes(terms.typical_stay)).Int4(terms.code_epoch).Bool(terms.deleted).Int2Array(NumbersOf(terms.hours))
      .Int4(minutes(terms.automatic_check_out)).Int2Array(kinds).TextArray(labels).TextArray(urls)
      .Int4(terms.capacity);
}

absl::Status KeepSpaces(Connection& connection, const VenueTerms& terms) {
  if (terms.changed_spaces.empty()) return absl::OkStatus();
  std::vector<int32_t> numbers, parents, replacements;
  std::vector<std::string> names;
  std::vector<bool> deleted;
  for (const SpaceTerms& space : terms.changed_spaces) {
    numbers.push_back(space.number);
    parents.push_back(space.parent);
    names.push_back(space.display_name);
    replacements.push_back(space.code_replacements);
    deleted.push_back(space.deleted);
  }
  return connection.Run(kKeepSpaces, Params().Int8(terms.id.number()).Int4Array(numbers).Int4Array(parents)
                                         .TextArray(names).Int4Array(replacements).BoolArray(deleted)).status();
}

}  // namespace

absl::Status VenueDirectory::Apply(absl::Time deadline, const std::vector<VenueTerms>& changed, int64_t sequence) {
  std::vector<int64_t> ids;
  for (const VenueTerms& terms : changed) ids.push_back(terms.id.number());
  const absl::Status kept = pool_.Transact(deadline, [&](Connection& connection) {
    for (const VenueTerms& terms : changed) {
      RETURN_IF_ERROR(connection.Run(kKeepVenue, ParamsOf(terms)).status());
      RETURN_IF_ERROR(KeepSpaces(connection, terms));
      RETURN_IF_ERROR(KeepEvents(connection, terms));
    }
    return platform::postgres::KeepPosition(connection, kSource, sequence);
  });
  if (platform::ReasonOf(kept) == "POSITION_TAKEN") {  // a replica kept them; we only show them
    ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kReadSome, Params().Int8Array(ids)));
    ASSIGN_OR_RETURN(const Rows spaces, pool_.Run(deadline, kReadSomeSpaces, Params().Int8Array(ids)));
    ASSIGN_OR_RETURN(const Rows events, pool_.Run(deadline, kReadSomeEvents, Params().Int8Array(ids)));
    return ShowRows(rows, spaces, events);
  }
  RETURN_IF_ERROR(kept);
  for (const VenueTerms& terms : changed) Show(terms);
  return absl::OkStatus();
}

absl::StatusOr<int64_t> VenueDirectory::Position(absl::Time deadline) const {
  return platform::postgres::LoadPosition(pool_, deadline, kSource);
}

std::vector<std::string> VenueDirectory::Zones() const {
  const std::shared_lock lock(mutex_);
  std::vector<std::string> names;
  for (const auto& [name, count] : zones_) names.push_back(name);
  return names;
}

// Changes come from one thread; only the last lines must not be seen halfway.
void VenueDirectory::Show(VenueTerms terms) {
  const auto before = Find(terms.id);
  terms.spaces = before ? before->spaces : std::make_shared<const VenueSpaces>();
  if (!terms.changed_spaces.empty()) {
    terms.spaces = std::make_shared<const VenueSpaces>(terms.spaces->With(std::exchange(terms.changed_spaces, {})));
  }
  terms.events = before ? before->events : std::make_shared<const std::vector<EventTerms>>();
  if (!terms.changed_events.empty()) {
    terms.events =
        std::make_shared<const std::vector<EventTerms>>(Merge(*terms.events, std::exchange(terms.changed_events, {})));
  }
  auto shown = std::make_shared<const VenueTerms>(std::move(terms));
  const std::unique_lock lock(mutex_);
  std::shared_ptr<const VenueTerms>& known = venues_[shown->id.number()];
  if (known && !known->deleted && --zones_[known->time_zone] == 0) zones_.erase(known->time_zone);
  if (!shown->deleted) ++zones_[shown->time_zone];
  known = std::move(shown);
}

absl::Status VenueDirectory::ForgetEvents(absl::Time deadline, absl::Time ended_before) {
  return pool_.Run(deadline, kForgetEvents, Params().Time(ended_before)).status();
}

std::vector<Statement> VenueDirectory::Statements() {
  return {kReadVenues, kReadSome, kReadSpaces, kReadSomeSpaces, kReadEvents, kReadSomeEvents,
          kKeepVenue,  kKeepSpaces, kKeepEvent, kForgetEvents};
}

}  // namespace mimamori::visit
