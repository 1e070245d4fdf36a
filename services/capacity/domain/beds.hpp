// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "absl/time/time.h"

namespace mimamori::capacity {

// Unknown is not zero.
using Count = std::optional<int>;

// Beds of one class at one facility at one moment, as it reports them (vocabulary: AHRQ HAvBED, HL7 SANER). 0–999 each.
struct BedCounts {
  Count licensed = std::nullopt;  // by permission
  Count physical = std::nullopt;  // that are there
  Count staffed = std::nullopt;   // with people to care for who lies in them
  Count occupied = std::nullopt;
  Count blocked = std::nullopt;   // cleaning, isolated, closed

  friend bool operator==(const BedCounts&, const BedCounts&) = default;
};

// What happened since that moment, by our own books.
struct Since {
  int held = 0;     // live holds
  int arrived = 0;  // holds that became stays
  // Whoever left meanwhile counts nothing: her bed is free when the facility says so.

  friend bool operator==(const Since&, const Since&) = default;
};

// Beds that somebody can be promised: staffed − occupied − blocked − held − arrived, never below 0. nullopt: staffed,
// occupied or blocked is not known.
Count Available(const BedCounts& counts, const Since& since);

}  // namespace mimamori::capacity
