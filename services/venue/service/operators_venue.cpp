// SPDX-License-Identifier: Apache-2.0
#include "services/venue/service/operators_venue.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::venue {
namespace {

const Scope kEverywhere{.everywhere = true, .areas = {}};

absl::Status Unknown() { return platform::NotFound("VENUE_UNKNOWN", "there is no such venue"); }

}  // namespace

absl::StatusOr<platform::VenueId> OperatorsVenueId(const platform::rpc::Call& call) {
  const auto id = platform::VenueId::Parse(call.caller->organisation);
  if (!id.ok()) return Unknown();
  return *id;
}

absl::StatusOr<Venue> OperatorsVenue(const platform::rpc::Call& call, VenueStore& store) {
  ASSIGN_OR_RETURN(const platform::VenueId id, OperatorsVenueId(call));
  ASSIGN_OR_RETURN(Venue venue, store.Get(call.deadline, kEverywhere, id));
  if (venue.deleted_at) return Unknown();
  return venue;
}

}  // namespace mimamori::venue
