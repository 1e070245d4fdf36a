// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/rpc/rest.hpp"
#include "services/venue/service/encode.hpp"
#include "services/venue/service/event_service.hpp"
#include "services/venue/service/venue_service.hpp"

namespace mimamori::venue {
namespace {

constexpr int kBatch = 500;
constexpr absl::Duration kReadTime = absl::Seconds(5);
// How soon followers hear; a revoked code must be known within 60 s (privacy.md 11).
constexpr absl::Duration kPause = absl::Milliseconds(500);

v1::VenueChange ToProto(const VenueNews& news) {
  v1::VenueChange change;
  change.set_sequence(news.sequence);
  change.set_deleted(!news.venue);
  if (news.venue) {
    *change.mutable_venue() = venue::ToProto(*news.venue);
    for (const Space& space : news.spaces) *change.add_spaces() = venue::ToProto(space);
    for (const Event& event : news.events) *change.add_events() = venue::ToProto(event);
  } else {
    change.mutable_venue()->set_id(news.id.ToString());
  }
  return change;
}

}  // namespace

// The log of changes is kept from the first venue on, so that what is there and the news are one and the same reading.
absl::Status VenueService::DoStreamChanges(const Call& call, const v1::StreamChangesRequest& request,
                                           platform::rpc::Sink<v1::VenueChange>& sink) {
  if (request.after_sequence() < 0) {
    return platform::BadField("after_sequence", "BAD_SEQUENCE", "after_sequence is not negative");
  }
  int64_t sequence = request.after_sequence();
  do {
    while (true) {
      ASSIGN_OR_RETURN(const std::vector<VenueNews> news,
                       rooms_.store.NewsAfter(std::min(call.deadline, absl::Now() + kReadTime), sequence, kBatch));
      for (const VenueNews& item : news) {
        if (!sink.Write(ToProto(item))) return absl::OkStatus();
        sequence = item.sequence;
      }
      if (news.size() < kBatch) break;
    }
  } while (platform::rpc::Rest(call, kPause));
  return absl::OkStatus();
}

}  // namespace mimamori::venue
