// SPDX-License-Identifier: Apache-2.0
#include "services/mail/domain/pacer.hpp"

#include <algorithm>

namespace mimamori::mail {

absl::Time Pacer::PlaceFor(absl::Time now) {
  constexpr absl::Duration kBurst = absl::Seconds(1);
  if (pace_.total_per_second <= 0) return now;
  const absl::Duration gap = absl::Seconds(1 / pace_.total_per_second);
  if (paid_until_ > now + kBurst) {
    const absl::Time place = std::max(paid_until_ - kBurst, planned_until_);
    planned_until_ = place + gap;
    return place;
  }
  paid_until_ = std::max(paid_until_, now) + gap;
  return now;
}

}  // namespace mimamori::mail
