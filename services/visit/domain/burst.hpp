// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include "absl/time/time.h"
#include "services/visit/domain/policy.hpp"
#include "services/visit/domain/stay.hpp"

namespace mimamori::visit {

// Counts the unconfirmed check-ins of each venue within the running minute. Somebody who floods a venue with invented
// addresses is not refused, which would tell him and hit others; what he adds is set apart (privacy.md 11). Not
// thread-safe.
class BurstCount {
 public:
  // Whether this one is beyond what a minute has.
  bool Add(VenueId venue, absl::Time now, const BurstPolicy& policy);
  size_t size() const { return counts_.size(); }

 private:
  int64_t minute_ = 0;
  std::unordered_map<int64_t, int> counts_;
};

}  // namespace mimamori::visit
