// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/change_log.hpp"
#include "services/venue/store/event_store.hpp"

namespace mimamori::venue {
namespace {

using platform::VenueId;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr std::string_view kEventPrefix = "event:";

#define MIMAMORI_EVENT_COLUMNS \
  "event, display_name, start_time, end_time, check_out_at_end, participants, revision, cancelled_at"

// Changes of one venue's events wait for each other: numbers have no gaps and no twins.
constexpr Statement kLock{"lock_venue_of_events",
                          "SELECT " MIMAMORI_VENUE_COLUMNS " FROM venues WHERE venue_id = $1 FOR NO KEY UPDATE"};

constexpr Statement kMade{"find_event_creation", "SELECT " MIMAMORI_EVENT_COLUMNS R"(, fingerprint
    FROM events WHERE venue_id = $1 AND request_id = $2)"};

constexpr Statement kNext{"next_event", R"(
    SELECT coalesce(max(event), 0) + 1, count(*) FILTER (WHERE cancelled_at IS NULL AND end_time > $2)
    FROM events WHERE venue_id = $1)"};

constexpr Statement kCreate{"create_event", R"(
    INSERT INTO events (venue_id, event, request_id, fingerprint, display_name, start_time, end_time, check_out_at_end,
                        participants, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING )" MIMAMORI_EVENT_COLUMNS};

constexpr Statement kGet{"get_event", "SELECT " MIMAMORI_EVENT_COLUMNS R"(
    FROM events WHERE venue_id = $1 AND event = $2)"};

constexpr Statement kChange{"change_event", R"(
    UPDATE events SET display_name = $3, start_time = $4, end_time = $5, check_out_at_end = $6, participants = $7,
                      revision = revision + 1
    WHERE venue_id = $1 AND event = $2 RETURNING )" MIMAMORI_EVENT_COLUMNS};

constexpr Statement kCancel{"cancel_event", R"(
    UPDATE events SET cancelled_at = $3 WHERE venue_id = $1 AND event = $2 RETURNING )" MIMAMORI_EVENT_COLUMNS};

constexpr Statement kList{"list_events", "SELECT " MIMAMORI_EVENT_COLUMNS R"(
    FROM events WHERE venue_id = $1 AND ($2 = 0 OR event < $2) ORDER BY event DESC LIMIT $3)"};

constexpr Statement kSome{"get_events", "SELECT " MIMAMORI_EVENT_COLUMNS R"(
    FROM events WHERE venue_id = $1 AND event = ANY ($2) ORDER BY event)"};

Event ReadEvent(const Rows& rows, int row) {
  return {.number = rows.Int4(row, 0),
          .details = {.display_name = std::string(rows.Text(row, 1)),
                      .start = rows.Time(row, 2),
                      .end = rows.Time(row, 3),
                      .check_out_at_end = rows.Bool(row, 4),
                      .participants = rows.Int4(row, 5)},
          .revision = rows.Int4(row, 6),
          .cancelled_at = rows.IsNull(row, 7) ? std::nullopt : std::optional(rows.Time(row, 7))};
}

std::vector<Event> ReadEvents(const Rows& rows) {
  std::vector<Event> events;
  for (int row = 0; row < rows.size(); ++row) events.push_back(ReadEvent(rows, row));
  return events;
}

absl::StatusOr<Venue> Lock(Connection& transaction, VenueId id) {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kLock, Params().Int8(id.number())));
  if (rows.empty()) return VenueUnknown();
  ASSIGN_OR_RETURN(Venue venue, ReadVenue(rows, 0));
  if (venue.deleted_at) return VenueUnknown();
  return venue;
}

absl::StatusOr<Event> Get(Connection& transaction, VenueId venue, int32_t event) {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kGet, Params().Int8(venue.number()).Int4(event)));
  if (rows.empty()) return platform::NotFound("EVENT_UNKNOWN", "there is no such event");
  return ReadEvent(rows, 0);
}

// Audit entry and change, the last things of a transaction that changed an event.
absl::Status Record(Connection& transaction, const Venue& venue, const Deed& deed, const Event& event) {
  RETURN_IF_ERROR(platform::postgres::AppendAudit(
      transaction, {.time = deed.now,
                    .actor = deed.actor,
                    .action = deed.action,
                    .object_type = "venue",
                    .object_id = venue.id.ToString(),
                    .area = venue.details.area.ToString(),
                    .reason = "",
                    .payload = fmt::format(R"({{"event": {}, "revision": {}}})", event.number, event.revision),
                    .trace_id = deed.trace_id}));
  return platform::postgres::AppendChange(transaction, deed.now, kVenueTopic, venue.id.ToString(),
                                          fmt::format("{}{}", kEventPrefix, event.number));
}

absl::Status CheckMade(const Rows& made, const std::string& fingerprint) {
  if (made.Bytes(0, 8) == fingerprint) return absl::OkStatus();
  return platform::Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                           "request_id was used before for another event", "request_id");
}

absl::Status CheckCount(const Rows& next) {
  if (next.Int8(0, 1) < kMostEvents) return absl::OkStatus();
  return platform::Failure(absl::StatusCode::kResourceExhausted, "TOO_MANY_EVENTS",
                           fmt::format("a venue has at most {} events that are not over", kMostEvents));
}

Params ParamsOf(VenueId venue, int32_t event, const EventDetails& details) {
  return Params()
      .Int8(venue.number())
      .Int4(event)
      .Text(details.display_name)
      .Time(details.start)
      .Time(details.end)
      .Bool(details.check_out_at_end)
      .Int4(details.participants);
}

}  // namespace

absl::StatusOr<Event> EventStore::Create(absl::Time deadline, const EventCreation& creation) {
  Event event;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    const int64_t id = creation.venue.number();
    ASSIGN_OR_RETURN(const Venue venue, Lock(transaction, creation.venue));
    ASSIGN_OR_RETURN(const Rows made, transaction.Run(kMade, Params().Int8(id).Uuid(creation.request.uuid())));
    if (!made.empty()) {
      event = ReadEvent(made, 0);
      return CheckMade(made, creation.fingerprint);
    }
    ASSIGN_OR_RETURN(const Rows next, transaction.Run(kNext, Params().Int8(id).Time(creation.deed.now)));
    RETURN_IF_ERROR(CheckCount(next));
    const EventDetails& details = creation.details;
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kCreate, Params()
                                                                   .Int8(id)
                                                                   .Int4(next.Int4(0, 0))
                                                                   .Uuid(creation.request.uuid())
                                                                   .Bytes(creation.fingerprint)
                                                                   .Text(details.display_name)
                                                                   .Time(details.start)
                                                                   .Time(details.end)
                                                                   .Bool(details.check_out_at_end)
                                                                   .Int4(details.participants)
                                                                   .Time(creation.deed.now)));
    event = ReadEvent(rows, 0);
    return Record(transaction, venue, creation.deed, event);
  }));
  return event;
}

absl::StatusOr<Event> EventStore::Change(absl::Time deadline, const EventChange& change) {
  Event event;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Venue venue, Lock(transaction, change.venue));
    ASSIGN_OR_RETURN(event, Get(transaction, change.venue, change.event));
    ASSIGN_OR_RETURN(const EditStep step, JudgeEventChange(event, change.revision, change.details, change.deed.now));
    if (step == EditStep::kDone) return absl::OkStatus();
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kChange, ParamsOf(change.venue, change.event, change.details)));
    event = ReadEvent(rows, 0);
    return Record(transaction, venue, change.deed, event);
  }));
  return event;
}

absl::StatusOr<Event> EventStore::Cancel(absl::Time deadline, const EventCancellation& cancellation) {
  Event event;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Venue venue, Lock(transaction, cancellation.venue));
    ASSIGN_OR_RETURN(event, Get(transaction, cancellation.venue, cancellation.event));
    ASSIGN_OR_RETURN(const EditStep step, JudgeCancellation(event, cancellation.revision, cancellation.deed.now));
    if (step == EditStep::kDone) return absl::OkStatus();
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kCancel, Params()
                                                                   .Int8(cancellation.venue.number())
                                                                   .Int4(cancellation.event)
                                                                   .Time(cancellation.deed.now)));
    event = ReadEvent(rows, 0);
    return Record(transaction, venue, cancellation.deed, event);
  }));
  return event;
}

absl::StatusOr<std::vector<Event>> EventStore::List(absl::Time deadline, VenueId venue, int32_t below, int limit) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kList, Params().Int8(venue.number()).Int4(below).Int8(limit)));
  return ReadEvents(rows);
}

std::vector<Statement> EventStore::Statements() {
  return {kLock, kMade, kNext, kCreate, kGet, kChange, kCancel, kList, kSome};
}

int32_t ReadChangedEvent(std::string_view payload) {
  int32_t number = 0;
  if (!payload.starts_with(kEventPrefix)) return number;
  payload.remove_prefix(kEventPrefix.size());
  std::from_chars(payload.data(), payload.data() + payload.size(), number);
  return number;
}

absl::StatusOr<std::vector<Event>> EventsIn(platform::postgres::Pool& pool, absl::Time deadline, VenueId venue,
                                            const std::vector<int32_t>& numbers) {
  ASSIGN_OR_RETURN(const Rows rows, pool.Run(deadline, kSome, Params().Int8(venue.number()).Int4Array(numbers)));
  return ReadEvents(rows);
}

}  // namespace mimamori::venue
