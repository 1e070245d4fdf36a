// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/venue/v1/event_service.grpc.pb.h"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/wire.hpp"
#include "services/venue/service/quota_keys.hpp"
#include "services/venue/store/event_store.hpp"
#include "services/venue/store/venue_store.hpp"

namespace mimamori::venue {

// The RPCs of mimamori.venue.v1.EventService. Operators reach their own venue's events, staff those of their areas.
class EventService final : public v1::EventService::CallbackService {
 public:
  struct Rooms {
    VenueStore& venues;
    EventStore& events;
    const QuotaKeys& quotas;
    const platform::rpc::PageTokens& page_tokens;
  };
  EventService(Rooms rooms, platform::rpc::Runner& runner) : rooms_(rooms), runner_(runner) {}

  grpc::ServerUnaryReactor* CreateEvent(grpc::CallbackServerContext* context, const v1::CreateEventRequest* request,
                                        v1::Event* response) override;
  grpc::ServerUnaryReactor* ListOwnEvents(grpc::CallbackServerContext* context, const v1::ListOwnEventsRequest* request,
                                          v1::EventPage* response) override;
  grpc::ServerUnaryReactor* UpdateEvent(grpc::CallbackServerContext* context, const v1::UpdateEventRequest* request,
                                        v1::Event* response) override;
  grpc::ServerUnaryReactor* CancelEvent(grpc::CallbackServerContext* context, const v1::CancelEventRequest* request,
                                        v1::Event* response) override;
  grpc::ServerUnaryReactor* ListEvents(grpc::CallbackServerContext* context, const v1::ListEventsRequest* request,
                                       v1::EventPage* response) override;

 private:
  using Call = platform::rpc::Call;
  absl::StatusOr<v1::Event> DoCreateEvent(const Call& call, const v1::CreateEventRequest& request);
  absl::StatusOr<v1::EventPage> DoListOwnEvents(const Call& call, const v1::ListOwnEventsRequest& request);
  absl::StatusOr<v1::Event> DoUpdateEvent(const Call& call, const v1::UpdateEventRequest& request);
  absl::StatusOr<v1::Event> DoCancelEvent(const Call& call, const v1::CancelEventRequest& request);
  absl::StatusOr<v1::EventPage> DoListEvents(const Call& call, const v1::ListEventsRequest& request);

  absl::StatusOr<v1::EventPage> PageOf(const Call& call, const platform::VenueId& venue, int32_t page_size,
                                       const std::string& page_token);

  const Rooms rooms_;
  platform::rpc::Runner& runner_;
};

// What everybody who may know the event is told.
v1::Event ToProto(const Event& event);

}  // namespace mimamori::venue
