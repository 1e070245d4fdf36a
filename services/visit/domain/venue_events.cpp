// SPDX-License-Identifier: Apache-2.0
#include "services/visit/domain/venue_events.hpp"

#include <algorithm>
#include <iterator>

namespace mimamori::visit {

const EventTerms* EventAt(std::span<const EventTerms> events, absl::Time moment) {
  const EventTerms* found = nullptr;
  for (const EventTerms& event : events) {
    if (event.cancelled || moment < event.start || moment >= event.end) continue;
    if (found == nullptr || event.start >= found->start) found = &event;
  }
  return found;
}

const EventTerms* FindEvent(std::span<const EventTerms> events, int32_t number) {
  const auto it = std::ranges::lower_bound(events, number, {}, &EventTerms::number);
  return it == events.end() || it->number != number ? nullptr : &*it;
}

std::vector<EventTerms> Merge(const std::vector<EventTerms>& events, std::vector<EventTerms> changed) {
  std::ranges::sort(changed, {}, &EventTerms::number);
  std::vector<EventTerms> merged;
  // Of two with one number the first one is taken, which is the changed one.
  std::ranges::set_union(changed, events, std::back_inserter(merged), {}, &EventTerms::number, &EventTerms::number);
  return merged;
}

}  // namespace mimamori::visit
