// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/visit/domain/stay.hpp"
#include "services/visit/domain/venue_spaces.hpp"

namespace mimamori::visit {

// What is asked: everybody whose stays of a service day overlap [start − margin, end + margin + tail) by at least
// `least`.
struct OverlapQuestion {
  VenueId venue;
  absl::Time start;  // half-open window
  absl::Time end;
  absl::Duration margin = {};  // on both sides, 0–240 min
  absl::Duration tail = {};    // how long the air stays infectious, 0–60 min
  absl::Duration least = absl::Minutes(1);
  std::optional<SpaceScope> scope = std::nullopt;  // nullopt: the venue as a whole

  absl::Time from() const { return start - margin; }
  absl::Time to() const { return end + margin + tail; }
};

// EMPTY_WINDOW, WINDOW_TOO_LONG (over 14 days), BAD_MINUTES.
absl::Status CheckQuestion(const OverlapQuestion& question);

// Whole minutes, rounded down, that [arrived, until) and [from, to) share. Touching ends share none.
int OverlapMinutes(absl::Time arrived, absl::Time until, absl::Time from, absl::Time to);

// How well the end of a stay is known, weakest last.
enum class Confidence { kCheckedOut = 1, kAutomatic = 2, kAssumed = 3 };
Confidence ConfidenceOf(Ending ending);

// One person within one service day. Where some of her stays are verified, only those count: anybody can type her
// address into a stay that is not (privacy.md 6), and must not change what she is told. Of these, where some were in the
// space that is asked for, only those count: what was recorded only for something around it may have been elsewhere.
// Of each kind only where they are together as long as the least: else the next kind counts.
struct Overlap {
  Pseudonym pseudonym;
  absl::CivilDay service_day;
  std::string sealed_contact;  // of the latest overlapping stay
  int64_t contact_stay_id = 0;  // the stay that the contact was sealed for
  int minutes = 0;             // whole ones, rounded down, over the stays; what two of them share counts once
  Confidence confidence = Confidence::kCheckedOut;  // the weakest
  bool verified = false;                            // all of the stays that count; else none
  bool marked = false;                              // every overlapping stay carries kOutOfHours or kSetApart
  absl::Time stay_start;                            // the person's own first overlapping stay
  absl::Time stay_end;
  int stays = 0;               // overlapping stays found, also those that do not count
  int stays_out_of_hours = 0;  // of these, how many carry kOutOfHours
  bool place_assumed = false;  // the stays that count were around the space that is asked for, not in it
  int stays_set_apart = 0;     // and kSetApart
  int stays_offline = 0;       // and kOffline
  int stays_guest = 0;         // and kGuest
  int stays_present = 0;       // and kPresent
  int people = 1;              // who came together, of the largest stay that counts
};

// Folds stays, which come ordered by (service day, pseudonym, arrival), into one overlap per person and day. Who is there
// for less than the least minutes is left out. Feed with Add, take what is complete, finish with Finish.
class OverlapFold {
 public:
  explicit OverlapFold(const OverlapQuestion& question) : question_(question) {}
  // Returns the overlap of the person before, when this stay starts another one.
  std::optional<Overlap> Add(const Stay& stay);
  std::optional<Overlap> Finish();

 private:
  // Her stays of one kind.
  struct Share {
    Overlap overlap;
    absl::Duration shared;     // with the window
    absl::Time counted_until;  // of the window; what comes again before counts no more
    bool any = false;
  };
  void Count(const Stay& stay, absl::Time from, absl::Time until);

  const OverlapQuestion question_;
  std::optional<Overlap> found_;   // who, and what is counted of every stay of hers
  std::array<Share, 4> shares_{};  // what counts most comes last
};

}  // namespace mimamori::visit
