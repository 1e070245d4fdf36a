// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "services/platform/rpc/client.hpp"
#include "services/visit/service/day_keys.hpp"
#include "services/visit/service/policy_cache.hpp"
#include "services/visit/service/venue_directory.hpp"
#include "services/visit/store/visit_store.hpp"

namespace mimamori::visit {

// The service days that a check-in may touch now, in any zone that has a venue: from the offline limit back to an hour
// ahead. Sorted, without repetition.
std::vector<absl::CivilDay> DaysInReach(absl::Time now, const std::vector<absl::TimeZone>& zones,
                                        const StayPolicy& policy);

// Asks the vault for one day's pseudonym key and sealing key.
DayKeys::Fetch FetchFrom(platform::rpc::ServiceChannel vault);

// Each few seconds: wipes expired ephemeral keys, reads the policy, creates the coming partitions, holds the keys of the
// days in reach and forgets the others. Does all it can; the first failure.
absl::Status RefreshDays(DayKeys& keys, const VenueDirectory& venues, PolicyCache& policies, VisitStore& store,
                         absl::Time now);

// Hourly: drops the partitions past retention and indexes those that no check-in reaches any more. The vault destroys
// their keys by its own policy.
absl::Status DropExpiredDays(VisitStore& store, absl::Time now);

}  // namespace mimamori::visit
