// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/domain/beds.hpp"

#include <algorithm>

namespace mimamori::capacity {

Count Available(const BedCounts& counts, const Since& since) {
  if (!counts.staffed || !counts.occupied || !counts.blocked) return std::nullopt;
  return std::max(0, *counts.staffed - *counts.occupied - *counts.blocked - since.held - since.arrived);
}

}  // namespace mimamori::capacity
