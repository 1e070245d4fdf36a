// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace mimamori::visit {

// Something that takes place at a venue, as far as visit must know it.
struct EventTerms {
  int32_t number = 0;  // 1 and up
  std::string display_name = {};
  absl::Time start = {};  // half-open
  absl::Time end = {};
  bool check_out_at_end = false;  // stays that begin within it end when it does
  bool cancelled = false;
  friend bool operator==(const EventTerms&, const EventTerms&) = default;
};

// The event that a stay which begins at that moment belongs to: of several the one that began last, of these the one that
// was entered last. Null: none. Allocates nothing.
const EventTerms* EventAt(std::span<const EventTerms> events, absl::Time moment);

const EventTerms* FindEvent(std::span<const EventTerms> events, int32_t number);  // null when not known

// `events` (by number) with these in place of what there was under their numbers.
std::vector<EventTerms> Merge(const std::vector<EventTerms>& events, std::vector<EventTerms> changed);

}  // namespace mimamori::visit
