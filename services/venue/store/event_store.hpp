// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/platform/postgres/pool.hpp"
#include "services/venue/domain/event.hpp"
#include "services/venue/domain/venue.hpp"
#include "services/venue/store/venue_row.hpp"

namespace mimamori::venue {

struct EventCreation {
  platform::VenueId venue;
  platform::RequestId request;
  std::string fingerprint;  // 16 bytes
  EventDetails details;
  Deed deed;
};

struct EventChange {
  platform::VenueId venue;
  int32_t event = 0;
  int32_t revision = 0;
  EventDetails details;
  Deed deed;
};

struct EventCancellation {
  platform::VenueId venue;
  int32_t event = 0;
  int32_t revision = 0;
  Deed deed;
};

// The events of venues. Each change is kept with its audit entry and its news for followers. Thread-safe.
class EventStore {
 public:
  explicit EventStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // A known request answers with the event as it is. NOT_FOUND: VENUE_UNKNOWN (or deleted). ALREADY_EXISTS:
  // REQUEST_ID_REUSED (another fingerprint). RESOURCE_EXHAUSTED: TOO_MANY_EVENTS.
  absl::StatusOr<Event> Create(absl::Time deadline, const EventCreation& creation);
  // NOT_FOUND: VENUE_UNKNOWN, EVENT_UNKNOWN. Failures of JudgeEventChange and JudgeCancellation.
  absl::StatusOr<Event> Change(absl::Time deadline, const EventChange& change);
  absl::StatusOr<Event> Cancel(absl::Time deadline, const EventCancellation& cancellation);
  // Those below a number, the highest first; 0: all.
  absl::StatusOr<std::vector<Event>> List(absl::Time deadline, platform::VenueId venue, int32_t below, int limit);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

// How an item of the change log says that one event changed: "event:3". 0: it is about something else.
int32_t ReadChangedEvent(std::string_view payload);
// Some events by number.
absl::StatusOr<std::vector<Event>> EventsIn(platform::postgres::Pool& pool, absl::Time deadline, platform::VenueId venue,
                                            const std::vector<int32_t>& numbers);

}  // namespace mimamori::venue
