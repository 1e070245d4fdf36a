// SPDX-License-Identifier: Apache-2.0
#include "services/venue/service/event_service.hpp"

#include <gmock/gmock.h>

#include "tests/services/venue/service/venue_house.hpp"

namespace mimamori::venue {
namespace {

using platform::rpc::ToTimestamp;
using EventStub = v1::EventService::Stub;

class EventsTest : public VenueHouse {
 protected:
  template <class Request, class Response>
  absl::StatusOr<Response> AskEvents(const Person& person,
                                     grpc::Status (EventStub::*method)(grpc::ClientContext*, const Request&, Response*),
                                     const Request& request) {
    return platform::rpc::Ask(*events_stub_, method, *ContextOf(person), request);
  }
  static v1::CreateEventRequest AConcert() {
    v1::CreateEventRequest request;
    request.set_request_id(platform::RequestId::Random().ToString());
    request.set_display_name("音楽会");
    *request.mutable_start_time() = ToTimestamp(kNow + absl::Hours(3));
    *request.mutable_end_time() = ToTimestamp(kNow + absl::Hours(6));
    request.set_check_out_at_end(true);
    request.set_participants(200);
    return request;
  }
  static v1::UpdateEventRequest ChangeOf(const v1::Event& event) {
    v1::UpdateEventRequest request;
    request.set_event(event.event());
    request.set_revision(event.revision());
    request.set_display_name("延長した音楽会");
    *request.mutable_start_time() = event.start_time();
    *request.mutable_end_time() = ToTimestamp(kNow + absl::Hours(8));
    return request;
  }
  static v1::CancelEventRequest CancellationOf(const v1::Event& event) {
    v1::CancelEventRequest request;
    request.set_event(event.event());
    request.set_revision(event.revision());
    return request;
  }
  v1::Event Create(const v1::Venue& venue) {
    const auto event = AskEvents(Operator(venue.id()), &EventStub::CreateEvent, AConcert());
    EXPECT_TRUE(event.ok()) << event.status();
    return event.ok() ? *event : v1::Event();
  }

  EventStore events_{pool_};
  EventService event_service_{
      {.venues = store_, .events = events_, .quotas = quotas_, .page_tokens = page_tokens_}, runner_};
  InProcess event_server_{event_service_};
  const std::unique_ptr<EventStub> events_stub_ = v1::EventService::NewStub(event_server_.Channel());
};

TEST_F(EventsTest, AreEnteredChangedAndCalledOff) {
  const v1::Venue venue = AddVenue();
  const auto request = AConcert();
  const auto made = AskEvents(Operator(venue.id()), &EventStub::CreateEvent, request);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->event(), 1);
  EXPECT_EQ(made->display_name(), "音楽会");
  EXPECT_TRUE(made->check_out_at_end());
  EXPECT_EQ(made->participants(), 200);
  EXPECT_EQ(AskEvents(Operator(venue.id()), &EventStub::CreateEvent, request)->SerializeAsString(),
            made->SerializeAsString());
  const auto changed = AskEvents(Operator(venue.id()), &EventStub::UpdateEvent, ChangeOf(*made));
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_EQ(changed->display_name(), "延長した音楽会");
  EXPECT_EQ(changed->revision(), 2);
  const auto behind = AskEvents(Operator(venue.id()), &EventStub::CancelEvent, CancellationOf(*made));
  EXPECT_EQ(ReasonOf(behind.status()), "EVENT_CHANGED");
  const auto cancelled = AskEvents(Operator(venue.id()), &EventStub::CancelEvent, CancellationOf(*changed));
  ASSERT_TRUE(cancelled.ok()) << cancelled.status();
  EXPECT_TRUE(cancelled->has_cancel_time());
  const auto list = AskEvents(Operator(venue.id()), &EventStub::ListOwnEvents, {});
  ASSERT_EQ(list->events_size(), 1);
  EXPECT_EQ(list->events(0).SerializeAsString(), cancelled->SerializeAsString());
}

TEST_F(EventsTest, NameTheFieldThatIsWrong) {
  const v1::Venue venue = AddVenue();
  auto request = AConcert();
  *request.mutable_end_time() = request.start_time();
  const auto refused = AskEvents(Operator(venue.id()), &EventStub::CreateEvent, request);
  EXPECT_EQ(ReasonOf(refused.status()), "EVENT_ENDS_BEFORE_START");
  EXPECT_EQ(FieldOf(refused.status()), "end_time");
  request.clear_end_time();
  EXPECT_EQ(FieldOf(AskEvents(Operator(venue.id()), &EventStub::CreateEvent, request).status()), "end_time");
  request.set_request_id("1");
  EXPECT_EQ(ReasonOf(AskEvents(Operator(venue.id()), &EventStub::CreateEvent, request).status()), "MALFORMED_ID");
}

TEST_F(EventsTest, ComeInPagesOfOneVenue) {
  const v1::Venue venue = AddVenue();
  const v1::Venue other = AddVenue("other");
  for (int i = 0; i < 3; ++i) Create(venue);
  v1::ListOwnEventsRequest request;
  request.set_page_size(2);
  const auto first = AskEvents(Operator(venue.id()), &EventStub::ListOwnEvents, request);
  ASSERT_EQ(first->events_size(), 2);
  EXPECT_EQ(first->events(0).event(), 3);
  request.set_page_token(first->next_page_token());
  const auto second = AskEvents(Operator(venue.id()), &EventStub::ListOwnEvents, request);
  ASSERT_EQ(second->events_size(), 1);
  EXPECT_EQ(second->next_page_token(), "");
  EXPECT_EQ(ReasonOf(AskEvents(Operator(other.id()), &EventStub::ListOwnEvents, request).status()), "BAD_PAGE_TOKEN");
}

TEST_F(EventsTest, AreShownToOfficersOfTheArea) {
  const v1::Venue venue = AddVenue();
  Create(venue);
  v1::ListEventsRequest request;
  request.set_venue_id(venue.id());
  EXPECT_EQ(AskEvents(Officer({"271004"}), &EventStub::ListEvents, request)->events_size(), 1);
  EXPECT_EQ(ReasonOf(AskEvents(Officer({"271403"}), &EventStub::ListEvents, request).status()), "VENUE_UNKNOWN");
  EXPECT_TRUE(AskEvents(Person{.issuer = "exposure", .service = true}, &EventStub::ListEvents, request).ok());
}

TEST_F(EventsTest, BelongToTheVenuesOwnOperator) {
  const v1::Venue mine = AddVenue("mine");
  const v1::Venue theirs = AddVenue("theirs");
  const v1::Event event = Create(theirs);
  EXPECT_EQ(ReasonOf(AskEvents(Operator(mine.id()), &EventStub::UpdateEvent, ChangeOf(event)).status()), "EVENT_UNKNOWN");
  EXPECT_EQ(ReasonOf(AskEvents(Operator(mine.id()), &EventStub::CancelEvent, CancellationOf(event)).status()),
            "EVENT_UNKNOWN");
  EXPECT_EQ(AskEvents(Operator(mine.id()), &EventStub::ListOwnEvents, {})->events_size(), 0);
  v1::ListEventsRequest list;
  list.set_venue_id(theirs.id());
  EXPECT_EQ(ReasonOf(AskEvents(Operator(theirs.id()), &EventStub::ListEvents, list).status()), "ACCESS_DENIED");
  for (const std::string& nobody : {std::string(), std::string("00000000")}) {
    EXPECT_EQ(ReasonOf(AskEvents(Operator(nobody), &EventStub::CreateEvent, AConcert()).status()), "VENUE_UNKNOWN");
    EXPECT_EQ(ReasonOf(AskEvents(Operator(nobody), &EventStub::ListOwnEvents, {}).status()), "VENUE_UNKNOWN");
  }
  for (const Person& other : {kAnyone, kVisit, Officer({"271004"})}) {
    EXPECT_EQ(ReasonOf(AskEvents(other, &EventStub::CreateEvent, AConcert()).status()), "ACCESS_DENIED");
    EXPECT_EQ(ReasonOf(AskEvents(other, &EventStub::ListOwnEvents, {}).status()), "ACCESS_DENIED");
    EXPECT_EQ(ReasonOf(AskEvents(other, &EventStub::UpdateEvent, ChangeOf(event)).status()), "ACCESS_DENIED");
    EXPECT_EQ(ReasonOf(AskEvents(other, &EventStub::CancelEvent, CancellationOf(event)).status()), "ACCESS_DENIED");
  }
}

TEST_F(EventsTest, ReachFollowers) {
  const v1::Venue venue = AddVenue();
  const v1::Event event = Create(venue);
  const auto context = ContextOf(kVisit);
  const auto stream = stub_->StreamChanges(context.get(), {});
  v1::VenueChange change;
  ASSERT_TRUE(stream->Read(&change));
  EXPECT_EQ(change.events_size(), 0);
  ASSERT_TRUE(stream->Read(&change));
  context->TryCancel();
  stream->Finish();
  ASSERT_EQ(change.events_size(), 1);
  EXPECT_EQ(change.events(0).SerializeAsString(), event.SerializeAsString());
}

}  // namespace
}  // namespace mimamori::venue
