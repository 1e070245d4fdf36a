// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "services/platform/rpc/call.hpp"
#include "services/venue/store/venue_store.hpp"

namespace mimamori::venue {

// The organisation in an operator's token is the venue's number: nobody names a venue here, so nobody reaches another's.
// NOT_FOUND: VENUE_UNKNOWN; of the second also for one that is deleted.
absl::StatusOr<platform::VenueId> OperatorsVenueId(const platform::rpc::Call& call);
absl::StatusOr<Venue> OperatorsVenue(const platform::rpc::Call& call, VenueStore& store);

}  // namespace mimamori::venue
