// SPDX-License-Identifier: Apache-2.0
#include "services/visit/domain/burst.hpp"

namespace mimamori::visit {

bool BurstCount::Add(VenueId venue, absl::Time now, const BurstPolicy& policy) {
  const int64_t minute = absl::ToUnixSeconds(now) / 60;
  if (minute != minute_) counts_.clear();
  minute_ = minute;
  return ++counts_[venue.number()] > policy.unconfirmed_per_minute;
}

}  // namespace mimamori::visit
