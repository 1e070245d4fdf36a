// SPDX-License-Identifier: Apache-2.0
#include "services/venue/store/event_store.hpp"

#include <gmock/gmock.h>

#include "services/platform/core/error.hpp"
#include "tests/services/venue/store/venue_store_fixture.hpp"

namespace mimamori::venue {
namespace {

using platform::ReasonOf;
using platform::RequestId;

class EventStoreTest : public VenueStoreTest {
 protected:
  static Deed DeedAt(absl::Time now, const char* action = "venue.CreateEvent") {
    return {.actor = "operator", .action = action, .now = now, .trace_id = ""};
  }
  static EventCreation CreationOf(const Venue& venue, const std::string& name = "音楽会") {
    return {.venue = venue.id,
            .request = RequestId::Random(),
            .fingerprint = std::string(16, 'e'),
            .details = {.display_name = name, .start = kNow + absl::Hours(3), .end = kNow + absl::Hours(6),
                        .check_out_at_end = true, .participants = 200},
            .deed = DeedAt(kNow)};
  }
  EventStore events_{pool_};
};

TEST_F(EventStoreTest, PreparesEveryStatement) {
  auto connection = pool_.Borrow(Soon());
  for (const auto& statement : EventStore::Statements()) {
    EXPECT_TRUE((*connection)->Prepare(statement).ok()) << statement.name << ": " << (*connection)->Prepare(statement);
  }
}

TEST_F(EventStoreTest, EntersAnEventOnceForEachRequest) {
  const Venue venue = AddVenue(SomeDetails());
  const EventCreation creation = CreationOf(venue);
  const auto event = events_.Create(Soon(), creation);
  ASSERT_TRUE(event.ok()) << event.status();
  EXPECT_EQ(*event, (Event{.number = 1, .details = creation.details}));
  EXPECT_EQ(*events_.Create(Soon(), creation), *event) << "a retry";
  EventCreation other = creation;
  other.fingerprint = std::string(16, 'f');
  EXPECT_EQ(ReasonOf(events_.Create(Soon(), other).status()), "REQUEST_ID_REUSED");
  EXPECT_EQ(events_.Create(Soon(), CreationOf(venue))->number, 2);
  const Venue theirs = AddVenue(SomeDetails("theirs"));
  EXPECT_EQ(events_.Create(Soon(), CreationOf(theirs))->number, 1) << "each venue has its own numbers";
  EXPECT_EQ(events_.List(Soon(), venue.id, 0, 500)->size(), 2u);
}

TEST_F(EventStoreTest, ChangesAndCallsOffWhatIsThere) {
  const Venue venue = AddVenue(SomeDetails());
  const Event event = *events_.Create(Soon(), CreationOf(venue));
  EventChange change{.venue = venue.id, .event = 1, .revision = 1, .details = event.details,
                     .deed = DeedAt(kNow, "venue.UpdateEvent")};
  change.details.end = kNow + absl::Hours(9);
  const auto changed = events_.Change(Soon(), change);
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_EQ(changed->details, change.details);
  EXPECT_EQ(changed->revision, 2);
  EXPECT_EQ(*events_.Change(Soon(), change), *changed) << "a retry";
  const EventCancellation cancellation{.venue = venue.id, .event = 1, .revision = 2,
                                       .deed = DeedAt(kNow + absl::Hours(1), "venue.CancelEvent")};
  const auto cancelled = events_.Cancel(Soon(), cancellation);
  ASSERT_TRUE(cancelled.ok()) << cancelled.status();
  EXPECT_EQ(cancelled->cancelled_at, kNow + absl::Hours(1));
  EXPECT_EQ(*events_.Cancel(Soon(), cancellation), *cancelled) << "a retry";
  change.event = 7;
  EXPECT_EQ(ReasonOf(events_.Change(Soon(), change).status()), "EVENT_UNKNOWN");
  EXPECT_EQ(pool_.Run(Soon(), {"test_audit", "SELECT count(*) FROM audit_entries WHERE action LIKE 'venue.%Event'"})->Int8(0, 0), 3);
}

TEST_F(EventStoreTest, TellsFollowersHowAnEventIsNow) {
  const Venue venue = AddVenue(SomeDetails());
  const Event event = *events_.Create(Soon(), CreationOf(venue));
  ASSERT_TRUE(events_.Create(Soon(), CreationOf(venue, "another")).ok());
  const auto cancelled = events_.Cancel(Soon(), {.venue = venue.id, .event = 1, .revision = 1, .deed = DeedAt(kNow)});
  const auto news = store_.NewsAfter(Soon(), 0, 100);
  ASSERT_TRUE(news.ok()) << news.status();
  ASSERT_EQ(news->size(), 4u);
  EXPECT_TRUE((*news)[0].events.empty());
  EXPECT_EQ((*news)[1].events, std::vector<Event>{*cancelled});
  EXPECT_EQ((*news)[2].events.front().details.display_name, "another");
  EXPECT_TRUE((*news)[2].spaces.empty());
}

TEST_F(EventStoreTest, ListsTheLatestFirst) {
  const Venue venue = AddVenue(SomeDetails());
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(events_.Create(Soon(), CreationOf(venue)).ok());
  const auto first = events_.List(Soon(), venue.id, 0, 2);
  ASSERT_EQ(first->size(), 2u);
  EXPECT_EQ(first->front().number, 3);
  const auto second = events_.List(Soon(), venue.id, 2, 2);
  ASSERT_EQ(second->size(), 1u);
  EXPECT_EQ(second->front().number, 1);
}

TEST_F(EventStoreTest, HasALimitOfEventsThatAreNotOver) {
  const Venue venue = AddVenue(SomeDetails());
  const auto owner = platform::postgres::Connection::Open(database_.OwnerConninfo());
  ASSERT_TRUE((*owner)->Script(R"sql(
      INSERT INTO events (venue_id, event, request_id, fingerprint, display_name, start_time, end_time, check_out_at_end,
                          participants, created_at)
      SELECT v.venue_id, n, gen_random_uuid(), decode(repeat('00', 16), 'hex'), 'x', '2026-11-21 10:00Z',
             '2026-11-22 10:00Z', false, 0, '2026-11-20 10:00Z'
      FROM venues v, generate_series(1, 1000) n)sql").ok());
  EXPECT_EQ(ReasonOf(events_.Create(Soon(), CreationOf(venue)).status()), "TOO_MANY_EVENTS");
  EventCreation later = CreationOf(venue);
  later.deed = DeedAt(kNow + absl::Hours(48));
  EXPECT_EQ(events_.Create(Soon(), later)->number, 1001);
}

TEST_F(EventStoreTest, ChangesNothingOfADeletedVenue) {
  const Venue venue = AddVenue(SomeDetails());
  ASSERT_TRUE(events_.Create(Soon(), CreationOf(venue)).ok());
  ASSERT_TRUE(store_.Delete(Soon(), {.venue = venue.id, .revision = 1, .actor = "", .now = kNow, .trace_id = ""}).ok());
  EXPECT_EQ(ReasonOf(events_.Create(Soon(), CreationOf(venue)).status()), "VENUE_UNKNOWN");
  EXPECT_EQ(ReasonOf(events_.Cancel(Soon(), {.venue = venue.id, .event = 1, .revision = 1, .deed = DeedAt(kNow)}).status()),
            "VENUE_UNKNOWN");
}

}  // namespace
}  // namespace mimamori::venue
