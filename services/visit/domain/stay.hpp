// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/platform/core/id.hpp"

namespace mimamori::visit {

using platform::RequestId;
using platform::VenueId;

// A person within one service day: 16 bytes of HMAC-SHA-256 of the folded address under the day's key. Equal for one
// person on one day, unrelated from day to day.
struct Pseudonym {
  std::string bytes;
  friend auto operator<=>(const Pseudonym&, const Pseudonym&) = default;
};

// A browser within one service day: 16 bytes of MAC of its proof id. Only this browser may change its stays.
struct BrowserTag {
  std::string bytes;
  friend auto operator<=>(const BrowserTag&, const BrowserTag&) = default;
};

// How a stay ended. Kept as a smallint: never renumber.
enum class Ending : int16_t {
  kOpen = 0,       // still there, as far as we know; matched until the typical stay is over
  kByHand = 1,     // the visitor checked out
  kAutomatic = 2,  // the same browser checked in elsewhere
  kTimed = 3,      // by the venue's rule, at matched_until: until then she is there
};

// What is remarkable about a check-in; bits of a smallint.
enum Mark : int16_t {
  kNoMark = 0,
  kOffline = 1,     // sent later than it happened
  kOutOfHours = 2,  // outside the venue's opening hours
  kGuest = 4,       // the venue's staff entered it
  kSetApart = 8,    // one of a burst of unconfirmed check-ins at its venue
  kPresent = 16,    // with a kiosk's code, while it was shown
};

// How a stay came to be known; as v1.Trust.
enum class Trust { kStatic = 1, kOffline = 2, kGuest = 3, kPresent = 4 };
inline Trust TrustOf(int16_t marks) {
  if ((marks & kGuest) != 0) return Trust::kGuest;
  if ((marks & kOffline) != 0) return Trust::kOffline;
  return (marks & kPresent) != 0 ? Trust::kPresent : Trust::kStatic;
}

// Names one row: only the browser that opened it holds the name, encrypted in its stay cookie.
struct StayKey {
  absl::CivilDay service_day;
  int64_t stay_id = 0;
  friend bool operator==(const StayKey&, const StayKey&) = default;
};

// One person's stay at one place, as it is kept.
struct Stay {
  StayKey key;
  VenueId venue;
  int32_t space = 0;
  absl::Time arrived_at;     // whole minute, rounded down
  absl::Time matched_until;  // end for matching, half-open: the departure, or the typical stay while open
  Ending ending = Ending::kOpen;
  Pseudonym pseudonym;
  BrowserTag browser;
  std::string sealed_contact;
  bool verified = false;
  int16_t marks = kNoMark;
  int32_t event = 0;  // of the venue, within which it began; 0: none
  int16_t people = 1;  // who came together, 1–50

  friend bool operator==(const Stay&, const Stay&) = default;
};

// Nobody writes a row when a rule ends a stay: the row has said so from the beginning.
inline bool IsOver(const Stay& stay, absl::Time now) {
  return stay.ending == Ending::kTimed ? stay.matched_until <= now : stay.ending != Ending::kOpen;
}

}  // namespace mimamori::visit
